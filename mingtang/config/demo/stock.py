"""Old stock of the demonstration: generated documents, brought in by batch and signed by two people."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from mingtang.config.demo.acts import take_down
from mingtang.config.demo.district import District
from mingtang.config.demo.rules import require_demonstration
from mingtang.core.events import api as events
from mingtang.core.organisations import api as organisations
from mingtang.publishing import api as publishing

SIGNED_SOURCE = "原区政府网站文件（2010—2014年）"
STAGED_SOURCE = "原区政府网站文件（2015—2018年）"
_SUBJECTS = (
    ("农村公路养护管理", "交通运输", "县乡道由区级负责养护，村道由镇（街道）组织养护，养护资金按里程核定。"),
    ("城乡居民健康档案", "卫生健康", "以家庭为单位建立健康档案，每年更新一次，由基层医疗卫生机构保管使用。"),
    ("中小学校舍安全排查", "教育", "每学期开学前完成一次全面排查，发现隐患的立即停用并限期整改。"),
    ("小型水库除险加固", "水利", "按轻重缓急分年度实施，汛前完成主体工程，竣工后及时组织验收。"),
    ("冬春农田水利建设", "农业农村", "以镇为单位编制计划，优先安排渠系疏浚、泵站维修和田间配套。"),
    ("集贸市场食品安全整治", "市场监管", "落实开办者责任，建立进货查验和快速检测制度，检测结果当日公示。"),
    ("森林防火", "林业", "划定禁火区，落实护林员巡护责任，火险等级较高时暂停野外用火。"),
    ("政务服务窗口管理", "政务服务", "实行首问负责、一次告知和限时办结，窗口工作情况按月通报。"),
    ("老年人优待", "民政", "本区六十五周岁以上老年人凭优待证享受公共交通、公园游览等优待。"),
    ("安全生产大检查", "应急", "企业自查、镇街检查、部门抽查相结合，问题隐患逐条登记、逐条销号。"),
    ("文物保护单位巡查", "文化", "各级文物保护单位落实保护责任人，每月巡查一次并做好记录。"),
    ("城区占道经营整治", "城市管理", "疏堵结合，划定临时经营区域和时段，其余路段不得占道经营。"),
)
_FORMS = ("工作方案", "实施意见", "管理办法")


def bring_in(district: District) -> None:
    """One batch that waits for its two signers, and one text of the other, long public, taken down today."""
    _staged(district, STAGED_SOURCE, range(2015, 2019))
    live = publishing.Edition.objects.filter(batch__source=SIGNED_SOURCE, state="live")
    edition = live.order_by("pk")[:1].get()
    take_down(district, edition, "来电反映文内联系方式已移作他用，先行下架核实", timezone.localdate())


def bring_in_old_site(district: District, told: Mapping[str, Any], on: date) -> None:
    """What the old site held for the years before, in one batch that two people signed."""
    sign_batch(_staged(district, SIGNED_SOURCE, range(2010, 2015)))


def bring_in_early(district: District, told: Mapping[str, Any], on: date) -> None:
    """The policy documents of the years before the portal, written out whole, in the first batch of all."""
    staging = publishing.Staging(told["source"], _target(district))
    with as_file(files("mingtang.data").joinpath("demo/stock")) as folder:
        staging.take(publishing.stock_rows(folder))
    batch = staging.finish()
    if batch is None or staging.errors:
        raise LookupError(f"{told['source']}：{staging.errors}")
    sign_batch(batch)


DEEDS = {"bring_in": bring_in_early, "old_site": bring_in_old_site}


def _target(district: District) -> publishing.Target:
    return publishing.Target(
        publishing.Kind.objects.get(code="policy"), district.columns["stock"], district.bodies["gov-office"]
    )


def _staged(district: District, source: str, years: range) -> publishing.Batch:
    """Stage what the old site held for these years. LookupError where nothing came of it."""
    staging = publishing.Staging(source, _target(district))
    with tempfile.TemporaryDirectory() as folder:
        for year in years:
            _write_year(Path(folder), year, district.random)
        staging.take(publishing.stock_rows(Path(folder)))
    batch = staging.finish()
    if batch is None:
        raise LookupError(source)
    return batch


def _write_year(folder: Path, year: int, random: Random) -> None:
    for number, (subject, field, rule) in enumerate(random.sample(_SUBJECTS, 6), start=3):
        day = date(year, random.randint(2, 11), random.randint(3, 27))
        (folder / f"{year}-{number:02d}.md").write_text(
            _old_document(subject, field, rule, number, day, random), encoding="utf-8"
        )


def _old_document(subject: str, field: str, rule: str, number: int, day: date, random: Random) -> str:
    form = random.choice(_FORMS)
    told = f"{day.year}年{day.month}月{day.day}日"
    # Old sites did not always know when a page went up, and some showed what they should not have.
    published = f"published_on: {day.isoformat()}\n" if number != 5 else ""
    contact = "\n\n经办人：示例甲，身份证号 11010519491231002X。" if (number, day.year % 4) == (4, 0) else ""
    return f"""---
title: 云棠区人民政府办公室关于印发{day.year}年{subject}{form}的通知
document_number: 棠政办发〔{day.year}〕{number}号
issuer: 景澄市云棠区人民政府办公室
written_on: {day.isoformat()}
{published}topic: {field}
genre: 通知
---

各镇人民政府、街道办事处，区政府各部门：

《{day.year}年{subject}{form}》已经区政府同意，现印发给你们，请结合实际认真贯彻执行。

## 一、总体要求

坚持问题导向、分类施策、属地负责，年内{subject}工作取得明显成效，群众满意度稳步提高。

## 二、主要任务

{rule}各责任单位应当于每季度末报送进展情况，区政府办公室负责汇总通报。

## 三、工作保障

加强组织领导，明确分管负责人和责任科室；所需经费列入年度预算，专款专用；对工作不力的，予以通报并限期整改。{contact}

景澄市云棠区人民政府办公室

{told}
"""


def sign_batch(batch: publishing.Batch) -> None:
    """Let two people of the demonstration sign a batch's manifest, and let what follows happen at once."""
    require_demonstration()
    batch.is_demonstration = True
    batch.save(update_fields=["is_demonstration"])
    today = timezone.localdate()
    signers = [p for p in _signers(batch, today) if not publishing.sign_batch_refusals(batch, by=p, on=today)]
    for person in signers[:2]:
        publishing.sign_batch(
            batch,
            by=person,
            on=today,
            seen_hash=batch.manifest_hash,
            opinion="已抽查核对，清单与来源一致，同意公开。",
        )
    events.drain()
    batch.refresh_from_db()


def _signers(batch: publishing.Batch, day: date) -> list[Any]:
    """The vouching body's leaders first, then 政务公开办."""
    ids = [
        *organisations.holders("unit_leader", [batch.organisation_id], day),
        *organisations.holders_anywhere("office", day),
    ]
    users = {row.user_id: row.user for row in _memberships(ids)}
    return [users[pk] for pk in dict.fromkeys(ids)]


def _memberships(ids: list[int]) -> Any:
    return organisations.Membership.objects.filter(user_id__in=ids).select_related("user")
