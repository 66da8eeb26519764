"""Interpretations: begun from their document, given to another unit, put into a series, kept once they are public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.events.api import hears
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.analysis.interpretation_parts import PARTS, wanting
from mingtang.policies.labels import TEXT_FORM
from mingtang.policies.models import (
    FocusField,
    Interpretation,
    InterpretationAssignment,
    InterpretationDuty,
    InterpretationPlan,
    Series,
    SeriesItem,
    SoloRelease,
)
from mingtang.policies.queries import interpretations as queries
from mingtang.policies.queries.interpretations import KIND, MARK, Drafted
from mingtang.policies.services.three_sync import called, due_after, texts_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Content, Edition, Found, Publication


class MayNotInterpret(Refused):
    """An interpretation may not be begun or given so."""


class MayNotArrangeSeries(Refused):
    """A series may not be made or changed so."""


class MayNotSetField(Refused):
    """The year's list of fields may not be changed so."""


# --- the check of the template


def template_version() -> str:
    return "解读模板1"


def check_template(content: publishing.CheckedContent) -> list[Found]:
    """CHECK: parts of a text interpretation that are missing, empty, too short, or copied from the document; fields."""
    if content.kind != KIND:
        return []
    return _part_findings(content) + _field_findings(content)


def _part_findings(content: publishing.CheckedContent) -> list[Found]:
    if TEXT_FORM not in (content.elements.get("forms") or ()):
        return []
    documents = queries.policies_of(content.publication_id) if content.publication_id else []
    text = publishing.plain_text(content.body)
    return [
        Found(
            "interpretation",
            gap.problem,
            "body",
            0,
            0,
            gap.part,
            gap.message,
            gap.suggestion,
            "block" if gap.is_grave else "warn",
        )
        for gap in wanting(text, "\n".join(texts_of(documents)))
    ]


def _field_findings(content: publishing.CheckedContent) -> list[Found]:
    """分类解读: only fields of some year's list; a list that was never entered asks nothing."""
    told = fields_told(content.elements)
    known = set(FocusField.objects.filter(use="classify").values_list("name", flat=True)) if told else set()
    if not known:
        return []
    field = "element:focus_fields"
    return [
        Found(
            "interpretation",
            "unknown_field",
            field,
            0,
            len(name),
            name,
            f"“{name}”不在重点解读领域清单里",
            f"可选：{'、'.join(sorted(known))}"[:300],
            "warn",
        )
        for name in told
        if name not in known
    ]


def fields_told(elements: Mapping[str, Any]) -> list[str]:
    """The fields that an interpretation names, as parted by 、 or blanks."""
    words = str(elements.get("focus_fields") or "").replace("，", "、").replace(" ", "、")
    return [word for word in words.split("、") if word]


# --- beginning one


@dataclass(frozen=True)
class Outline:
    """What the editor is asked before the template opens."""

    forms: Sequence[str]
    stage: str = "公开发布"
    interpreter_kind: str = "部门主要负责人"
    interpreter: str = ""
    contact: str = ""
    fields: Sequence[str] = ()
    title: str = ""
    comparison: str = ""


def interpreting_refusals(document: Edition, organisation_id: int, *, on: date) -> list[Refusal]:
    """Why a unit may not interpret a document: the drafter does, or the one that the office named (谁起草谁解读)."""
    if document.state == publishing.EditionState.DISCARDED:
        return [Refusal(f"{called(document.title)}已作废，不需要解读。")]
    owner = queries.owner_of(document, publishing.content_of(publishing.newest_revision(document)))
    if organisation_id == owner:
        return []
    name = Organisation.objects.get(pk=owner).name
    return [
        Refusal(
            f"{called(document.title)}由{name}解读。其他单位解读的，先由政务公开办指定并写明理由。",
            "谁起草、谁解读",
        )
    ]


@transaction.atomic
def start_interpretation(
    document: Edition, outline: Outline, *, organisation_id: int, column: Column, by: Any, on: date
) -> Edition:
    """Begin the interpretation of a document, with the template filled in as far as the document tells, and relate it."""
    if reasons := interpreting_refusals(document, organisation_id, on=on) + _outline_refusals(outline):
        raise MayNotInterpret(reasons)
    unit = Organisation.objects.get(pk=organisation_id)
    edition = publishing.start_draft(
        kind=publishing.Kind.objects.get(code=KIND),
        organisation_id=organisation_id,
        column=column,
        content=_first_content(document, outline, unit),
        by=by,
        on=on,
    )
    publishing.relate(edition.publication, queries.INTERPRETS, document.publication, by=by, on=on)
    _plan_carriers(edition.publication, document, by=by, on=on)
    audit.record(
        "policies.interpretation_begun", about=edition, by=by, details={"document": document.publication_id}
    )
    return edition


def _outline_refusals(outline: Outline) -> list[Refusal]:
    reasons = [] if outline.forms else [Refusal("请至少选一种解读形式。")]
    if outline.stage not in queries.STAGE_CODES:
        reasons.append(Refusal("请选择解读阶段：草案征询、公开发布或者实施落地。"))
    return reasons


def _first_content(document: Edition, outline: Outline, unit: Organisation) -> dict[str, Any]:
    told = publishing.content_of(publishing.newest_revision(document))
    number = str(told.elements.get("document_number") or "")
    form = outline.forms[0]
    elements = {
        "issuer": unit.name,
        "interpreted": f"{document.title}（{number}）" if number else document.title,
        "stage": outline.stage,
        "forms": list(outline.forms),
        "interpreter_kind": outline.interpreter_kind,
        "interpreter": outline.interpreter,
        "focus_fields": "、".join(outline.fields),
        "contact": outline.contact,
        "topic": told.elements.get("topic"),
        "keywords": f"政策解读 {told.elements.get('keywords') or ''}".strip(),
    }
    return {
        "title": (outline.title or f"《{short_title(document.title)}》{form}")[:300],
        "body": template_body(told, outline),
        "elements": {code: value for code, value in elements.items() if value not in (None, "", [])},
        "issuer": unit.name,
        "public_until": "long",
    }


def short_title(title: str) -> str:
    """What a title is about: of 关于印发某办法的通知 the 办法 that it passes on."""
    inner = title.partition("关于印发")[2]
    inner = inner.rpartition("的通知")[0] if inner.endswith("的通知") else ""
    return (inner or title).strip("《》")


def template_body(document: Content, outline: Outline) -> str:
    """The parts of the template as headings, with what the document tells: dates, its clauses to write under."""
    written = {
        "differences": outline.comparison or _paragraph(f"（{_help('differences')}）"),
        "measures": "".join(f"<h3>{escape(heading)}</h3>" for heading in clause_headings(document.body))
        or _paragraph(f"（{_help('measures')}）"),
        "standard": _dates(document),
    }
    return "".join(
        f"<h2>{part.name}</h2>{written.get(part.code) or _paragraph(f'（{part.help}）')}" for part in PARTS
    )


def _help(code: str) -> str:
    return next(part.help for part in PARTS if part.code == code)


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _dates(document: Content) -> str:
    starts, ends = document.elements.get("effective_on"), document.elements.get("valid_until")
    words = f"自{starts}起施行" if starts else ""
    return _paragraph(f"{words}{f'，有效期至{ends}' if words and ends else ''}。") if words else ""


def clause_headings(body: str, limit: int = 12) -> list[str]:
    """Headings of a document's sections, to explain one by one: short lines that open with 一、 or （一）."""
    lines = publishing.plain_text(body).splitlines()
    first = [line.strip() for line in lines if _is_heading(line.strip(), ("、",))]
    return [line[:60] for line in first[:limit]]


def _is_heading(line: str, marks: tuple[str, ...]) -> bool:
    number, mark, words = line[:4].partition(marks[0])
    opens = bool(mark) and bool(number) and all(char in "一二三四五六七八九十" for char in number)
    return opens and bool(words or line[4:]) and len(line) <= 40 and not line.endswith(("。", "；"))


def _plan_carriers(interpretation: Publication, document: Edition, *, by: Any, on: date) -> None:
    """The platforms of the plan become planned carriers of the interpretation (多平台发布)."""
    plan = InterpretationPlan.objects.filter(policy=document.publication_id).first()
    for platform in plan.platforms if plan else ():
        publishing.plan_carrier(
            interpretation,
            platform["carrier"],
            name=platform["name"],
            planned_on=plan.release_due if plan else None,
            by=by,
            on=on,
        )


# --- giving it to another unit


@transaction.atomic
def assign(
    document: Edition, *, organisation_id: int, reason: str, by: Any, on: date
) -> InterpretationAssignment:
    """The office gives the interpretation of a document to another unit, with a reason."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办指定解读单位。")]
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明指定的理由（至少4个字）。"))
    if reasons:
        raise MayNotInterpret(reasons)
    row = InterpretationAssignment.objects.create(
        policy_id=document.publication_id,
        organisation_id=organisation_id,
        reason=reason.strip()[:300],
        assigned_on=on,
        assigned_by=by,
        assigned_by_name=by.name,
    )
    InterpretationDuty.objects.filter(policy=document.publication_id).update(organisation_id=organisation_id)
    for one in queries.interpretations_of(document.publication_id):
        note_interpretation(one.edition)
    audit.record(
        "policies.interpretation_assigned",
        about=document,
        by=by,
        details={"organisation": organisation_id, "reason": row.reason},
    )
    return row


# --- what is kept of the three dates


@hears(lambda event: event.basis != "imported")
def note_published(event: publishing.EditionPublished) -> None:
    """Handler: keep what three-sync asks of a document or an interpretation that has gone out. May run twice."""
    edition = (
        Edition.objects.select_related("publication__kind", "live_revision__content")
        .filter(pk=event.edition_id)
        .exclude(basis="imported")
        .first()
    )
    if edition is None or edition.live_revision is None or edition.live_revision.content.payload is None:
        return
    if edition.publication.kind.code == KIND:
        note_interpretation(edition)
    elif MARK in publishing.content_of(edition.live_revision).elements:
        note_policy(edition)


def note_policy(edition: Edition) -> InterpretationDuty | None:
    """Keep whether a document owed an interpretation when it first went out, and its three dates."""
    revision = edition.live_revision
    if revision is None or edition.published_at is None:
        return None
    content = publishing.content_of(revision)
    solo = SoloRelease.objects.filter(edition=edition).first()
    row, new = InterpretationDuty.objects.get_or_create(
        policy_id=edition.publication_id,
        defaults={
            "edition": edition,
            "title": edition.title,
            "organisation_id": queries.owner_of(edition, content),
            "must_be_interpreted": queries.must_be_interpreted(content),
            "exempt_reason": str(content.elements.get("interpretation_exempt_reason") or "")[:300],
            "in_emergency": edition.basis == "emergency",
            "drafted_at": edition.created_at,
            "signed_at": _signed_at(revision),
            "published_at": edition.published_at,
            "due_on": solo.due_on if solo else due_after(localdate(edition.published_at)),
        },
    )
    if new:
        for one in queries.interpretations_of(edition.publication_id):
            note_interpretation(one.edition)
    return row


def _signed_at(revision: publishing.Revision) -> Any:
    last = publishing.Signature.objects.filter(revision=revision, step=publishing.LEVELS[-1]).first()
    return last.signed_at if last else None


def note_interpretation(edition: Edition) -> None:
    """Keep an interpretation that is public, once for each document that it explains; its first dates stay."""
    revision = edition.live_revision
    if edition.state not in publishing.VISIBLE or revision is None or edition.published_at is None:
        return
    drafted = Drafted(edition, publishing.content_of(revision))
    for pk in queries.policies_of(edition.publication_id):
        facts = _facts(drafted, counts=drafted.counts(_owner_now(pk, edition.organisation_id)))
        Interpretation.objects.update_or_create(
            publication_id=edition.publication_id,
            policy_id=pk,
            defaults=facts,
            create_defaults={
                **facts,
                "drafted_at": edition.created_at,
                "signed_at": _signed_at(revision),
                "published_at": edition.published_at,
            },
        )


def _owner_now(document: int, otherwise: int) -> int:
    duty = InterpretationDuty.objects.filter(policy=document).first()
    if duty is not None:
        return duty.organisation_id
    edition = queries.newest_edition(document)
    if edition is None:
        return otherwise
    return queries.owner_of(edition, publishing.content_of(publishing.newest_revision(edition)))


def _facts(drafted: Drafted, *, counts: bool) -> dict[str, Any]:
    elements = drafted.content.elements
    return {
        "title": drafted.edition.title,
        "organisation_id": drafted.edition.organisation_id,
        "stage": drafted.stage,
        "forms": drafted.forms,
        "interpreter_kind": str(elements.get("interpreter_kind") or "")[:20],
        "fields": fields_told(elements),
        "is_text": drafted.is_text,
        "counts": counts,
    }


def keep_interpretations(day: date) -> int:
    """DAILY: public interpretations that were related to their document only afterwards; how many were found."""
    known = Interpretation.objects.values_list("publication_id", "policy_id")
    related = publishing.Relation.objects.filter(
        predicate=queries.INTERPRETS, subject__kind__code=KIND, subject__live__isnull=False
    ).values_list("subject_id", "object_id")
    missing = {subject for subject, _ in set(related) - set(known)}
    for edition in Edition.objects.filter(
        publication__in=missing, state__in=publishing.VISIBLE
    ).select_related("publication__kind", "live_revision__content"):
        note_interpretation(edition)
    return len(missing)


# --- series


def series_refusals(document: Edition, *, by: Any, on: date) -> list[Refusal]:
    owner = queries.owner_of(document, publishing.content_of(publishing.newest_revision(document)))
    if owner in publishing.bodies_with(by, ("contact",), on) or publishing.is_office(by, on):
        return []
    return [Refusal("由解读单位的信息员或政务公开办编排系列解读。")]


@transaction.atomic
def arrange_series(
    document: Edition, *, title: str, publications: Iterable[int], by: Any, on: date
) -> Series:
    """Put interpretations of one document into their order; said again, the order is changed."""
    chosen = list(dict.fromkeys(publications))
    reasons = series_refusals(document, by=by, on=on)
    if not title.strip():
        reasons.append(Refusal("请写系列的名称。"))
    known = {one.publication_id for one in queries.interpretations_of(document.publication_id)}
    if len(chosen) < 2 or not set(chosen) <= known:
        reasons.append(Refusal("请至少选两篇对这份文件的解读。"))
    taken = SeriesItem.objects.filter(publication__in=chosen).exclude(
        series__policy=document.publication_id, series__title=title.strip()
    )
    if taken.exists():
        reasons.append(Refusal("有的解读已在别的系列中，一篇解读只能属于一个系列。"))
    if reasons:
        raise MayNotArrangeSeries(reasons)
    series, _ = Series.objects.get_or_create(
        policy_id=document.publication_id,
        title=title.strip()[:120],
        defaults={
            "organisation_id": document.organisation_id,
            "made_on": on,
            "made_by": by,
            "made_by_name": by.name,
        },
    )
    series.items.all().delete()
    SeriesItem.objects.bulk_create(
        SeriesItem(series=series, publication_id=pk, position=number) for number, pk in enumerate(chosen, 1)
    )
    ids = Publication.objects.filter(pk__in=known | {document.publication_id}).values_list(
        "public_id", flat=True
    )
    publishing.PublicChange.objects.bulk_create(publishing.PublicChange(public_id=one) for one in ids)
    audit.record("policies.series_arranged", about=series, by=by, details={"items": chosen})
    return series


# --- the year's fields


@transaction.atomic
def set_fields(
    year: int, *, use: str, fields: Sequence[tuple[str, Sequence[str]]], source: str, by: Any, on: date
) -> list[FocusField]:
    """Set a year's list of fields, (name, words) each, with the document that names them; it takes the old one's place."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办设定重点解读领域。")]
    if not source.strip():
        reasons.append(Refusal("请写明依据文件的名称和文号。"))
    names = [name.strip() for name, _ in fields if name.strip()]
    if not names:
        reasons.append(Refusal("请至少写一个领域，每行一个。"))
    if len(names) != len(set(names)):
        reasons.append(Refusal("有重复的领域，请合并。"))
    if reasons:
        raise MayNotSetField(reasons)
    FocusField.objects.filter(year=year, use=use).delete()
    rows = FocusField.objects.bulk_create(
        FocusField(
            year=year,
            use=use,
            name=name.strip()[:60],
            words=_words(name, words),
            source=source.strip()[:200],
            order=order,
        )
        for order, (name, words) in enumerate(fields)
        if name.strip()
    )
    audit.record("policies.fields_set", about=None, by=by, details={"year": year, "use": use, "names": names})
    return rows


def _words(name: str, words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words if word.strip()] or [name.strip()]
