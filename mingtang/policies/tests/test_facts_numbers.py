"""Document numbers as offices type them: read when dirty, refused when wrong, found in running text."""

from __future__ import annotations

import pytest

from mingtang.policies.analysis.keys import number_key
from mingtang.policies.parsing.numbers import find_all, parse, refusals

# DM-01 to DM-05 of docs/law/document_metadata.md, and orders.
RIGHT = [
    "国办公开办函〔2021〕30号",
    "岚综管规〔2022〕18号",
    "国令第707号",
    "国务院令第711号",
    "省政府令第201号",
    "商务部公告2020年第12号",
]


@pytest.mark.law("DM-01", "DM-02")
@pytest.mark.parametrize("printed", RIGHT)
def test_a_number_written_as_it_should_be_is_taken(printed):
    assert refusals(printed) == []
    number = parse(printed)
    assert number is not None
    assert (str(number), number.is_valid) == (printed, True)


@pytest.mark.law("DM-04", "DM-05")
@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("国办发〔2018〕第118号", "顺序号前不加“第”"),
        ("国办发〔2018〕0118号", "顺序号不编虚位"),
        ("国办发[2018]118号", "六角括号"),
        ("国办发〔18〕118号", "四位全称"),
        ("国办发〔2018〕 118号", "空格"),
        ("国办发〔２０１８〕118号", "半角"),
        ("关于加强绿化工作的通知", "发文机关代字〔年份〕顺序号号"),
        ("", "没有发文字号"),
    ],
)
def test_a_number_written_wrongly_is_refused_with_what_to_do(printed, told):
    reasons = refusals(printed)
    assert any(told in reason for reason in reasons)


def test_a_refusal_gives_the_right_form_where_it_can_be_told():
    assert "应写作“国办发〔2018〕118号”。" in refusals("国办发(2018)第118号")[0]


@pytest.mark.parametrize(
    "dirty",
    [
        "国办发[2018] 118号",
        "国办发（２０１８）118号",
        "国办发【2018】118 号",
        "国办发〔2018〕第0118号",
        " 国办发 〔 2018 〕 118 号 ",
    ],
)
def test_dirty_writings_of_one_number_are_one_number(dirty):
    number = parse(dirty)
    assert number is not None
    assert (number.agency, number.year, number.serial, number.order) == ("国办发", 2018, 118, False)
    assert (number.key, number.printed, number.is_valid) == ("国办发〔2018〕118号", dirty, False)
    assert number.key == number_key(dirty).key


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("国令第707号", "国务院令第707号"),
        ("中华人民共和国国务院令\n第707号", "国务院令第707号"),
        ("青川市人民政府第7号令", "青川市人民政府令第7号"),
        ("青川市人民政府令第一百七十九号", "青川市人民政府令第179号"),
        ("市政府第十二号令", "市政府令第12号"),
    ],
)
def test_orders_are_numbered_without_a_year(printed, whole):
    number = parse(printed)
    assert number is not None
    assert (number.key, number.year, number.order) == (whole, None, True)


@pytest.mark.parametrize(
    "text", ["", "〔2018〕1号", "关于加强绿化工作的通知", "国办发〔2018〕118号等文件", "A市发〔2018〕1号"]
)
def test_what_is_no_number_is_none(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("根据青财综发〔2011〕32号文件规定", ["青财综发〔2011〕32号"]),
        ("（2009年7月1日青川市人民政府令第105号发布）", ["青川市人民政府令第105号"]),
        ("2017年5月1日日照市人民政府令第3号", ["日照市人民政府令第3号"]),
        ("（青政发〔2020〕1号）和川政发〔2020〕2号", ["青政发〔2020〕1号", "川政发〔2020〕2号"]),
        ("按照财税〔2016〕36号、财税〔2017〕58号的规定", ["财税〔2016〕36号", "财税〔2017〕58号"]),
        ("1992年5月29日市人民政府第12号令发布的", ["市人民政府令第12号"]),
        ("户厕整改实施方案的通知青府办函〔2021〕167号", ["青府办函〔2021〕167号"]),
        ("由省财政厅、省人力资源和社会保障厅鄂财综发〔2011〕32号规定", ["鄂财综发〔2011〕32号"]),
        ("原国家工商行政管理局令第94号公布", ["国家工商行政管理局令第94号"]),
        ("广场路2018号、第3号楼", []),
        ("（2018）第3季度", []),
    ],
)
def test_numbers_are_found_in_sentences_without_what_stands_before_them(text, found):
    places = find_all(text)
    assert [str(one.number) for one in places] == found
    assert all(text[one.start : one.end] == one.number.printed for one in places)
