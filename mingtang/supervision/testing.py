"""What tests of others may use: a plan confirmed by the acts that the office uses, and its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from mingtang.core.files import api as files
from mingtang.publishing.testing import DAY, Government
from mingtang.supervision.models import Record, RecordKind, Task, WorkPlan
from mingtang.supervision.queries.record_kinds import definition_of, newest_version
from mingtang.supervision.services import confirming, plans, records

TEXTS = (
    "公开重大建设项目批准和实施信息。（牵头单位：区民政局；责任单位：区教育和体育局；完成时限：12月底前）",
    "公开社会救助信息。（责任单位：区民政局；完成时限：11月底前）",
    "抓好政府信息公开日常管理。（责任单位：区民政局；完成时限：长期坚持）",
)


def a_plan_file(
    texts: Sequence[str] = TEXTS, *, title: str = "云棠区2026年政务公开工作要点"
) -> ContentFile[bytes]:
    """A small plan as plain text, its items numbered."""
    items = "\n\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))
    return ContentFile(f"{title}\n\n一、推进主动公开\n\n{items}\n".encode(), name="plan.txt")


def a_reading(
    government: Government,
    texts: Sequence[str] = TEXTS,
    *,
    title: str = "云棠区2026年政务公开工作要点",
    **facts: Any,
) -> WorkPlan:
    """A plan that was read and waits for confirmation, issued on DAY."""
    told: dict[str, Any] = {
        "organisation": government.site.organisation,
        "head": plans.Head(issuer="云棠区人民政府办公室", issued_on=DAY),
        "by": government.office,
        "on": DAY,
    }
    return plans.import_plan(a_plan_file(texts, title=title), **told | facts)


def a_plan(
    government: Government, tasks: int = 3, *, texts: Sequence[str] = (), title: str = "", **facts: Any
) -> WorkPlan:
    """A confirmed plan. Units are 区民政局 (its people are the government's) and, in the first task, 区教育和体育局."""
    words = texts or [_numbered(number) for number in range(tasks)]
    plan = a_reading(government, words, title=title or "云棠区2026年政务公开工作要点", **facts)
    confirming.confirm(plan, by=government.office, on=facts.get("on", DAY))
    plan.refresh_from_db()
    return plan


def _numbered(number: int) -> str:
    round_, at = divmod(number, len(TEXTS))
    return TEXTS[at] if not round_ else TEXTS[at].replace("。", f"（第{round_ + 1}批）。", 1)


def a_task(government: Government, **facts: Any) -> Task:
    """The first task of a confirmed plan: 区民政局 leads, 区教育和体育局 shares, due at the end of the year."""
    return a_plan(government, **facts).tasks.get(number=1)


# --- records

_ANSWERS = {
    "text": "测试内容", "longtext": "测试内容", "date": "2026-03-05", "number": "12", "money": "3000",
    "boolean": True, "person_name": "甲某", "url": "https://gov.example/doc/1.html",
}  # fmt: skip
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def a_record(government: Government, code: str = "training", *, body: Any = None, **facts: Any) -> Record:
    """A record of today by the office, a draft with everything told and nothing to prove it."""
    records.load_kinds()
    kind, on = RecordKind.objects.get(code=code), facts.pop("held_on", localdate())
    values = {e.code: _answer(e) for e in definition_of(newest_version(kind)).elements}
    return records.keep(
        kind,
        organisation_id=(body or government.site.organisation).pk,
        held_on=on,
        values=values | facts,
        by=government.office,
        on=localdate(),
    )


def _answer(element: Any) -> Any:
    if element.choices:
        first = element.choices[0][0]
        return [first] if element.type == "multichoice" else first
    return _ANSWERS[element.type]


def proven(government: Government, record: Record) -> Record:
    """The record with every proof that its kind demands, complete."""
    by, on = government.office, localdate()
    for sort in definition_of(record.version).evidence:
        if sort.required:
            upload = ContentFile(_PDF, name=f"{sort.name}.pdf")
            file = files.receive(upload, by=by, owner=record.organisation, purpose="supervision.record")
            records.add_proof(record, sort=sort.code, file=file, by=by, on=on)
    return records.complete(record, by=by, on=on)
