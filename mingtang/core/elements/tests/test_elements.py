"""Forms, completeness and display are made from elements: data, not classes."""

from __future__ import annotations

import pytest

from mingtang.core.elements.api import ElementError, form_class, missing, parse, shown

ROWS = [
    {
        "code": "number",
        "name": "发文字号",
        "type": "document_number",
        "required": True,
        "help": "机关代字〔年份〕序号",
    },
    {"code": "made_on", "name": "成文日期", "type": "date", "required": True},
    {"code": "openness", "name": "公开属性", "type": "choice", "choices": ["主动公开", "不予公开"]},
    {
        "code": "ground",
        "name": "依据",
        "type": "text",
        "required_when": {"element": "openness", "value": "不予公开"},
    },
    {"code": "ways", "name": "公开方式", "type": "multichoice", "choices": ["网站", "公报"]},
    {"code": "amount", "name": "金额", "type": "money"},
    {"code": "normative", "name": "规范性文件", "type": "boolean"},
    {"code": "organ", "name": "机关", "type": "organisation"},
    {"code": "note", "name": "备注", "type": "longtext"},
    {"code": "url", "name": "网址", "type": "url"},
]


@pytest.fixture
def elements():
    return parse(ROWS)


def test_the_form_gives_back_plain_values(elements):
    form = form_class(elements, choices={"organisation": [("minzheng", "民政局")]})(
        {
            "number": " 云政办发〔2026〕1号 ",
            "made_on": "2026-11-20",
            "openness": "主动公开",
            "ways": ["网站", "公报"],
            "amount": "1200.50",
            "normative": "on",
            "organ": "minzheng",
            "note": "",
            "url": "https://www.example.gov.cn/",
        }
    )
    assert form.is_valid(), form.errors
    assert form.values() == {
        "number": "云政办发〔2026〕1号",
        "made_on": "2026-11-20",
        "openness": "主动公开",
        "ways": ["网站", "公报"],
        "amount": "1200.50",
        "normative": True,
        "organ": "minzheng",
        "url": "https://www.example.gov.cn/",
    }


def test_a_draft_may_be_incomplete_but_not_wrong(elements):
    form = form_class(elements)({"made_on": "昨天", "openness": "随便"})
    assert not form.is_valid()
    assert set(form.errors) == {"made_on", "openness"}
    assert form_class(elements)({}).is_valid()


def test_what_is_missing_depends_on_what_is_told(elements):
    assert [e.name for e in missing(elements, {})] == ["发文字号", "成文日期"]
    told = {"number": "云政办发〔2026〕1号", "made_on": "2026-11-20", "openness": "不予公开"}
    assert [e.name for e in missing(elements, told)] == ["依据"]
    assert missing(elements, {**told, "ground": "国家秘密"}) == []


def test_values_are_shown_as_people_read_them(elements):
    by_code = {e.code: e for e in elements}
    assert shown(by_code["ways"], ["网站", "公报"]) == "网站、公报"
    assert shown(by_code["amount"], "1200.5") == "1,200.50元"
    assert shown(by_code["normative"], True) == "是"
    assert shown(by_code["note"], None) == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "无代码", "type": "text"}, "第1个要素缺少“code”"),
        ({"code": "a", "name": "甲", "type": "blob"}, "类型“blob”不存在"),
        ({"code": "a", "name": "甲", "type": "choice"}, "请列出选项"),
    ],
)
def test_a_wrong_definition_says_where_and_what_to_do(row, said):
    with pytest.raises(ElementError, match=said):
        parse([row])


def test_a_code_is_used_once():
    with pytest.raises(ElementError, match="重复"):
        parse([{"code": "a", "name": "甲", "type": "text"}, {"code": "a", "name": "乙", "type": "text"}])
