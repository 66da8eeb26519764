"""A stock of old documents: staged by row, signed by two, live; never half, never twice, never by one person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from mingtang.core.events import api as events
from mingtang.core.organisations.api import Organisation
from mingtang.publishing.models import (
    Batch,
    BatchItem,
    Edition,
    EditionState,
    Kind,
    KindVersion,
    LiveEdition,
    Publication,
)
from mingtang.publishing.queries.editions import content_of, newest_revision
from mingtang.publishing.services import importing
from mingtang.publishing.services.importing import MayNotSignBatch, Staging, Target, seal, sign_batch
from mingtang.publishing.services.targets import stock_rows, target_of
from mingtang.publishing.testing import DAY

POLICY = """---
title: 云棠区校车管理办法
发文字号: 云政办发〔2019〕12号
发布日期: 2019-05-06
---
# 云棠区校车管理办法

第一条 为加强校车安全管理，保障乘坐校车学生的人身安全，制定本办法。

## 第二章 管理

第二条 校车应当每半年进行一次安全技术检验。
"""


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    folder = tmp_path / "stock"
    (folder / "办法").mkdir(parents=True)
    (folder / "办法" / "校车.md").write_text(POLICY, encoding="utf-8")
    (folder / "无日期.md").write_text(
        "# 云棠区公园游览守则\n\n请爱护花木，文明游园，共同维护良好环境。\n", encoding="utf-8"
    )
    (folder / "含号码.md").write_text(
        "---\ntitle: 救助对象名单\npublish_date: 2020-01-02\n---\n王某，身份证号11010519491231002X，每月600元。\n",
        encoding="utf-8",
    )
    (folder / "坏头.md").write_text("---\ntitle: [未闭合\n---\n正文\n", encoding="utf-8")
    rows = [
        {
            "id": "a",
            "title": "云棠区节水规定",
            "doc_number": "云政办发〔2019〕12号",
            "date_published": "2018-03-04",
            "body": "第一条 节约用水。",
        },
        {"id": "b", "body": "没有标题的文件"},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows] + ["{坏行"]
    (folder / "表.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def target(government) -> Target:
    return Target(government.kind, government.column, government.body)


def run(stock: Path, target: Target) -> tuple[Batch, list[dict[str, str]]]:
    staging = Staging(stock.name, target)
    staging.take(stock_rows(stock))
    batch = staging.finish()
    assert batch is not None
    return batch, staging.errors


def test_rows_are_staged_held_or_reported_and_nothing_is_public(stock, target):
    batch, errors = run(stock, target)

    assert (batch.state, batch.item_count, batch.held_count) == ("staged", 3, 1)
    assert errors == [
        {"row": "坏头.md", "message": "文件头部的元数据（YAML）格式有误，请检查冒号和引号。"},
        {"row": "表.jsonl:b", "message": "没有标题，请在元数据中写明 title。"},
        {"row": "表.jsonl:3", "message": "这一行不是完整的 JSON，请检查引号和逗号。"},
    ]
    labels = dict(BatchItem.objects.values_list("row", "labels"))
    assert labels == {
        "办法/校车.md": ["发文字号与其他文件重复"],
        "无日期.md": ["没有发布日期"],
        "含号码.md": ["疑含个人信息：身份证号"],
        "表.jsonl:a": ["发文字号与其他文件重复"],
    }
    assert not LiveEdition.objects.exists()


def test_a_second_run_stages_nothing_twice(stock, target):
    first, _ = run(stock, target)

    again, _ = run(stock, target)

    assert again == first
    assert Publication.objects.count() == 4


def test_a_changed_source_is_reported_not_doubled(stock, target):
    run(stock, target)
    (stock / "无日期.md").write_text("# 云棠区公园游览守则\n\n改了。\n", encoding="utf-8")

    _, errors = run(stock, target)

    assert {"row": "无日期.md", "message": importing._CHANGED} in errors
    assert Publication.objects.count() == 4


def test_a_run_that_was_killed_goes_on_in_the_same_batch(stock, target, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    staging = Staging(stock.name, target)
    rows = stock_rows(stock)
    staging.take(row for _, row in zip(range(2), rows, strict=False))
    begun = staging.batch

    batch, _ = run(stock, target)

    assert batch == begun
    assert (batch.item_count, batch.held_count) == (3, 1)


def test_two_people_sign_the_manifest_and_the_stock_is_live(stock, target, government):
    batch, _ = run(stock, target)
    sign_batch(batch, by=government.unit_leader, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()
    assert not LiveEdition.objects.exists()

    sign_batch(batch, by=government.office, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()

    batch.refresh_from_db()
    assert batch.state == "live"
    assert sorted(LiveEdition.objects.values_list("title", "basis", "is_dated")) == [
        ("云棠区公园游览守则", "imported", False),
        ("云棠区校车管理办法", "imported", True),
        ("云棠区节水规定", "imported", True),
    ]
    assert Edition.objects.get(title="救助对象名单").state == EditionState.HELD_BACK


def test_nobody_signs_twice_and_no_stranger_signs(stock, target, government):
    batch, _ = run(stock, target)
    sign_batch(batch, by=government.office, on=DAY, seen_hash=batch.manifest_hash)

    for person in (government.office, government.contact, government.outsider, government.administrator):
        with pytest.raises(MayNotSignBatch):
            sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    with pytest.raises(MayNotSignBatch):
        sign_batch(batch, by=government.unit_leader, on=DAY, seen_hash="0" * 64)


@pytest.mark.demand("IL-05")
def test_an_import_cannot_be_made_live_without_two_signatures(stock, target, government):
    batch, _ = run(stock, target)
    sign_batch(batch, by=government.office, on=DAY, seen_hash=batch.manifest_hash)

    with pytest.raises(DatabaseError), transaction.atomic():
        importing.publish_chunk(batch)

    assert not LiveEdition.objects.exists()


@pytest.mark.demand("IL-05")
def test_a_signed_manifest_takes_no_more_rows_and_lets_no_held_row_through(stock, target, government):
    batch, _ = run(stock, target)
    for person in (government.office, government.unit_leader):
        sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    held = BatchItem.objects.get(held=True)

    statements = [
        lambda: BatchItem.objects.filter(pk=held.pk).update(held=False),
        lambda: BatchItem.objects.filter(pk=held.pk)._raw_delete("default"),
        lambda: Batch.objects.filter(pk=batch.pk).update(manifest_hash="1" * 64),
        lambda: Edition.objects.filter(pk=held.edition_id).update(
            state="live", basis="imported", live_revision=held.revision
        ),
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_a_held_row_goes_the_common_road(stock, target, government):
    run(stock, target)
    held = Edition.objects.get(state=EditionState.HELD_BACK)

    importing.take_out_of_batch(held, by=government.contact, on=DAY)

    held.refresh_from_db()
    assert (held.state, held.published_at) == (EditionState.DRAFT, None)


def test_an_empty_home_gets_the_least_that_is_needed(db, government):
    target = target_of(kind="notice", column="", organisation="")

    assert (target.column.name, target.organisation) == ("存量文件", government.site.organisation)
    with pytest.raises(importing.Refused) as refusal:
        target_of(kind="没有", column="", organisation="不存在")
    assert len(refusal.value.reasons) == 2


def test_sealing_twice_changes_nothing(stock, target):
    batch, _ = run(stock, target)

    assert seal(batch).manifest_hash == batch.manifest_hash


def test_a_stock_of_all_units_gives_each_its_own_texts_and_tells_what_its_kind_asks(
    government, tmp_path: Path
):
    town = Organisation.objects.create(code="shizhu", name="云棠区石渚镇人民政府", kind="town")
    report, _ = Kind.objects.get_or_create(code="annual_report", defaults={"name": "年度报告", "order": 90})
    elements = [
        {"code": "report_year", "name": "报告年度", "type": "number"},
        {"code": "updated_on", "name": "更新日期", "type": "date"},
        {"code": "openness", "name": "公开属性", "type": "choice", "choices": ["主动公开"]},
    ]
    KindVersion.objects.create(kind=report, number=77, elements=elements, public_until="long")
    rows = [
        {"id": 1, "title": "石渚镇2020年报", "issuer": town.name, "报告年度": 2020, "updated_on": "去年"},
        {"id": 2, "title": "区政府2020年报", "issuer": "某单位", "report_year": 2020, "公开属性": "主动公开"},
    ]
    lines = [json.dumps({**row, "body": "本年度公开情况。"}, ensure_ascii=False) for row in rows]
    (tmp_path / "年报.jsonl").write_text("\n".join(lines), encoding="utf-8")
    target = Target(report, government.column, government.body, owners={town.name: town})

    run(tmp_path / "年报.jsonl", target)

    found = Edition.objects.order_by("pk").select_related("publication")
    assert [(e.organisation, e.publication.organisation) for e in found] == [
        (town, town),
        (government.body, government.body),
    ]
    told = [content_of(newest_revision(edition)).elements for edition in found]
    assert told == [{"report_year": "2020"}, {"report_year": "2020"}]
