"""Document numbers, index numbers, topics, openness: the worked tables of docs/law/document_metadata.md."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.law import document_metadata as metadata
from mingtang.law.tests import tables

PAGE = "document_metadata.md"


def gravest(findings):
    severities = {finding.severity for finding in findings}
    return "error" if "error" in severities else "warning" if severities else "ok"


def suggested(findings):
    return next((finding.suggestion for finding in findings if finding.suggestion), "-")


def given(cell):
    return "" if cell == "-" else cell


def day(cell):
    return None if cell == "-" else date.fromisoformat(cell)


@pytest.mark.parametrize("row", tables.cases(PAGE, "Document numbers"))
def test_a_document_number(row):
    findings = metadata.document_number_findings(row["number"])
    assert (gravest(findings), suggested(findings)) == (row["answer"], row["suggestion"])
    assert (metadata.parse_document_number(row["number"]) is not None) is (row["answer"] == "ok")


@pytest.mark.parametrize("row", tables.cases(PAGE, "Index numbers"))
def test_an_index_number(row):
    assert gravest(metadata.index_number_findings(row["index number"])) == row["answer"]
    assert (metadata.parse_index_number(row["index number"]) is None) is (row["answer"] == "error")


@pytest.mark.parametrize("row", tables.cases(PAGE, "Topics"))
def test_a_topic(row):
    findings = metadata.topic_findings(row["topic"])
    assert (gravest(findings), suggested(findings)) == (row["answer"], row["suggestion"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Openness"))
def test_openness_is_decided_and_grounded(row):
    assert gravest(metadata.openness_findings(given(row["openness"]), given(row["ground"]))) == row["answer"]


@pytest.mark.parametrize("row", tables.cases(PAGE, "Types of document"))
def test_the_type_is_read_from_the_title(row):
    assert metadata.document_type(row["title"]) == given(row["type"])
    assert gravest(metadata.document_type_findings(row["title"])) == (
        "ok" if given(row["type"]) else "warning"
    )


@pytest.mark.parametrize("row", tables.cases(PAGE, "Dates"))
def test_dates_of_a_document(row):
    document = metadata.DocumentMetadata(
        row["title"],
        openness="主动公开",
        made_on=day(row["made on"]),
        published_on=day(row["published on"]),
        in_force_on=day(row["in force on"]),
        valid_until=day(row["valid until"]),
    )
    assert gravest(metadata.document_findings(document)) == row["answer"]


def test_every_table_of_the_page_is_read():
    read = {"Document numbers", "Index numbers", "Topics", "Openness", "Types of document", "Dates"}
    assert tables.headings(PAGE) == read
    assert len(tables.ids(PAGE)) == len(set(tables.ids(PAGE)))


def test_a_number_falls_into_its_parts():
    number = metadata.parse_document_number("国办公开办函〔2021〕30号")
    assert number == metadata.DocumentNumber("国办公开办函〔2021〕30号", "document", "国办公开办函", 2021, 30)
    order = metadata.parse_document_number("国务院令第711号")
    assert (order.kind, order.mark, order.year, order.serial) == ("order", "国务院令", None, 711)


def test_every_fault_of_a_number_is_named():
    messages = [finding.message for finding in metadata.document_number_findings("国办发(18)第007")]
    for word in ("六角括号", "四位全称", "第", "虚位", "末尾应有“号”"):
        assert any(word in message for message in messages), word


def test_an_index_number_falls_into_its_parts():
    index = metadata.parse_index_number("000014349/2018-00226")
    assert index == metadata.IndexNumber("000014349/2018-00226", "000014349", 2018, 226)


def test_there_are_twenty_two_first_level_topics():
    assert len([name for name in metadata.topics() if name != "国务院组织机构"]) == 22


def test_openness_is_understood_as_word_and_as_code():
    assert metadata.parse_openness("不公开") is metadata.parse_openness("closed") is metadata.Openness.CLOSED
    assert metadata.parse_openness("保密") is None
    assert [openness.label for openness in metadata.Openness] == ["主动公开", "依申请公开", "不予公开"]


def test_a_whole_document_is_looked_at_at_once():
    document = metadata.DocumentMetadata(
        "工作动态",
        number="国办发〔2018〕第1号",
        index_number="1/2",
        topic="政务公开",
        openness="不予公开",
    )
    codes = {finding.code for finding in metadata.document_findings(document)}
    assert codes == {
        "type_missing",
        "number_form",
        "index_form",
        "topic_first_level",
        "openness_ground",
        "made_on_missing",
    }


def test_a_number_of_another_year_than_the_document_is_warned_about():
    document = metadata.DocumentMetadata(
        "某区关于防汛的通知", number="某政发〔2025〕3号", openness="主动公开", made_on=date(2026, 1, 5)
    )
    assert [finding.code for finding in metadata.document_findings(document)] == ["number_year"]


def test_every_ground_has_its_article():
    assert all(ground.name and "条例第十" in ground.article for ground in metadata.GROUNDS.values())
