"""What an official document says about itself at head and foot; and what Word and WPS leave behind is gone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from mingtang.publishing.api import plain_text, sanitise
from mingtang.publishing.parsing.official import Proposed, chinese_date, mark_parts, read_off

CLIPBOARDS = Path(__file__).parents[3] / "tests" / "browser" / "clipboards"

LETTER = (
    "<p>云棠区人民政府办公室文件</p><p>云棠政办发〔2026〕12号</p>"
    "<h1>云棠区人民政府办公室<br>关于加强冬季供暖保障的通知</h1>"
    "<p>各镇人民政府、街道办事处，区政府各部门：</p><p>现就有关事项通知如下。</p>"
    "<p>附件：供暖应急电话</p><p>云棠区人民政府办公室</p><p>二〇二六年十一月二十日</p><p>（此件公开发布）</p>"
)


def test_number_title_addressee_date_and_marks_are_read_off_a_plain_document():
    assert read_off(LETTER) == Proposed(
        body=(
            "<p>云棠区人民政府办公室文件</p>"
            '<p class="addressee">各镇人民政府、街道办事处，区政府各部门：</p><p>现就有关事项通知如下。</p>'
            '<p class="attachment-line">附件：供暖应急电话</p><p class="signature">云棠区人民政府办公室</p>'
            '<p class="date">二〇二六年十一月二十日</p><p class="note">（此件公开发布）</p>'
        ),
        title="云棠区人民政府办公室关于加强冬季供暖保障的通知",
        document_number="云棠政办发〔2026〕12号",
        written_on="2026-11-20",
        addressee="各镇人民政府、街道办事处，区政府各部门",
    )


def test_where_nothing_is_plain_nothing_is_guessed():
    text = "<p>今天上午，区政府召开常务会议。会议指出：要抓紧落实。</p><p>会议还研究了其他事项。</p>"

    assert read_off(text) == Proposed(body=text)
    assert read_off("  ") == Proposed("")


def test_a_sentence_before_the_title_keeps_a_quoted_title_from_being_taken():
    text = "<p>近日我局收到来文。</p><p>关于开展清明祭扫工作的通知</p>"

    assert read_off(text).title == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年1月5日", date(2026, 1, 5)),
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年二月二十九日", None),
        ("2026年13月1日", None),
        ("2026-01-05", None),
    ],
)
def test_dates_in_figures_and_in_characters(text, day):
    assert chinese_date(text) == day


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "word",
            [
                "一、工作目标",
                "加强领导。各镇街要落实责任。",
                "摸清底数。",
                "独居老人",
                "云棠区民政局",
                "2026年11月20日",
            ],
        ),
        ("wps", ["二、保障措施", "（一）资金。", "由区财政安排。", "附表"]),
    ],
)
def test_the_server_cleans_what_the_clipboard_brought_even_without_the_editor(name, said):
    clean = sanitise((CLIPBOARDS / f"{name}.html").read_text("utf-8"))

    for trace in (
        "mso",
        "<o:p",
        "style=",
        'class="Mso',
        "<span",
        "<font",
        "<!--",
        "<![",
        "file:",
        "@font-face",
        "<img",
    ):
        assert trace not in clean
    assert "<strong>" in clean
    text = "".join(plain_text(clean).split())
    for words in said:
        assert words in text


def test_parts_of_a_stock_document_are_marked_without_parsing_it_whole():
    html = (
        "<p>各镇人民政府、街道办事处：</p><p>现将有关事项通知如下。</p>"
        + "<p>一段正文。</p>" * 400
        + "<p>附件：1.名单</p><p>景澄市云棠区民政局</p><p>2026年11月20日</p><p>（此件公开发布）</p>"
    )

    marked = mark_parts(html)

    assert re.findall(r'<p class="([a-z-]+)">(.*?)</p>', marked) == [
        ("addressee", "各镇人民政府、街道办事处："),
        ("attachment-line", "附件：1.名单"),
        ("signature", "景澄市云棠区民政局"),
        ("date", "2026年11月20日"),
        ("note", "（此件公开发布）"),
    ]
    assert re.sub(r' class="[a-z-]+"', "", marked) == html


def test_a_law_without_head_and_foot_stays_as_it_is():
    html = "<h2>第一章</h2><p>第一条 为了规范管理，制定本办法。</p><p>第二条 本办法自2026年1月1日起施行。</p>"
    assert mark_parts(html) == html


def test_a_sentence_that_announces_a_list_is_no_addressee():
    html = "<p>2026年第三季度，我局按照规定开展水质监测，现将结果公告如下：</p><p>一、监测情况。</p>"
    assert mark_parts(html) == html
    assert 'class="addressee"' in mark_parts(
        "<p>各镇人民政府，各街道办事处，区直各部门：</p><p>为做好工作。</p>"
    )


def test_a_notice_that_passes_on_a_document_signs_in_the_middle():
    articles = "".join(f"<p>第{number}条　各单位应当落实责任，按时报送情况。</p>" for number in range(1, 30))
    html = (
        "<p>现将办法印发给你们，请认真贯彻执行。</p><p>云棠区人民政府办公室</p><p>2026年4月18日</p>"
        f"<p>（此件公开发布）</p><h2>云棠区供水管理办法</h2>{articles}"
    )

    for marked in (mark_parts(html), read_off(html).body):
        assert '<p class="signature">云棠区人民政府办公室</p>' in marked
        assert '<p class="date">2026年4月18日</p>' in marked
    assert read_off(html).written_on == "2026-04-18"


def test_a_date_without_a_signature_in_the_middle_is_a_sentence_of_its_own():
    html = f"<p>会议时间</p><p>2026年4月18日</p>{'<p>请准时参加。</p>' * 12}"

    assert mark_parts(html) == html
