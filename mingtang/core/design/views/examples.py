"""The registry of components: name, words, and invented data to show each with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import get_template

from mingtang.core.design import api


@dataclass(frozen=True)
class Example:
    """A component on its test page; the lines that make it stand in `examples/components/<name>.html`."""

    name: str
    title: str
    words: str
    context: Callable[[], dict[str, Any]] = field(default=dict)

    @property
    def template(self) -> str:
        return f"design/examples/components/{self.name}.html"

    @property
    def source(self) -> str:
        """The lines as a page would write them."""
        return str(get_template(self.template).template.source)  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """A form with every sort of field."""

    name = forms.CharField(label="姓名", max_length=20, help_text="请填写身份证件上的姓名。")
    phone = forms.CharField(label="联系电话", required=False)
    content = forms.CharField(
        label="来信内容", widget=forms.Textarea(attrs={"rows": 5}), help_text="不超过 1000 字。"
    )
    unit = forms.ChoiceField(
        label="受理单位", choices=[("", "请选择"), ("edu", "区教育局"), ("housing", "区住房和城乡建设局")]
    )
    reply = forms.ChoiceField(
        label="答复方式",
        widget=forms.RadioSelect,
        choices=[("letter", "书面"), ("message", "短信"), ("none", "不必答复")],
    )
    topics = forms.MultipleChoiceField(
        label="涉及事项",
        widget=forms.CheckboxSelectMultiple,
        choices=[("school", "义务教育入学"), ("road", "道路与交通"), ("social", "社会保障")],
        help_text="可以多选。",
    )
    happened_on = forms.DateField(label="发生日期", required=False, help_text="如 2026-09-01。")
    file = forms.FileField(label="附件", required=False, help_text="可上传 PDF、DOCX、JPG，不超过 10 MB。")
    agreed = forms.BooleanField(label="我已阅读并同意《来信须知》")


class SignInForm(forms.Form):
    """Two fields for the sign-in page."""

    username = forms.CharField(label="用户名", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="口令", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


GOOD = {
    "name": "张明",
    "content": "请问小学何时报名？",
    "unit": "edu",
    "reply": "letter",
    "topics": ["school"],
    "agreed": "on",
}
CRUMBS = (api.Crumb("首页", "#home"), api.Crumb("政务公开", "#open"), api.Crumb("政策文件"))
MORNING = datetime(2026, 9, 1, 1, 30, tzinfo=UTC)


def _bound(name: str, **given: str) -> Callable[[], dict[str, Any]]:
    """One field of the form, empty and wrong, so that both states are looked at."""

    def context() -> dict[str, Any]:
        wrong = LetterForm(given or {}, prefix="wrong")
        return {"field": LetterForm(prefix="right")[name], "wrong": wrong[name]}

    return context


def _part() -> dict[str, Any]:
    words = "自2026年9月1日起施行，2026年12月1日后到期。"
    return {"part": api.Part("文件时效", "design/examples/part_words.html", {"words": words})}


def _documents() -> dict[str, Any]:
    documents = [
        api.Document(
            "云泽区人民政府办公室关于印发云泽区老旧小区改造三年行动方案的通知",
            "#1",
            MORNING,
            "云政办发〔2026〕18号",
            "区政府办公室",
            "明确 2026 至 2028 年改造范围、资金安排和居民参与办法。",
            [api.Tag("有效", "good"), api.Tag("行政规范性文件", "info")],
        ),
        api.Document("关于调整城区公交线路的公告", "#2", MORNING, source="区交通运输局", tags=["公告"]),
        api.Document(
            "云泽区河道采砂管理办法",
            "#3",
            date(2019, 3, 4),
            "云政发〔2019〕2号",
            tags=[api.Tag("已废止", "bad")],
        ),
    ]
    return {"documents": documents}


def _table() -> dict[str, Any]:
    rows: list[list[api.Cell | api.Tag | str | int]] = [
        [api.Cell("区教育局", "#edu"), 128, 3, api.Tag("正常", "good")],
        [api.Cell("区民政局", "#civil"), 86, 11, api.Tag("需要整改", "warn")],
        [api.Cell("临河镇人民政府", "#town"), 42, 0, api.Tag("正常", "good")],
    ]
    columns = ["单位", "公开件数", "逾期件数", "状态"]
    return {"table": api.Table("2026 年上半年主动公开情况", columns, rows, frozenset({1, 2}))}


def _facts() -> dict[str, Any]:
    return {
        "facts": [
            api.Fact("索引号", "11990101MB0000000X/2026-00018"),
            api.Fact("主题分类", "城乡建设、环境保护 \\ 城乡建设"),
            api.Fact("发文机关", "云泽区人民政府办公室", "#organ"),
            api.Fact("发文字号", "云政办发〔2026〕18号"),
            api.Fact("成文日期", "2026-08-28"),
            api.Fact("公开日期", "2026-09-01"),
            api.Fact("有效性", api.Tag("有效", "good")),
            api.Fact("公开方式", "主动公开"),
            api.Fact("内容概述", "明确改造范围、资金安排和居民参与办法。", wide=True),
        ]
    }


def _todo() -> dict[str, Any]:
    return {
        "todo": [
            api.TodoItem(
                "关于临时封闭滨河路的通告",
                "#1",
                "待您审核（二审）",
                date(2026, 8, 30),
                "late",
                "区交通运输局",
            ),
            api.TodoItem(
                "2026 年秋季入学报名公告", "#2", "待您保密审查", date(2026, 9, 1), "today", "区教育局"
            ),
            api.TodoItem(
                "老旧小区改造方案政策解读", "#3", "退回修改", date(2026, 9, 3), "soon", "区住房和城乡建设局"
            ),
            api.TodoItem("上半年财政预算执行情况", "#4", "等待领导签发", state="waiting", unit="区财政局"),
        ]
    }


def _timeline() -> dict[str, Any]:
    return {
        "timeline": [
            api.TimelineEntry(MORNING, "提交审核", "李文（起草人）"),
            api.TimelineEntry(
                MORNING, "退回修改", "王静（一审）", "第三条引用的文号有误。", api.Tag("退回", "bad")
            ),
            api.TimelineEntry(date(2026, 9, 2), "签发", "赵远（单位负责人）", tag=api.Tag("已签", "good")),
        ]
    }


def _steps() -> dict[str, Any]:
    return {
        "steps": [
            api.Step("起草", "done", "李文"),
            api.Step("一审", "done", "王静"),
            api.Step("保密审查", "current"),
            api.Step("签发"),
            api.Step("公开"),
        ]
    }


def _diff() -> dict[str, Any]:
    return {
        "changes": [
            api.Change("same", "第三条　改造费用由区财政、"),
            api.Change("delete", "产权单位"),
            api.Change("insert", "产权单位和受益居民"),
            api.Change("same", "共同承担，具体办法另行制定。"),
        ]
    }


def _months() -> dict[str, Any]:
    months = [api.Month(2026, m, f"#{m}", m * 7, m == 9) for m in range(9, 0, -1)]
    return {
        "months": [*months, api.Month(2025, 12, "#d", 31), api.Month(2025, 11), api.Month(2025, 10, "#o", 4)]
    }


def _nav() -> dict[str, Any]:
    children = (api.NavItem("行政规范性文件", "#n1", current=True), api.NavItem("其他文件", "#n2"))
    return {
        "items": [
            api.NavItem("区政府文件", "#a", count=126),
            api.NavItem("部门文件", "#b", current=True, count=1480),
            api.NavItem("镇街文件", "#c", count=0),
        ],
        "tree": [api.NavItem("政策文件", "#p", children=children), api.NavItem("政策解读", "#q")],
    }


def _cards() -> dict[str, Any]:
    return {
        "cards": [
            api.Card(
                "义务教育入学一件事", "#1", "报名时间、划片范围、所需材料。", date(2026, 6, 1), ["教育"]
            ),
            api.Card(
                "既有住宅加装电梯",
                "#2",
                "申请条件、补贴标准和办理步骤。",
                date(2026, 5, 20),
                [api.Tag("热点", "info")],
            ),
            api.Card("个体工商户设立登记", "#3", "一次告知，当场办结。"),
        ]
    }


def _entries() -> dict[str, Any]:
    return {
        "entries": [
            api.Entry("政府信息公开", "#1", "指南、目录、年报", "公"),
            api.Entry("政策文件库", "#2", "按文号、主题查找", "策"),
            api.Entry("依申请公开", "#3", "在线提交申请", "申"),
            api.Entry("意见征集", "#4", "请您参与决策", "议"),
        ]
    }


def _counters() -> dict[str, Any]:
    return {
        "counters": [
            api.Counter("已逾期", 2, "#late", "bad"),
            api.Counter("今日到期", 5, "#today", "warn"),
            api.Counter("待办", 18, "#open", "info", "其中审核 11 件"),
            api.Counter("本月办结", 64, "#done", "good"),
        ]
    }


def _messages() -> dict[str, Any]:
    return {
        "messages": [
            Message(constants.SUCCESS, "已提交审核，下一步由王静审核。"),
            Message(constants.ERROR, "有一个附件没有通过安全检查，已经隔离。"),
            Message(constants.WARNING, "距公开时限还有 2 个工作日。"),
        ]
    }


def _attachments() -> dict[str, Any]:
    return {
        "attachments": [
            api.Attachment("老旧小区改造三年行动方案", "#a.pdf", "pdf", 1_258_291),
            api.Attachment("改造小区名单", "#b.xlsx", "xlsx", 48_640),
            api.Attachment("图解", "#c"),
        ]
    }


def _chips() -> dict[str, Any]:
    return {"chips": [api.Chip("区教育局", "#1"), api.Chip("2026 年", "#2"), api.Chip("有效", "#3")]}


def _form(data: dict[str, Any] | None = None) -> Callable[[], dict[str, Any]]:
    return lambda: {"form": LetterForm(data)}


_ALL = (
    Example("button", "按钮", "做一件事。主要按钮一页只有一个。"),
    Example("link_button", "链接按钮", "去一个地方。"),
    Example("text_input", "单行输入", "标签、提示、错误相互关联。", _bound("name")),
    Example("textarea", "多行输入", "较长的文字。", _bound("content")),
    Example("select", "下拉选择", "选项多于七个时使用，否则用单选。", _bound("unit")),
    Example("radios", "单选", "几项中选一项。", _bound("reply")),
    Example("checkboxes", "多选", "几项中选若干项。", _bound("topics")),
    Example("checkbox", "勾选", "同意或者不同意。", _bound("agreed")),
    Example(
        "date_input",
        "日期",
        "一天，用浏览器的日期控件。",
        _bound("happened_on", **{"wrong-happened_on": "九月"}),
    ),
    Example("file_upload", "上传文件", "写明允许的类型和大小。", _bound("file")),
    Example("form_errors", "错误汇总", "列出要改正的各处，点击到达。", _form({})),
    Example("design_form", "整张表单", "汇总、字段一次排好；表单元素和按钮由页面写。", _form()),
    Example("fieldset", "一组字段", "同类字段放在一起。", _form(GOOD)),
    Example("table", "表格", "窄屏时每行成为一块，每格带着列名。", _table),
    Example("facts", "公文元数据", "文件的各项要素。", _facts),
    Example("tag", "状态标签", "用文字说明状态，颜色只是辅助。"),
    Example(
        "chips",
        "筛选条件",
        "已选条件，点击去掉一个。",
        _chips,
    ),
    Example("pager", "翻页", "上一页、下一页，不数总数。"),
    Example("months", "按月浏览", "直接到某个月。", _months),
    Example("breadcrumb", "当前位置", "从首页到本页。", lambda: {"crumbs": CRUMBS}),
    Example("tabs", "标签页", "每个标签是一个页面，不用脚本。", _nav),
    Example("side_nav", "侧栏导航", "栏目与子栏目。", _nav),
    Example("accordion", "折叠", "展开查看，不用脚本。"),
    Example("notice", "提示条", "提示、成功、注意、警告。"),
    Example("flash", "操作结果", "上一步做成了什么。", _messages),
    Example("empty", "空列表", "说明为什么空，可以做什么。"),
    Example("demo", "演示标记", "演示站点每页都有。"),
    Example("panel", "版块", "标题与“更多”。", _documents),
    Example("part", "业务模块加入的版块", "内容由业务模块的模板给出，版块由页面给出。", _part),
    Example("counters", "概况卡片", "数字直达清单。", _counters),
    Example("todo", "待办", "要办什么、何时之前、什么状态。", _todo),
    Example("timeline", "办理过程", "谁在何时做了什么。", _timeline),
    Example("steps", "办理进度", "走到了哪一步。", _steps),
    Example("progress", "进度条", "附文字的进度。"),
    Example("cards", "卡片", "并列的几件事。", _cards),
    Example("entries", "入口", "首页的大入口，以一字为印。", _entries),
    Example("documents", "文件列表", "标题、时间、标签。", _documents),
    Example("attachments", "附件", "下载前可知类型和大小。", _attachments),
    Example("diff", "修改对照", "增删处有文字标明。", _diff),
    Example(
        "confirmation",
        "确认页",
        "重大操作前单独一页确认，不弹窗。",
        lambda: {"facts": _facts()["facts"][2:4]},
    ),
    Example("skip_link", "跳到正文", "键盘用户按 Tab 首先遇到。"),
    Example("back_to_top", "返回顶部", "长页面的末尾。"),
    Example("print_button", "打印", "没有脚本时进入打印版。"),
    Example("qr", "二维码", "由本站生成，不取自他处。"),
)
EXAMPLES = {example.name: example for example in _ALL}
