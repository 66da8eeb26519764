"""Whole example pages in each frame: what a portal or desk page looks like when it uses the components."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms

from mingtang.core.design import api
from mingtang.core.design.views.examples import CRUMBS, EXAMPLES, LetterForm, SignInForm

PAGES = {
    "portal-home": "网站首页",
    "portal-list": "栏目列表",
    "portal-document": "文件页",
    "desk-home": "工作台",
    "desk-list": "工作列表",
    "desk-form": "填写表单",
    "plain-sign-in": "登录",
    "plain-refused": "不能办理",
    "plain-missing": "找不到页面",
}
_REASONS = (
    {"reason": "本版本还没有保密审查意见。", "article": "政府信息公开条例第十七条"},
    {"reason": "附件“改造小区名单”含有身份证号码，请删去或者遮盖后重新上传。", "article": ""},
)
_MORNING = datetime(2026, 9, 1, 1, 30, tzinfo=UTC)


def context(name: str) -> dict[str, Any]:
    """Everything an example page may show."""
    shown: dict[str, Any] = {"frame": _desk() if name.startswith("desk") else _portal(), "crumbs": CRUMBS}
    for example in reversed(EXAMPLES.values()):
        if not {"messages", "field"} & (more := example.context()).keys():
            shown.update(more)
    return {
        **shown,
        "form": _form(name),
        "news": _news(),
        "reasons": _REASONS,
        "crumbs": () if name in {"portal-home", "desk-home"} else CRUMBS,
    }


def _form(name: str) -> forms.Form:
    if name == "plain-sign-in":
        return SignInForm()
    return LetterForm({} if name == "desk-form" else None)


def _news() -> list[api.Document]:
    titles = (
        "区政府常务会议研究部署秋季开学和校园安全工作",
        "云泽区召开政务公开工作推进会",
        "滨河湿地公园二期建成开放",
        "全区“一件事”改革新增 12 项高频事项",
        "区长接待日活动将于每月第一个周三举行",
        "第七届云泽文化节开幕",
    )
    return [
        api.Document(title, f"#news{n}", _MORNING, source="区融媒体中心") for n, title in enumerate(titles)
    ]


def _portal() -> api.PortalFrame:
    labels = ("首页", "走进云泽", "政务公开", "政务服务", "互动交流", "政策文件", "数据开放")
    return api.PortalFrame(
        site_name="云泽区人民政府",
        motto="公开透明 便民惠民",
        navigation=[api.NavItem(label, f"#nav{n}", n == 2) for n, label in enumerate(labels)],
        superiors=[
            api.NavItem("中国政府网", "#gov"),
            api.NavItem("省人民政府", "#province"),
            api.NavItem("市人民政府", "#city"),
        ],
        search_url="/search/",
        accessibility_url="#accessibility",
        footer=_footer(),
        demo=True,
    )


def _footer() -> api.Footer:
    return api.Footer(
        organiser="云泽区人民政府办公室",
        operator="云泽区大数据中心",
        contact="0000-12345678（工作日 9:00—17:00）",
        site_code="9901010001",
        icp="某ICP备00000000号-1",
        icp_url="#icp",
        police="某公网安备 99010100000000号",
        police_url="#police",
        sitemap_url="#map",
        site_error_url="#error",
        accessibility_url="#accessibility",
        ipv6=True,
        links=[api.NavItem(label, f"#{label}") for label in ("区级部门网站", "镇街网站", "区县网站")],
    )


def _desk() -> api.DeskFrame:
    return api.DeskFrame(
        person="王静",
        unit="区政府办公室 · 一审",
        navigation=[
            api.NavGroup(
                "今天", [api.NavItem("待办", "#1", True, 18), api.NavItem("我提交的", "#2", count=4)]
            ),
            api.NavGroup(
                "信息公开",
                [api.NavItem("全部文件", "#3"), api.NavItem("定时公开", "#4"), api.NavItem("栏目", "#5")],
            ),
            api.NavGroup("管理", [api.NavItem("问题与整改", "#6", count=3), api.NavItem("操作记录", "#7")]),
        ],
        account_url="#account",
        sign_out_url="#out",
        portal_url="#portal",
        search_url="#search",
    )
