"""What tests of others may use: a plan confirmed by the acts that the office uses, and its tasks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files as resources
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localdate, make_aware

from mingtang.core.events import api as events
from mingtang.core.files import api as files
from mingtang.publishing.api import Edition, Kind, load_kind
from mingtang.publishing.testing import BODY, DAY, Government, a_draft, published
from mingtang.supervision.models import Record, RecordKind, Task, WorkPlan
from mingtang.supervision.queries.record_kinds import definition_of, newest_version
from mingtang.supervision.services import confirming, disclosing, plans, records

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


# --- what is told to the public

_EVERY_KIND = frozenset(
    {"index_number", "issuer", "written_on", "openness", "openness_ways", "topic", "keywords", "summary"}
)
_serial = count(1)


def shipped(code: str) -> Kind:
    """A kind of information as it ships, without what every kind has and these stories do not look at."""
    data = json.loads(resources("mingtang.data").joinpath(f"kinds/{code}.json").read_text(encoding="utf-8"))
    load_kind({**data, "elements": [e for e in data["elements"] if e["code"] not in _EVERY_KIND]})
    return Kind.objects.get(code=code)


def _a_text(government: Government, code: str, title: str, elements: dict[str, Any]) -> Edition:
    """A public text of a kind, by the road that all texts go, and what follows from it. None leaves an element out."""
    before, government.kind = government.kind, shipped(code)
    try:
        body = f"{BODY}<p>{title}。</p>"
        told = {name: value for name, value in elements.items() if value is not None}
        edition = published(government, a_draft(government, title, body=body, elements=told))
    finally:
        government.kind = before
    events.drain()
    return edition


def a_progress(government: Government, until: date, **elements: Any) -> Edition:
    """A public text that tells of the eighty days before one."""
    told = {
        "matter_sort": "重大项目", "matter": "公开重大建设项目批准和实施信息", "unit": "区民政局",
        "period_from": (until - timedelta(days=80)).isoformat(), "period_to": until.isoformat(),
        "progress": "批准项目12个。",
    } | elements  # fmt: skip
    return _a_text(government, "work_progress", f"截至{until.isoformat()}进展情况（{next(_serial)}）", told)


def some_findings(government: Government, code: str, **elements: Any) -> Edition:
    """A public text of two problems: the day of the first is over, that of the second is not."""
    today, day = localdate(), timedelta(days=1)
    told = {
        "stage": "发现问题", "matter": "专项资金",
        "problems": f"资金下达较晚｜限期下达｜区民政局｜{today - day}｜\n"
        f"台账不全｜补齐台账｜区教育和体育局｜{today + day}｜",
    } | elements  # fmt: skip
    return _a_text(government, code, f"专项资金发现问题及整改（{next(_serial)}）", told)


def quarter_ends() -> list[date]:
    """The ends of the last two finished quarters."""
    today = localdate()
    last = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return [date(last.year, last.month - 2, 1) - timedelta(days=1), last]


def a_public_plan(
    government: Government,
    sort: str,
    *,
    tasks: int = 3,
    title: str = "云棠区2026年政务公开工作要点",
    interval: str = "quarterly",
) -> WorkPlan:
    """A plan of a sort that was confirmed before the last two finished quarters ended, and is public."""
    today, began = localdate(), quarter_ends()[0] - timedelta(days=30)
    plan = a_plan(government, tasks, title=title, head=plans.Head(title=title, year=2026, issued_on=today))
    words = f"{BODY}<p>{title}：新建口袋公园，主体完工。第{next(_serial)}号。</p>"
    told = published(government, title=f"{title}（{next(_serial)}）", body=words)
    WorkPlan.objects.filter(pk=plan.pk).update(
        publication=told.publication, year=quarter_ends()[1].year, issued_on=began,
        confirmed_at=make_aware(datetime(began.year, began.month, began.day, 9)),
    )  # fmt: skip
    plan.refresh_from_db()
    way = disclosing.Way(sort, interval, disclosing.default_by_task(sort), 15)
    reason = "按实际情况确定"
    return disclosing.set_disclosure(plan, way, reason=reason, by=government.office, on=today)
