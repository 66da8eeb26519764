"""要点拆分: proposals from the text, a person's word on each, the sheet that goes public, and what follows a new edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.analysis import point_tables, points
from mingtang.policies.analysis.audiences import AUDIENCES
from mingtang.policies.analysis.clauses import clause_at, clauses
from mingtang.policies.models import AudienceMark, PointSheet, PolicyPoint
from mingtang.policies.permissions.publications import NOT_MINE, may_work_on
from mingtang.policies.queries.points import confirmed_points, live_text, quotes_of, sheet_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Edition, EditionPublished, Kind, Publication, Revision

SHEET = "policy_points"
TIE = "points_of"
_TEXTS = ("clause", "who", "what", "condition", "amount", "deadline", "materials", "contact")
_LENGTHS = {f.name: f.max_length or 0 for f in PolicyPoint._meta.fields if f.name in _TEXTS}
FACTS = ("nature", "audiences", "who", "what", "condition", "amount", "deadline", "materials", "contact")


class MayNotSplit(Refused):
    """A policy's points may not be worked on so."""


def splitting_refusals(publication: Publication, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not split this policy; the page asks the same."""
    reasons = [] if may_work_on(by, publication, on) else [NOT_MINE]
    if live_text(publication.pk) is None:
        reasons.append(Refusal("文件还没有公开。要点依据已签发的文本拆分，请在公开以后办理。"))
    return reasons


@transaction.atomic
def propose_points(publication: Publication, *, by: Any, on: date) -> list[PolicyPoint]:
    """Add what the public text of a policy gives or asks as proposals; what is already there is left alone."""
    if reasons := splitting_refusals(publication, by=by, on=on):
        raise MayNotSplit(reasons)
    revision, text = _signed(publication)
    known = _known(publication)
    found = [_proposed(publication, revision, text, told) for told in points.propose(text)]
    new = _numbered(publication, [p for p in found if (p.quote_hash, p.what) not in known])
    PolicyPoint.objects.bulk_create(new)
    audit.record(
        "policies.points_proposed",
        about=publication,
        by=by,
        details={"revision": revision.pk, "points": len(new)},
    )
    return new


def _signed(publication: Publication) -> tuple[Revision, str]:
    signed = live_text(publication.pk)
    if signed is None:
        raise MayNotSplit("文件还没有公开。")
    return signed


def _known(publication: Publication) -> set[tuple[str, str]]:
    return set(PolicyPoint.objects.filter(publication=publication).values_list("quote_hash", "what"))


def _proposed(publication: Publication, revision: Revision, text: str, told: points.Proposal) -> PolicyPoint:
    facts = {
        name: value[: _LENGTHS[name]] if name in _LENGTHS else value for name, value in asdict(told).items()
    }
    quote = text[told.start : told.end]
    return PolicyPoint(
        publication=publication, revision=revision, quote_hash=points.quote_hash(quote), **facts
    )


def _numbered(publication: Publication, new: Iterable[PolicyPoint]) -> list[PolicyPoint]:
    last = PolicyPoint.objects.filter(publication=publication).aggregate(last=Max("number"))["last"] or 0
    numbered = list(new)
    for number, point in enumerate(numbered, last + 1):
        point.number = number
    return numbered


# --- a person's word


def fact_refusals(facts: Mapping[str, Any]) -> list[Refusal]:
    """What is wrong with a point as a person wrote it."""
    reasons = []
    if not str(facts.get("what", "")).strip():
        reasons.append(Refusal("请写明要点：得到什么，或者要做什么。"))
    if not facts.get("audiences"):
        reasons.append(Refusal("请至少选一个面向对象。"))
    reasons += [
        Refusal(f"“{facts[name]}”超过{length}字，请缩短。")
        for name, length in _LENGTHS.items()
        if len(str(facts.get(name, ""))) > length
    ]
    return reasons


def tie_refusals(text: str, quote: str) -> list[Refusal]:
    """A point must stand on exact words of the signed text."""
    if len(quote.strip()) < 4:
        return [Refusal("请从文件原文中摘录这个要点所依据的文字。")]
    if quote.strip() not in text:
        return [Refusal("在已签发的文本中找不到摘录的文字，请原样复制，不要改动标点。")]
    return []


@transaction.atomic
def confirm_point(
    point: PolicyPoint, facts: Mapping[str, Any], *, quote: str, by: Any, on: date
) -> PolicyPoint:
    """Confirm a point as it is or corrected, on words that the public text holds now; a flag is settled by this."""
    point = PolicyPoint.objects.select_for_update().select_related("publication").get(pk=point.pk)
    _settle(point, facts, quote, by=by, on=on)
    point.save()
    audit.record("policies.point_confirmed", about=point, by=by, details={"revision": point.revision_id})
    return point


@transaction.atomic
def add_point(
    publication: Publication, facts: Mapping[str, Any], *, quote: str, by: Any, on: date
) -> PolicyPoint:
    """Add a point that the proposals missed, on words of the public text."""
    point = _numbered(publication, [PolicyPoint(publication=publication)])[0]
    _settle(point, facts, quote, by=by, on=on)
    point.save()
    audit.record("policies.point_added", about=point, by=by, details={"revision": point.revision_id})
    return point


def _settle(point: PolicyPoint, facts: Mapping[str, Any], quote: str, *, by: Any, on: date) -> None:
    if reasons := splitting_refusals(point.publication, by=by, on=on):
        raise MayNotSplit(reasons)
    revision, text = _signed(point.publication)
    if reasons := fact_refusals(facts) + tie_refusals(text, quote):
        raise MayNotSplit(reasons)
    for name in FACTS:
        if name in facts:
            setattr(point, name, facts[name])
    _tie(point, revision, text, quote.strip())
    point.state, point.reason, point.flag, point.flagged_on = "confirmed", "", "", None
    point.settled_on, point.settled_by, point.settled_by_name = on, by, by.name


def _tie(point: PolicyPoint, revision: Revision, text: str, quote: str) -> None:
    # Where the words stand several times, the place that the point already names is kept.
    kept = text[point.start : point.end] == quote if point.end else False
    start = point.start if kept else text.index(quote)
    point.revision, point.start, point.end = revision, start, start + len(quote)
    point.clause, point.quote_hash = clause_at(text, start)[: _LENGTHS["clause"]], points.quote_hash(quote)


@transaction.atomic
def leave_out(point: PolicyPoint, *, reason: str, by: Any, on: date) -> PolicyPoint:
    """Decide that a proposal is no point, or that a point no longer stands, with the reason."""
    point = PolicyPoint.objects.select_for_update().select_related("publication").get(pk=point.pk)
    reasons = [] if may_work_on(by, point.publication, on) else [NOT_MINE]
    if len(reason.strip()) < 2:
        reasons.append(Refusal("请写明不采用的理由。"))
    if reasons:
        raise MayNotSplit(reasons)
    point.state, point.reason, point.flag, point.flagged_on = "left_out", reason.strip()[:200], "", None
    point.settled_on, point.settled_by, point.settled_by_name = on, by, by.name
    point.save()
    audit.record("policies.point_left_out", about=point, by=by, details={"reason": point.reason})
    return point


# --- the sheet


def sheet_refusals(publication: Publication, *, by: Any, on: date) -> list[Refusal]:
    """Why no sheet may be drafted now."""
    reasons = splitting_refusals(publication, by=by, on=on)
    found = PolicyPoint.objects.filter(publication=publication)
    if not found.filter(state="confirmed").exists():
        reasons.append(Refusal("还没有确认的要点。"))
    if found.filter(state="proposed").exists():
        reasons.append(Refusal("还有待确认的要点，请逐条确认或者写明不采用的理由。"))
    if found.exclude(flag="").exists():
        reasons.append(Refusal("有要点所依据的条款已经变化，请先核对。"))
    return reasons


@transaction.atomic
def draft_sheet(publication: Publication, *, column: Column | None, by: Any, on: date) -> Edition:
    """Draft the sheet of the confirmed points, or its next edition. From here it goes the road of every text."""
    if reasons := sheet_refusals(publication, by=by, on=on):
        raise MayNotSplit(reasons)
    content = _sheet_content(publication, on)
    sheet = sheet_of(publication.pk)
    if sheet is not None and sheet.editions.exclude(state="discarded").exists():
        return _next_sheet(sheet, content, by=by, on=on)
    edition = publishing.start_draft(
        kind=Kind.objects.get(code=SHEET),
        organisation_id=publication.organisation_id,
        column=column or publication.home_column,
        content=content,
        by=by,
        on=on,
    )
    PointSheet.objects.update_or_create(policy=publication, defaults={"sheet": edition.publication})
    publishing.relate(edition.publication, TIE, publication, by=by, on=on)
    return edition


def _next_sheet(sheet: Publication, content: Mapping[str, Any], *, by: Any, on: date) -> Edition:
    """Write the points into the open edition of the sheet, or into a new one."""
    edition = sheet.editions.filter(state__in=publishing.OPEN).first()
    if edition is None:
        edition = publishing.start_edition(sheet, by=by, on=on)
    last = publishing.newest_revision(edition)
    held = publishing.content_of(last).__dict__
    merged = {**held, **content, "elements": {**held["elements"], **content["elements"]}}
    publishing.save(edition, merged, by=by, base=last.number, note="按确认的要点更新")
    edition.refresh_from_db()
    return edition


def _sheet_content(publication: Publication, on: date) -> dict[str, Any]:
    revision, _ = _signed(publication)
    policy = publishing.content_of(revision)
    confirmed = list(confirmed_points(publication.pk))
    codes = {code for point in confirmed for code in point.audiences}
    names = [name for code, name in AUDIENCES if code in codes]
    number = str(policy.elements.get("document_number") or "")
    opening = f"根据《{policy.title}》{f'（{number}）' if number else ''}拆分。以文件原文为准。"
    return {
        "title": f"《{policy.title}》要点表",
        "body": point_tables.to_html(map(row_of, confirmed), opening),
        "issuer": policy.issuer,
        "public_until": policy.public_until or "long",
        "elements": {
            "issuer": policy.issuer,
            "policy_title": policy.title,
            "policy_number": number,
            "written_on": on.isoformat(),
            "audience": names,
            "openness": "主动公开",
            "openness_ways": ["政府网站"],
            "topic": policy.elements.get("topic", ""),
            "keywords": policy.elements.get("keywords", ""),
            "summary": f"《{policy.title}》的{len(confirmed)}个要点：适用对象、内容、条件、标准、时限、材料和联系方式。",
        },
    }


def row_of(point: PolicyPoint) -> point_tables.Row:
    """A point as a line of the sheet."""
    return point_tables.Row(
        number=str(point.number),
        clause=point.clause,
        who=point.who,
        what=point.what if point.nature == "benefit" else f"{point.get_nature_display()}：{point.what}",
        condition=point.condition,
        amount=point.amount,
        deadline=point.deadline,
        materials=point.materials,
        contact=point.contact,
    )


# --- what follows publication


@transaction.atomic
def follow_points(event: EditionPublished) -> None:
    """A new public text: its points are looked up in it, and a sheet marks its policy. Heard twice, it stands once."""
    _recheck(event.publication_id)
    follow_sheet(event.publication_id)


@transaction.atomic
def follow_sheet(publication_id: int) -> None:
    """Let a sheet that came or left mark its policy with the groups of its signed points."""
    tie = PointSheet.objects.filter(sheet=publication_id).first()
    if tie is not None:
        _mark(tie)


def _recheck(publication_id: int) -> None:
    """Points whose words stand in the new text move there; the others are flagged for a person (动态跟踪)."""
    held = list(
        PolicyPoint.objects.select_for_update().filter(publication=publication_id).exclude(state="left_out")
    )
    signed = live_text(publication_id) if held else None
    if signed is None:
        return
    revision, text = signed
    quotes = quotes_of(held)
    moved = [point for point in held if point.revision_id != revision.pk]
    for point in moved:
        _move(point, revision, text, quotes.get(point.pk, ""))
    PolicyPoint.objects.bulk_update(moved, ["revision", "start", "end", "clause", "flag", "flagged_on"])
    flagged = [point.pk for point in moved if point.flag]
    if flagged:
        audit.record(
            "policies.points_flagged",
            about=None,
            by=None,
            details={"publication": publication_id, "points": flagged},
        )


def _move(point: PolicyPoint, revision: Revision, text: str, quote: str) -> None:
    if quote and quote in text:
        _tie(point, revision, text, quote)
        point.flag, point.flagged_on = "", None
    elif not point.flag:
        stands = any(clause.label == point.clause for clause in clauses(text))
        point.flag, point.flagged_on = "changed" if stands else "gone", localdate()


def _mark(tie: PointSheet) -> None:
    """The groups of the signed points become marks of the policy; lists by group read them."""
    signed = live_text(tie.sheet_id)
    codes: set[str] = set()
    if signed is not None:
        named = publishing.content_of(signed[0]).elements.get("audience") or []
        codes = {code for code, name in AUDIENCES if name in named}
    set_marks(tie.policy_id, "points", codes)


def set_marks(publication_id: int, source: str, codes: Iterable[str]) -> None:
    """Let exactly these groups stand on a publication by one source."""
    AudienceMark.objects.filter(publication=publication_id, source=source).delete()
    AudienceMark.objects.bulk_create(
        AudienceMark(publication_id=publication_id, source=source, code=code) for code in sorted(set(codes))
    )
