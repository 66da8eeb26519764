"""The set is whole: each tag has a word in the README and an example; nothing comes from another host."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import lxml.html
import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from mingtang.core.design import api
from mingtang.core.design.templatetags.design import register
from mingtang.core.design.views.examples import EXAMPLES
from mingtang.core.refusals import Refusal

HOME = Path(api.__file__).parent
SHOWN_BY_FRAMES = {"display", "display_url"}
EVIL = "<script>alert(1)</script>"


def show(source: str, **context: object) -> lxml.html.HtmlElement:
    text = engines["django"].from_string("{% load design %}" + source).render(context)
    return lxml.html.fromstring(f"<div>{text}</div>")


def test_every_tag_has_an_example_and_a_line_in_the_readme():
    words = (HOME / "README.md").read_text()
    sources = "".join(example.source for example in EXAMPLES.values())

    assert [tag for tag in register.tags if not re.search(rf"{{% {tag}\b", words)] == []
    assert [tag for tag in register.tags if tag not in SHOWN_BY_FRAMES and f"{{% {tag} " not in sources] == []


def test_styles_scripts_and_pages_name_no_other_host():
    files = [*HOME.glob("static/**/*.*"), *HOME.glob("templates/**/*.html")]
    said = {
        address
        for file in files
        for address in re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", file.read_text())
    }

    assert len(files) > 60
    assert said == {"http://www.w3.org/2000/svg", "https://www.example.gov.cn/policy/18"}


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("{% cards items %}", {"items": [api.Card(EVIL, "/x", EVIL, tags=[EVIL])]}),
        ("{% documents items %}", {"items": [api.Document(EVIL, "/x", number=EVIL, source=EVIL)]}),
        ("{% todo items %}", {"items": [api.TodoItem(EVIL, "/x", EVIL, unit=EVIL)]}),
        ("{% diff items %}", {"items": [api.Change("insert", EVIL), api.Change("same", EVIL)]}),
        ("{% notice title %}{{ title }}{% endnotice %}", {"title": EVIL}),
        ("{% panel title more=title %}{{ title }}{% endpanel %}", {"title": EVIL}),
        ("{% accordion title %}{{ title }}{% endaccordion %}", {"title": EVIL}),
        ("{% table t %}", {"t": api.Table(EVIL, [EVIL], [[EVIL]])}),
        ("{% qr title label=title %}", {"title": EVIL}),
    ],
)
def test_words_from_the_database_are_never_markup(source, context):
    page = show(source, **context)

    assert page.xpath("//script") == []
    assert EVIL in page.text_content()


@pytest.mark.demand("AC-01")
def test_a_table_says_which_cell_belongs_to_which_column_and_row():
    table = api.Table("公开情况", ["单位", "件数"], [[api.Cell("区教育局", "/edu"), 128]], frozenset({1}))
    page = show("{% table table %}", table=table)

    assert page.xpath("//caption/text()") == ["公开情况"]
    assert page.xpath("//thead//th/@scope") == ["col", "col"]
    assert page.xpath("//tbody//th/@scope") == ["row"]
    assert page.xpath("//td/@data-label") == ["件数"]


def test_a_row_with_a_cell_too_few_is_refused_rather_than_shifted():
    table = api.Table("公开情况", ["单位", "件数"], [["区教育局"]])

    with pytest.raises(ValueError, match="zip"):
        show("{% table table %}", table=table)


@pytest.mark.demand("AC-01")
def test_states_are_words_and_not_only_colours():
    items = [
        api.TodoItem(state, "/", "待办", state=state)
        for state in ("late", "today", "soon", "open", "waiting", "scheduled", "done")
    ]
    steps = [api.Step(state, state) for state in ("done", "current", "todo", "returned")]
    page = show("{% todo items %}{% steps steps %}", items=items, steps=steps)

    assert [e.text_content() for e in page.find_class("tag")] == [
        "已逾期",
        "今日到期",
        "即将到期",
        "待办",
        "等待他人",
        "定时",
        "已办结",
    ]
    assert [e.text_content() for e in page.find_class("step-state")] == [
        "已完成",
        "当前步骤",
        "未开始",
        "已退回",
    ]


def test_what_is_set_for_a_day_is_not_told_to_be_done_before_it():
    items = [
        api.TodoItem("甲", "/", "审签", date(2026, 11, 20), "open"),
        api.TodoItem("乙", "/", "已定时", date(2026, 11, 20), "scheduled"),
    ]
    page = show("{% todo items %}", items=items)

    told = [" ".join(e.text_content().split()) for e in page.find_class("todo-when")]
    assert told == ["待办 2026-11-20 前", "定时 2026-11-20"]


@pytest.mark.demand("AC-01")
def test_changes_are_told_in_words():
    page = show(
        "{% diff changes %}",
        changes=[api.Change("same", "由"), api.Change("delete", "甲"), api.Change("insert", "乙")],
    )

    assert page.find_class("diff-text")[0].text_content().strip() == "由删除甲新增乙"


def test_a_filter_leads_to_the_list_without_it():
    page = show(
        "{% chips chips %}",
        chips=[api.Chip("区教育局", "/list?year=2026"), api.Chip("2026 年", "/list?unit=edu")],
    )

    assert [(a.get("href"), a.text_content()) for a in page.xpath("//a")] == [
        ("/list?year=2026", "去掉条件：区教育局 ×"),
        ("/list?unit=edu", "去掉条件：2026 年 ×"),
    ]


def test_the_first_page_offers_no_way_back_and_a_single_page_no_pager():
    first = show('{% pager next_url="?after=9" first_url="?" %}')
    single = show("{% pager %}")

    assert [(a.get("rel"), a.get("href")) for a in first.xpath("//a")] == [("next", "?after=9")]
    assert single.xpath("//nav") == []


def test_moments_are_shown_in_the_time_of_the_place():
    item = api.Document("公告", "/1", datetime(2026, 8, 31, 16, 5, tzinfo=UTC))
    page = show("{% documents items %}{% documents items dense=True %}", items=[item])

    assert [t.text for t in page.xpath("//time")] == ["2026-09-01 00:05", "2026-09-01"]


def test_a_file_tells_type_and_size_before_it_is_fetched():
    files = [api.Attachment("名单", "/1", "xlsx", 48_640), api.Attachment("图解", "/2")]
    page = show("{% attachments files %}", files=files)

    assert [li.text_content() for li in page.xpath("//li")] == ["名单 （XLSX，47.5 KB）", "图解"]


def test_nothing_of_nothing_is_no_progress():
    assert "0 / 0（0%）" in show('{% progress "任务" 0 0 %}').text_content()


def test_months_are_gathered_by_year_and_an_empty_month_leads_nowhere():
    months = [api.Month(2026, 1, "/2026/1", 3), api.Month(2025, 12)]
    page = show("{% months months %}", months=months)

    assert [p.text for p in page.find_class("months-name")] == ["2026 年", "2025 年"]
    assert page.xpath("//a/@href") == ["/2026/1"]


def test_a_grave_act_is_confirmed_on_a_page_of_its_own_and_can_be_left():
    page = show(
        '{% confirmation "确认撤回？" "公众不能再看到。" "确认撤回" "/back" items=facts danger=True %}',
        facts=[api.Fact("标题", "公告"), api.Fact("公开日期", str(date(2026, 9, 1)))],
        csrf_token="token-of-this-session",
    )

    assert page.xpath("//form/@method") == ["post"]
    assert page.xpath("//input[@name='csrfmiddlewaretoken']/@value") == ["token-of-this-session"]
    assert page.xpath("//button[@name='confirmed']/@value") == ["yes"]
    assert page.xpath("//a/@href") == ["/back"]


def test_a_refusal_lists_every_reason_with_its_article():
    request = RequestFactory().get("/desk/1/", HTTP_REFERER="/desk/")
    reasons = (Refusal("还没有保密审查意见。", "政府信息公开条例第十七条"), Refusal("标题为空。"))
    page = lxml.html.fromstring(render_to_string("design/refused.html", {"reasons": reasons}, request))

    assert [" ".join(li.text_content().split()) for li in page.xpath("//main//li")] == [
        "还没有保密审查意见。依据：政府信息公开条例第十七条",
        "标题为空。",
    ]
    assert page.xpath("//main//a/@href") == ["/desk/"]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_pages_of_trouble_stand_even_without_a_request(name):
    page = lxml.html.fromstring(render_to_string(f"{name}.html"))

    assert page.get("lang") == "zh-CN"
    assert len(page.xpath("//main//h1")) == 1


def test_the_footer_says_what_a_government_site_must_say():
    footer = api.Footer(
        organiser="云泽区人民政府办公室", contact="0000-12345678", site_code="9901010001", icp="某ICP备00000000号",
        police="某公网安备 99010100000000号", sitemap_url="/map/", site_error_url="/error/", ipv6=True,
    )  # fmt: skip
    page = lxml.html.fromstring(
        render_to_string(
            "design/frames/portal.html", {"frame": api.PortalFrame("云泽区人民政府", footer=footer)}
        )
    )
    said = " ".join(page.xpath("//footer")[0].text_content().split())

    for words in (
        "主办单位：云泽区人民政府办公室", "联系方式：0000-12345678", "网站标识码：9901010001", "某ICP备00000000号",
        "某公网安备 99010100000000号", "网站地图", "我为政府网站找错", "本网站支持 IPv6",
    ):  # fmt: skip
        assert words in said


def test_only_a_demonstration_carries_its_mark():
    def page(demo: bool) -> str:
        return render_to_string(
            "design/frames/portal.html", {"frame": api.PortalFrame("云泽区人民政府", demo=demo)}
        )

    assert "演示数据" in page(True)
    assert "演示数据" not in page(False)
