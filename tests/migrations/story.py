"""What a kept landing holds: texts in every state that a real installation has, made by the acts that users use."""

from __future__ import annotations

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.assessments.testing import Numbers, a_shown, measured
from mingtang.core.events import api as events
from mingtang.core.organisations.api import keep_group
from mingtang.core.organisations.testing import a_body
from mingtang.gazette.testing import a_document, a_gazette, an_issue, taken
from mingtang.policies.services.confirming import open_campaign
from mingtang.policies.services.recording import Stated, record_fact
from mingtang.policies.testing import a_policy
from mingtang.publishing.api import (
    Staging,
    Target,
    ask_erasure,
    erase,
    install,
    newest_revision,
    prepare,
    publish_in_emergency,
    relate,
    return_,
    save,
    schedule,
    sign_batch,
    start_edition,
    stock_rows,
    take_down,
    withdraw,
)
from mingtang.publishing.testing import (
    DAY,
    Government,
    a_draft,
    a_government,
    content,
    published,
    ready,
    sign_next,
    submitted,
)
from mingtang.supervision.services import evidence, progress_items
from mingtang.supervision.testing import (
    a_progress,
    a_public_plan,
    a_record,
    proven,
    quarter_ends,
    some_findings,
)


def words(title: str) -> dict[str, str]:
    """A title and a text of its own: two texts alike would be found."""
    return {"title": title, "body": f"<p>现将{title}有关事项通知如下，请各镇街认真组织落实，并于月底前报送情况。</p>"}


STOCK = [
    {"id": "a", "title": "校车管理办法", "doc_number": "云政规〔2019〕3号", "date_published": "2019-05-06", "body": "第一条　为加强校车安全管理，制定本办法。"},
    {"id": "b", "title": "公园游览守则", "body": "请爱护花木，文明游园，共同维护良好环境。"},
    {"id": "c", "title": "救助对象名单", "date_published": "2020-01-02", "body": "王某，身份证号11010519491231002X。"},
]  # fmt: skip


def tell() -> None:
    """A small government in the middle of its work."""
    install(demonstration=False)
    town = a_government()
    _on_the_road(town)
    _public(town)
    _gone(town)
    _stock(town)
    _library(town)
    _gazette(town)
    _supervision(town)
    events.drain()


def _on_the_road(town: Government) -> None:
    a_draft(town, **words("草稿"))
    text = submitted(town, **words("退回过的"))
    sign_next(town, text)
    return_(text, by=town.reviewer2, on=DAY, reason="请补充依据")
    save(text, content(**words("退回过的"), issuer="民政局"), base=1, by=town.contact)
    sign_next(town, submitted(town, **words("初审过的")))
    ready(town, **words("待发布的"))
    waiting = prepare([ready(town, **words("已定时的"))], by=town.contact, on=DAY)
    schedule(waiting, at=timezone.now() + timedelta(days=36500), reason="庆典当天发布", by=town.contact)


def _public(town: Government) -> None:
    published(town, **words("公开的"), column=town.child)
    twice = published(town, **words("第一版"))
    second = start_edition(twice.publication, by=town.contact, on=DAY)
    save(second, content(**words("第二版")), base=1, by=town.contact)
    published(town, second)
    publish_in_emergency(
        a_draft(town, **words("应急公开的")), first=town.unit_leader, second=town.office, reason="暴雨红色预警", on=DAY
    )


def _gone(town: Government) -> None:
    withdraw(published(town, **words("撤回的")), "withdrawn", reason="活动取消了", by=town.contact, on=DAY)
    withdraw(published(town, **words("误发的")), "error", reason="误发了草稿", by=town.contact, on=DAY)
    take_down(published(town, **words("下架的")), reason="误含内部电话", by=town.duty_officer, on=DAY)
    gone = published(town, **words("删除的"))
    withdraw(gone, "error", reason="误含个人信息", by=town.contact, on=DAY)
    erase(
        ask_erasure(newest_revision(gone), reason="含有个人信息", by=town.contact, on=DAY), by=town.office, on=DAY
    )


def _stock(town: Government) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stock.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in STOCK), encoding="utf-8")
        staging = Staging("旧网站", Target(town.kind, town.column, town.body))
        staging.take(stock_rows(path))
    batch = staging.finish()
    for person in (town.unit_leader, town.office):
        sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)


def _library(town: Government) -> None:
    """A document with its repeal to come, one amended by another, and a campaign that waits for answers."""
    old = a_policy(town, "云棠区校车补助办法", number="云民发〔2021〕8号", written_on=date(2021, 5, 6), effective_on=date(2021, 6, 1))
    new = a_policy(town, "云棠区临时救助办法", valid_until=date(2029, 3, 31))
    relate(new.publication, "amends", old.publication, by=town.office, on=DAY)
    repeal = Stated("repealed", date(2027, 1, 1), document_title="云棠区人民政府关于废止部分文件的决定")
    record_fact(old, repeal, by=town.contact, on=DAY)
    open_campaign(
        title="2026年行政规范性文件集中确认",
        levels=["normative"],
        due_on=date(2026, 12, 20),
        explanation="按年度清理要求",
        by=town.office,
        on=DAY,
    )


def _gazette(town: Government) -> None:
    """A gazette with an issue in planning that has taken a text in."""
    district = a_body("qzf", "景澄市云棠区人民政府", kind="government", short_name="区政府")
    for body in (town.body, town.site.organisation):
        body.parent = district
        body.save()
    town.people["district"] = district
    issue = an_issue(a_gazette(town), town)
    taken(issue, town, a_document(town))


def _supervision(town: Government) -> None:
    """A plan that is public with what is told of it, a record that proves a part, findings, a quarter that was scored."""
    plan = a_public_plan(town, "project")
    part = plan.tasks.get(number=1).units.get(organisation=town.body)
    evidence.claim_record(part, record=proven(town, a_record(town, body=town.body)), by=town.contact, on=localdate())
    last = quarter_ends()[1]
    told = a_progress(town, last).publication.get_absolute_url()
    progress_items.bind(plan, part.task, address=told, by=town.office, on=localdate())
    some_findings(town, "audit_findings")
    keep_group(None, name="各局", aliases=["各有关局"], members=[town.body], by=town.office)
    with measured(sync=Numbers({town.body.pk: (3, 4)})):
        a_shown(town)
