"""A document's row, facts and clauses, from its elements or a stock's metadata and from its text. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mingtang.law import document_metadata as metadata_rules
from mingtang.law.validity import last_day
from mingtang.policies.analysis.dates import Change, TextDates, text_dates
from mingtang.policies.analysis.keys import level_of, number_key, title_keys, version_group
from mingtang.policies.models import Clause, Policy
from mingtang.policies.parsing.dates import chinese_number
from mingtang.policies.parsing.facts import Repeal, Target, TextFacts, facts_of
from mingtang.policies.services.recording import Stated

_INLINE = re.compile(r"</?(?:strong|em|u|s|sub|sup|a)(?:\s[^>]*)?>")
_CELL = re.compile(r"</t[dh]>\s*(?:<t[dh](?:\s[^>]*)?>)?")
_TAG = re.compile(r"<[^>]+>")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")
_TRIAL = re.compile(r"暂行|试行")
_DAY_IN_NAME = re.compile(r"\((\d{4}-\d{2}-\d{2})\)\.\w+$")
# What sources call their claim of validity, their category and the day of publication.
_CLAIMS = ("claimed_validity", "status", "validity", "有效性", "时效性")
_CATEGORIES = ("category", "类别", "效力级别")
_PUBLISHED = ("published_on", "date_published", "publish_date", "发布日期", "公布日期")
_EFFECTIVE = ("effective_on", "implement_date", "施行日期", "实施日期")


@dataclass
class Reading:
    """What was read of one document; rows are not saved."""

    policy: Policy
    stated: list[Stated] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)


def words_of(html: str) -> str:
    """The text of a body, a line for each block and each row of a table: for reading only, not for showing."""
    text = _INLINE.sub("", html)
    text = _TAG.sub("\n", _CELL.sub("\t", text) if "</t" in text else text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_stock(
    publication_id: int, row: str, title: str, body: str, elements: Mapping[str, Any], told: Mapping[str, Any]
) -> Reading:
    """One row of a stock: its metadata, and what its text says."""
    text = facts_of(title, words_of(body))
    days = _stock_days(text, elements, told, row)
    policy = named_from(
        Policy(publication_id=publication_id, origin="imported"),
        title,
        str(elements.get("document_number") or text.number or ""),
        issuer=str(told.get("issuer") or told.get("发布机构") or elements.get("issuer") or ""),
        category=_first(told, _CATEGORIES),
    )
    policy.claimed_status = _first(told, _CLAIMS)[:60]
    policy.published_on = _day(_first(told, _PUBLISHED)) or text.published_on
    _dated(policy, days, text)
    policy.findings = findings_of(policy, elements)
    return Reading(policy, stated_of(days, policy, text), clauses_of(policy, text, days.text_from))


def _stock_days(text: TextFacts, elements: Mapping[str, Any], told: Mapping[str, Any], row: str) -> TextDates:
    """The text's own words come before what a source says of it."""
    published = _day(_first(told, _PUBLISHED))
    made = text.made_on or _day(str(elements.get("written_on") or "")) or text.published_on or published
    effective = text.effective_on or _day(_first(told, _EFFECTIVE)) or _by_rule(text, made, published)
    changes, named = changes_of(text), _day_in_name(row)
    if named and _tells_version(named, made, changes, text):
        changes = [*changes, Change(named, title="", by="来源文件名所示版本")]
    return text_dates(made or named, effective, changes)


# Between the adoption of a text and its publication or effect lie weeks; a later day in a file's name is a version.
_NEAR = timedelta(days=200)


def _tells_version(named: date, made: date | None, changes: list[Change], text: TextFacts) -> bool:
    """Whether the name of a stock's file tells a version of which the text itself says nothing."""
    if made is None or named in {text.published_on, text.approved_on, text.effective_on}:
        return False
    return named > max([made, *(change.on for change in changes)]) + _NEAR


def _by_rule(text: TextFacts, made: date | None, published: date | None) -> date | None:
    """自公布之日起施行, where only the source tells the day on which it was published."""
    if text.effective_rule == "published":
        return published or made
    return made if text.effective_rule in {"issued", "passed"} else None


def _day_in_name(row: str) -> date | None:
    found = _DAY_IN_NAME.search(row)
    return _day(found[1]) if found else None


def changes_of(text: TextFacts) -> list[Change]:
    """Amendments as the preamble tells them. 国务院 calls 修订 what a decision on several regulations amends."""
    return [
        Change(one.on, one.body, one.title, whole=one.kind == "修订" and not one.title)
        for one in text.amendments
    ]


def named_from(
    policy: Policy, title: str, number: str, *, issuer: str, category: str = "", level: str = ""
) -> Policy:
    """Title, number and level with the keys that they are matched by."""
    keys, parsed = title_keys(title), number_key(number) if number else None
    policy.title, policy.title_key, policy.inner_key = title, keys.key, keys.inner
    policy.version_note, policy.is_trial = keys.version, bool(_TRIAL.search(title))
    policy.number, policy.issuer = number[:120], issuer[:300]
    policy.number_key = parsed.key if parsed else ""
    policy.number_mark = parsed.mark[:60] if parsed else ""
    policy.number_year = parsed.year if parsed else None
    policy.number_serial = parsed.serial if parsed else None
    policy.level = level or level_of(category=category, number=parsed, title=keys.key)
    policy.version_group = version_group(keys.key, policy.level, issuer)
    return policy


def _dated(policy: Policy, days: TextDates, text: TextFacts) -> None:
    policy.made_on, policy.version_on = days.made_on, days.version_on
    policy.effective_on = days.text_from
    policy.is_trial = policy.is_trial or text.is_trial
    # Laws and regulations hold until something ends them: years that they speak of are those of certificates.
    if policy.level not in UNLIMITED or "至" in text.period:
        policy.period = text.period[:200]
        policy.valid_until = text.valid_until or _end_counted(text.period, days.text_from)


UNLIMITED = frozenset({"law", "administrative_regulation", "local_regulation"})
_SPAN = re.compile(r"(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3})\s?(?P<unit>年|个月)")


def _end_counted(period: str, begins: date | None) -> date | None:
    """The last day of 有效期3年, where the text leaves the first day to the source."""
    found = _SPAN.search(period)
    if not found or begins is None:
        return None
    count = chinese_number(found["count"].replace("两", "二"))
    return last_day(begins, years=count) if found["unit"] == "年" else last_day(begins, months=count)


def stated_of(days: TextDates, policy: Policy, text: TextFacts) -> list[Stated]:
    """The facts that a text states of itself."""
    stated = []
    if days.made_on:
        stated.append(Stated("made", days.made_on))
    if days.effective_on:
        stated.append(Stated("takes_effect", days.effective_on))
    stated += [
        Stated("amended", on, document_title=change.title, note=change.by) for on, change in days.changes
    ]
    if policy.valid_until:
        stated.append(Stated("expiry", policy.valid_until, note=policy.period))
    return stated


def clauses_of(policy: Policy, text: TextFacts, on: date | None) -> list[Clause]:
    """What a text says of others, as rows that are matched with the library afterwards."""
    ends = [
        _clause(policy, VERBS[one.kind] if one.whole else "partly_repeals", one, one.on or on, one.dated)
        for one in text.repeals
    ]
    return ends + [_clause(policy, "amends", one, on, None) for one in text.amends]


VERBS = {"repeal": "repeals", "invalid": "declares_invalid", "suspend": "suspends"}


def _clause(
    policy: Policy, verb: str, target: Repeal | Target, on: date | None, stated_on: date | None
) -> Clause:
    return Clause(
        policy=policy,
        verb=verb,
        target_title=target.title[:300],
        target_key=title_keys(target.title).key if target.title else "",
        target_number=target.number[:120],
        target_number_key=number_key(target.number).key if target.number else "",
        stated_on=stated_on,
        on=on,
    )


def findings_of(policy: Policy, elements: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is missing, wrong or doubtful: counted by unit, shown on the desk. DM-13 is among them."""
    found = []
    if policy.number:
        found += metadata_rules.document_number_findings(policy.number)
    elif policy.level in NUMBERED:
        found += metadata_rules.document_number_findings("")
    if index := str(elements.get("index_number") or ""):
        found += metadata_rules.index_number_findings(index)
    found += metadata_rules.date_findings(made_on=policy.made_on, published_on=policy.published_on)
    found += metadata_rules.validity_findings(
        policy.title, in_force_on=policy.effective_on, valid_until=policy.valid_until
    )
    return [{"code": finding.code, "message": finding.message} for finding in found]


# Laws and regulations are cited by title and have no number of their own that a stock would carry.
NUMBERED = frozenset({"department_rule", "government_rule", "normative", "other_policy"})


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(told[name]).strip() for name in names if str(told.get(name) or "").strip()), "")


def _day(text: str) -> date | None:
    if not (found := _DAY.search(text)):
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
