"""Policies, benefits, topics and reports for the stories of this folder; made by the common acts."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import count
from typing import Any

from mingtang.publishing.api import Edition, Kind, load_kind, newest_revision, save, start_edition
from mingtang.publishing.testing import DAY, Government, a_draft, a_kind, published

CLAUSES = (
    "<p>第一条 为鼓励创业带动就业，根据有关规定，制定本办法。</p>"
    "<p>第二条 对在本区登记注册满六个月的高校毕业生创办的企业，给予一次性创业补贴5000元。"
    "申请人应当提交申请表、营业执照和毕业证书。</p>"
    "<p>第三条 退役军人创办企业的，场地租金按50%给予租金补贴，每年最高不超过2万元，申请时间自登记注册之日起2年内。</p>"
    "<p>第四条 享受补贴的企业不得弄虚作假。区人力资源和社会保障局应当在二十个工作日内完成审核。</p>"
    "<p>咨询电话：0531-80001234。</p>"
)
BENEFIT = {
    "side": "惠企",
    "audience": ["高校毕业生", "经营主体"],
    "basis": "云创业补贴办法第二条",
    "written_on": "2026-11-02",
    "standard": "一次性5000元",
    "conditions": "登记注册满六个月",
    "materials": "申请表、营业执照",
    "process": "网上申请，区人社局二十个工作日内审核",
    "undertaker": "云棠区民政局",
    "contact": "0531-80001234",
    "starts_on": "2026-11-10",
    "period": "有截止日期",
    "ends_on": "2026-12-31",
    "openness": "主动公开",
    "openness_ways": ["政府网站"],
    "topic": "劳动、人事、监察\\劳动就业",
    "keywords": "创业 补贴",
    "summary": "高校毕业生创业可领五千元。",
}
REPORT = {
    "execution_standard": "全区按同一标准执行。",
    "scope_of_application": "毕业五年内的高校毕业生。",
    "use": "受理一百二十件，发放六十万元。",
    "effect": "带动就业三百人。",
    "problems": "材料偏多。",
    "use_of_result": "减少两份材料，修改办法第二条。",
}
_serial = count(1)


def shipped(code: str) -> Kind:
    """A kind as it ships, but without the elements that every kind has and these stories do not look at."""
    data = json.loads(files("mingtang.data").joinpath(f"kinds/{code}.json").read_text(encoding="utf-8"))
    elements = [e for e in data["elements"] if e["code"] not in {"index_number", "issuer"}]
    load_kind({**data, "elements": elements})
    return Kind.objects.get(code=code)


def drafted(government: Government, kind: Kind, title: str, **facts: Any) -> Edition:
    government.kind = kind
    return a_draft(government, title, **facts)


def a_policy(
    government: Government, title: str = "云棠区创业补贴办法", body: str = "", **elements: Any
) -> Edition:
    """A public policy of the department."""
    serial = next(_serial)
    told = {
        "document_number": f"云民发〔2026〕{serial}号",
        "interpretation_required": False,
        "interpretation_exempt_reason": "不涉及公众",
        "topic": "劳动、人事、监察\\劳动就业",
        "keywords": "创业 补贴",
    } | elements
    kind = a_kind("policy", "政策文件", [_element("document_number", "发文字号", "document_number")])
    # Two texts with the same words would be a finding.
    text = body or f"{CLAUSES}<p>附则：登记簿第{serial}页。</p>"
    return published(government, drafted(government, kind, title, body=text, elements=told))


def _element(code: str, name: str, type_: str) -> dict[str, Any]:
    return {"code": code, "name": name, "type": type_}


def next_text(government: Government, edition: Edition, body: str) -> Edition:
    """The next edition of a public text, public."""
    new = start_edition(edition.publication, by=government.contact, on=DAY)
    last = newest_revision(new)
    content = {**_content(last), "body": body}
    save(new, content, by=government.contact, base=last.number)
    new.refresh_from_db()
    return published(government, new)


def _content(revision: Any) -> dict[str, Any]:
    return dict(revision.content.value())


def a_benefit(government: Government, title: str = "高校毕业生一次性创业补贴", **elements: Any) -> Edition:
    """A public benefit; elements given as None are left out."""
    told = {code: value for code, value in (BENEFIT | elements).items() if value is not None}
    body = f"<p>{title}，符合条件的可以向区人力资源和社会保障窗口提出申请，审核通过后发放到账。</p>"
    return published(government, drafted(government, shipped("benefit"), title, body=body, elements=told))


def a_topic(government: Government, title: str = "企业开办一件事", **elements: Any) -> Edition:
    """A public 一件事 topic with two steps."""
    told = {
        "event": "企业开办",
        "lead_unit": "云棠区民政局",
        "audience": ["经营主体"],
        "steps": "1. 设立登记｜区市场监管局\n2. 刻制公章｜区公安分局",
        "selection": "关注度高、办件量大、政策多",
        "written_on": "2026-11-10",
    } | elements
    kind = a_kind("one_thing_topic", "“一件事”专题")
    body = f"<p>{title}：把设立登记、刻制公章等环节的政策、指南和进展集中在一页，供企业办理时查阅。</p>"
    return published(government, drafted(government, kind, title, body=body, elements=told))


def an_item(government: Government, code: str, name: str, title: str, **facts: Any) -> Edition:
    """A public item of a plain kind."""
    body = f"<p>{title}，由区有关单位公开，供企业和群众办事时查阅，内容以窗口公示为准，有疑问可以到窗口咨询。</p>"
    return published(government, drafted(government, a_kind(code, name), title, body=body, **facts))
