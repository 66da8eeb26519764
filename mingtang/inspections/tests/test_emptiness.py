"""Texts that say nothing, next to short ones that say something."""

import pytest

from mingtang.inspections.detection import inspect

LONG = "现将有关事项通知如下，请各单位结合实际，认真组织实施，确保取得实效。"


def subkinds(text, **facts):
    return [finding.subkind for finding in inspect(text, **facts) if finding.kind == "empty"]


@pytest.mark.demand("CR-06")
@pytest.mark.parametrize("text", ["", "  \n\u3000\t", "\u200b"])
def test_a_text_without_a_visible_character_blocks(text):
    (found,) = inspect(text)

    assert (found.kind, found.subkind, found.severity) == ("empty", "no_body", "block")


@pytest.mark.parametrize("text", ["无", "暂无相关信息", "本页面正在建设中", "/", "内容更新中", "N/A"])
def test_a_placeholder_blocks(text):
    assert subkinds(text) == ["nothing"]


@pytest.mark.parametrize("text", ["无偿献血活动顺利举行。", "建设中的云棠大桥今日合龙。", "测试成绩公布"])
def test_a_short_sentence_that_says_something_is_no_placeholder(text):
    assert subkinds(text) == []


def test_a_body_that_repeats_its_title_blocks():
    assert subkinds("关于放假的通知", title="关于放假的 通知") == ["title_only"]
    assert subkinds(LONG, title="关于放假的通知") == []


def test_a_few_words_under_a_title_are_asked_about():
    assert subkinds("请按时参加。", title="会议通知") == ["near_empty"]
    assert subkinds("请按时参加。") == []
    assert subkinds("请按时参加。", title="会议通知", has_media=True) == []
    assert subkinds("请按时参加。", title="会议通知", attachments=1) == []


def test_see_attachment_is_enough_only_with_an_attachment():
    assert subkinds("详见附件。", attachments=0) == ["see_attachment"]
    assert subkinds("具体内容请见附件", attachments=0) == ["see_attachment"]
    assert subkinds("详见附件。", attachments=1) == []


def test_a_picture_alone_is_not_empty():
    assert subkinds("", has_media=True) == []


@pytest.mark.parametrize(
    "text",
    ["2024年第二季度，我局没有收到行政复议申请。", "本月未发生行政强制。", "2024年度我街道无政府采购项目。"],
)
def test_a_period_with_nothing_to_report_is_asked_about(text):
    assert subkinds(text) == ["nothing_to_report"]


@pytest.mark.parametrize(
    "text", ["2024年全区无障碍改造竣工。", "本月无重大安全事故，共检查企业三十家。", "第二季度收到申请三件。"]
)
def test_a_period_with_news_is_not(text):
    assert subkinds(text) == []


def test_a_required_element_without_a_value_is_missing():
    found = inspect(
        LONG,
        elements={"发文字号": "", "成文日期": None, "主题分类": [], "发布机构": "云棠区人民政府", "份数": 0},
    )

    assert [(f.kind, f.message, f.severity) for f in found] == [
        ("missing_element", "缺少“发文字号”", "block"),
        ("missing_element", "缺少“成文日期”", "block"),
        ("missing_element", "缺少“主题分类”", "block"),
    ]
