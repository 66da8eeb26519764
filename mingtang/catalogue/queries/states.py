"""What is missing, empty, incomplete or outdated in the section, by body and part: the same answer for page, count and list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef

from mingtang.catalogue.analysis.freshness import BodyFacts, age_reason, changed_reasons, day_of
from mingtang.catalogue.labels import (
    DUTY_CHANGE,
    FILLED,
    GUIDE,
    GUIDE_AGE,
    INSTITUTION,
    PARTS,
    POWER_LIST,
    REPORT,
    RULES,
)
from mingtang.catalogue.queries.bodies import Bodies
from mingtang.catalogue.queries.reports import reports_of
from mingtang.catalogue.queries.texts import Text, on_site, texts_of
from mingtang.core.calendars.api import working_calendar
from mingtang.core.organisations.api import Organisation
from mingtang.core.parameters.api import value_on
from mingtang.law.publication import LIMITS, publish_by
from mingtang.publishing import api as publishing

ELEMENTS = ("body_name", "address", "updated_on", "report_year", "adjusted_on", "changed_on")
KINDS = (GUIDE, RULES, REPORT, INSTITUTION, POWER_LIST, DUTY_CHANGE)


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a part, and the kind of information that would mend it, for a report the years too."""

    state: str
    reason: str
    kind: str = ""
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class PartState:
    """One part of one body's section."""

    body: Organisation
    part: str
    flaws: Sequence[Flaw] = ()

    @property
    def state(self) -> str:
        """The gravest of what is wrong: missing, empty, incomplete, outdated, or good."""
        order = ("missing", "empty", "incomplete", "outdated")
        return next((state for state in order if any(f.state == state for f in self.flaws)), "good")


@dataclass(frozen=True)
class _Known:
    """What the checks of one body look at."""

    body: Organisation
    texts: Mapping[str, Sequence[Text]]
    has_statutory: bool
    reforms: Sequence[date]
    guide_age: int
    on: date

    def of(self, kind: str) -> Sequence[Text]:
        return self.texts.get(kind, ())


def states_of(
    bodies: Bodies, site: publishing.Site, on: date, *, only: set[int] | None = None
) -> list[PartState]:
    """The four parts of every body, or of some, in a constant number of queries."""
    texts = _texts_by_body(bodies, site, only)
    told = _with_statutory(bodies, site)
    reforms = _reforms(bodies, on)
    age = value_on(GUIDE_AGE, on)
    states = []
    for body in bodies.all:
        if only is not None and body.pk not in only:
            continue
        known = _Known(body, texts.get(body.pk, {}), body.pk in told, reforms.get(body.pk, ()), age, on)
        states += [PartState(body, part, tuple(_CHECKS[part](known))) for part, _ in PARTS]
    return states


def _texts_by_body(
    bodies: Bodies, site: publishing.Site, only: set[int] | None
) -> dict[int, dict[str, list[Text]]]:
    wanted = [body for body in bodies.all if only is None or body.pk in only]
    near = {pk for body in wanted for pk in bodies.sources_of(body)}
    found: dict[int, dict[str, list[Text]]] = {}
    for text in texts_of(KINDS, site, bodies=near, elements=ELEMENTS):
        owner = bodies.owner_of(text.organisation_id, text.issuer)
        if owner is not None:
            found.setdefault(owner, {}).setdefault(text.kind, []).append(text)
    return found


def _with_statutory(bodies: Bodies, site: publishing.Site) -> set[int]:
    """Bodies that have made anything public beside guide, rules, reports and news: one look-up in the index for each."""
    other = on_site(site).filter(withdrawn=False).exclude(kind__code__in=(GUIDE, RULES, REPORT, "news"))
    own = Organisation.objects.filter(pk__in=[*bodies.by_pk])
    found = own.filter(Exists(other.filter(organisation=OuterRef("pk"))))
    plain = {pk for pk in found.values_list("pk", flat=True) if pk not in bodies.offices}
    # Of an office, and of the government in whose name it issues, the issuer tells whose a text is.
    shared = [
        body for body in bodies.all if body.pk in bodies.offices or bodies.sources_of(body) != {body.pk}
    ]
    return plain | {body.pk for body in shared if other.filter(bodies.owned_by(body)).exists()}


def _reforms(bodies: Bodies, on: date) -> dict[int, list[date]]:
    """The days on which a body took something over, as core knows them."""
    rows = Organisation.objects.filter(pk__in=[*bodies.by_pk], inheritances__on__lte=on)
    found: dict[int, list[date]] = {}
    for pk, day in rows.order_by("inheritances__on").values_list("pk", "inheritances__on"):
        found.setdefault(pk, []).append(day)
    return found


def _guide(known: _Known) -> Iterable[Flaw]:
    texts = known.of(GUIDE)
    if not texts:
        return [_missing(GUIDE)]
    newest = texts[0]
    flaws = [_empty(GUIDE)] if newest.is_empty and not newest.told.get("body_name") else []
    age = age_reason(day_of(newest.told.get("updated_on")), on=known.on, at_most=known.guide_age)
    changed = changed_reasons(newest.told, _facts(known.body))
    return [*flaws, *(Flaw("outdated", reason, GUIDE) for reason in (age, *changed) if reason)]


def _rules(known: _Known) -> Iterable[Flaw]:
    texts = known.of(RULES)
    if not texts:
        return [_missing(RULES)]
    return [_empty(RULES)] if all(text.is_empty for text in texts) else []


def _reports(known: _Known) -> Iterable[Flaw]:
    found = reports_of(known.body, known.of(REPORT), known.on)
    if not known.of(REPORT):
        # A body of this year owes none yet.
        return [replace(_missing(REPORT), years=tuple(found.missing))] if found.missing else []
    flaws = [_empty(REPORT)] if all(text.is_empty for text in known.of(REPORT)) else []
    if found.missing:
        years = "、".join(str(year) for year in found.missing)
        flaws.append(Flaw("incomplete", f"缺{years}年度报告", REPORT, tuple(found.missing)))
    return flaws


def _statutory(known: _Known) -> Iterable[Flaw]:
    if not known.has_statutory:
        yield Flaw("missing", "没有公布任何法定主动公开内容", INSTITUTION)
        return
    yield from _institution(known)
    if not known.of(POWER_LIST):
        yield Flaw("incomplete", "权责清单尚未公布", POWER_LIST)
    for reformed_on in known.reforms[-1:]:
        yield from _after_reform(known, reformed_on)


def _institution(known: _Known) -> Iterable[Flaw]:
    texts = known.of(INSTITUTION)
    if not texts:
        yield Flaw("incomplete", "机构职能目录尚未公布", INSTITUTION)
        return
    for reason in changed_reasons(texts[0].told, _facts(known.body)):
        yield Flaw("outdated", f"机构职能目录：{reason}", INSTITUTION)


def _after_reform(known: _Known, reformed_on: date) -> Iterable[Flaw]:
    """After a reform: what changed is published (PW-03), and the power list is adjusted (PW-02), within 20 working days."""
    due = publish_by(reformed_on, LIMITS["proactive"], working_calendar(), provisional=True).on
    by = f"应于{due:%Y-%m-%d}前公布" if known.on <= due else f"已超过公开期限{due:%Y-%m-%d}"
    when = f"{reformed_on:%Y-%m-%d}机构改革"
    if not _told_since(known.of(DUTY_CHANGE), "changed_on", reformed_on):
        yield Flaw("incomplete", f"{when}后的职责变化尚未公布，{by}", DUTY_CHANGE)
    if known.of(POWER_LIST) and not _told_since(known.of(POWER_LIST), "adjusted_on", reformed_on):
        yield Flaw("outdated", f"{when}后权责清单没有调整，{by}", POWER_LIST)


def _told_since(texts: Sequence[Text], element: str, since: date) -> bool:
    days = (day_of(text.told.get(element)) for text in texts)
    return any(day is not None and day >= since for day in days)


_CHECKS: Mapping[str, Callable[[_Known], Iterable[Flaw]]] = {
    "guide": _guide,
    "rules": _rules,
    "statutory": _statutory,
    "reports": _reports,
}


def _facts(body: Organisation) -> BodyFacts:
    return BodyFacts(body.name, body.address)


def _missing(kind: str) -> Flaw:
    return Flaw("missing", f"{FILLED[kind]}尚未公布", kind)


def _empty(kind: str) -> Flaw:
    return Flaw("empty", f"{FILLED[kind]}没有实际内容", kind)
