"""Sanitised HTML becomes plain blocks, and not a character of its text is lost."""

import html as escaping
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingtang.core.documents.blocks import blocks, text_of
from mingtang.core.refusals import Refused


def paragraph(text: str, **more):
    return {"kind": "paragraph", "runs": [{"text": text}]} | more


def cell(x: int, y: int, *texts: str, rowspan: int = 1, colspan: int = 1, header: bool = False):
    content = [paragraph(text) for text in texts]
    return {"x": x, "y": y, "rowspan": rowspan, "colspan": colspan, "header": header, "blocks": content}


def test_headings_paragraphs_and_styles() -> None:
    html = '<h2>一、总则</h2><p>为了<strong>公开<em>透明</em></strong>，<a href="/x">制定</a>。<br>完</p>'
    assert blocks(html, base="https://a.gov.cn/b/") == [
        {"kind": "heading", "level": 2, "runs": [{"text": "一、总则"}]},
        {
            "kind": "paragraph",
            "runs": [
                {"text": "为了"},
                {"text": "公开", "bold": True},
                {"text": "透明", "bold": True, "italic": True},
                {"text": "，"},
                {"text": "制定", "link": "https://a.gov.cn/x"},
                {"text": "。"},
                {"text": "\n"},
                {"text": "完"},
            ],
        },
    ]


def test_the_marks_of_a_document_say_where_its_lines_stand() -> None:
    html = (
        '<p class="centred">（2026年11月20日发布）</p><p class="addressee">各镇街：</p><p class="signature">云棠区民政局</p>'
        '<p class="no-indent date">2026年11月20日</p><p class="date" style="text-align: center">居中</p>'
    )
    assert blocks(html) == [
        paragraph("（2026年11月20日发布）", align="center"),
        paragraph("各镇街："),
        paragraph("云棠区民政局", align="right"),
        paragraph("2026年11月20日", align="right"),
        paragraph("居中", align="center"),
    ]


def test_heading_levels_leave_no_gap_for_screen_readers() -> None:
    found = blocks("<h4>甲</h4><h4>乙</h4><h1>丙</h1><h3>丁</h3><h6>戊</h6>")
    assert [block["level"] for block in found] == [2, 3, 2, 3, 4]


def test_links_that_a_reader_must_not_follow_are_only_text() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "//[broken", "/relative"):
        assert blocks(f'<p><a href="{address}">链接</a></p>') == [paragraph("链接")]


def test_lists_nest_and_begin_where_they_are_told() -> None:
    assert blocks('<ol start="3"><li>甲<ul><li>子</li></ul></li><li><p>乙</p><p>丙</p></li></ol>') == [
        {
            "kind": "list",
            "ordered": True,
            "start": 3,
            "items": [
                [
                    paragraph("甲"),
                    {"kind": "list", "ordered": False, "start": 1, "items": [[paragraph("子")]]},
                ],
                [paragraph("乙"), paragraph("丙")],
            ],
        }
    ]


def test_a_table_keeps_its_merged_header() -> None:
    (table,) = blocks(
        "<table><caption>收件情况</caption>"
        '<tr><th rowspan="2">单位</th><th colspan="2">件数</th></tr><tr><th>收</th><th>办</th></tr>'
        "<tr><td>教育局</td><td>3</td><td>2</td></tr></table>"
    )
    assert table == {
        "kind": "table",
        "rows": 3,
        "columns": 3,
        "header_rows": 2,
        "caption": [{"text": "收件情况"}],
        "cells": [
            cell(0, 0, "单位", rowspan=2, header=True),
            cell(1, 0, "件数", colspan=2, header=True),
            cell(1, 1, "收", header=True),
            cell(2, 1, "办", header=True),
            cell(0, 2, "教育局"),
            cell(1, 2, "3"),
            cell(2, 2, "2"),
        ],
    }


def test_spans_never_overlap_and_never_leave_the_table() -> None:
    (table,) = blocks(
        '<table><tr><td>甲</td><td rowspan="9">乙</td></tr><tr><td colspan="3">丙</td><td>丁</td></tr></table>'
    )
    assert table["cells"] == [
        cell(0, 0, "甲"),
        cell(1, 0, "乙", rowspan=2),
        cell(0, 1, "丙"),
        cell(2, 1, "丁"),
    ]


def test_a_header_cell_that_reaches_into_the_rows_below_makes_no_header_row() -> None:
    (table,) = blocks('<table><tr><th rowspan="2">甲</th><th>乙</th></tr><tr><td>丙</td></tr></table>')
    assert table["header_rows"] == 0


def test_rules_quotes_sides_and_pictures() -> None:
    assert blocks(
        '<hr><blockquote><p>引</p></blockquote><p style="text-align: right">落款</p><p><img alt="徽"></p>'
    ) == [
        {"kind": "rule"},
        {"kind": "quote", "blocks": [paragraph("引")]},
        paragraph("落款", align="right"),
        paragraph("［图片：徽］"),
    ]


def test_text_outside_any_paragraph_is_kept() -> None:
    assert blocks("前<p>中</p>后<ul>漏<li>项</li></ul><unknown>生</unknown>") == [
        paragraph("前"),
        paragraph("中"),
        paragraph("后"),
        {"kind": "list", "ordered": False, "start": 1, "items": [[paragraph("漏")], [paragraph("项")]]},
        paragraph("生"),
    ]


def test_deep_nesting_is_flattened_and_bottomless_nesting_refused() -> None:
    deep = "<ul><li>" * 40 + "底" + "</li></ul>" * 40
    assert text_of(blocks(deep)) == "底"
    with pytest.raises(Refused, match="嵌套过深"):
        blocks("<div>" * 400 + "底")


def test_nothing_in_nothing_out() -> None:
    assert blocks("") == blocks("  ") == blocks("<p> </p>") == []


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=12)
LEAVES = TEXTS.map(lambda text: (escaping.escape(text), text))


def wrapped(tag: str, inner):
    return st.lists(inner, max_size=3).map(
        lambda parts: (f"<{tag}>{''.join(h for h, _ in parts)}</{tag}>", "".join(t for _, t in parts))
    )


def listed(tag: str, inner):
    return st.lists(wrapped("li", inner), min_size=1, max_size=3).map(
        lambda parts: (f"<{tag}>{''.join(h for h, _ in parts)}</{tag}>", "".join(t for _, t in parts))
    )


def tabled(inner):
    row = st.lists(st.one_of(wrapped("td", inner), wrapped("th colspan=2 rowspan=3", inner)), max_size=3)
    return st.lists(row, max_size=3).map(
        lambda rows: (
            "<table>" + "".join("<tr>" + "".join(h for h, _ in row) + "</tr>" for row in rows).replace(
                "</th colspan=2 rowspan=3>", "</th>"
            ) + "</table>",
            "".join(t for row in rows for _, t in row),
        )
    )  # fmt: skip


INLINE = st.recursive(
    LEAVES, lambda inner: st.one_of(*(wrapped(tag, inner) for tag in ("strong", "em", "u", "sup", "span")))
)
PARAGRAPHS = st.one_of(*(wrapped(tag, INLINE) for tag in ("p", "h2", "h3", "h4")))
PAGES = st.recursive(
    PARAGRAPHS,
    lambda inner: st.one_of(
        listed("ul", inner),
        listed("ol", inner),
        wrapped("blockquote", inner),
        wrapped("div", inner),
        tabled(inner),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PAGES, max_size=4))
def test_whatever_the_page_no_text_is_lost_or_moved(parts) -> None:
    html, text = "".join(h for h, _ in parts), "".join(t for _, t in parts)
    assert re.sub(r"\s+", "", text_of(blocks(html))) == re.sub(r"\s+", "", text)
