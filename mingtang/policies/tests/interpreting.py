"""A document that must be interpreted, and its interpretation, for the stories of this folder; made by the common acts."""

from __future__ import annotations

from itertools import count
from typing import Any

from mingtang.publishing.api import Edition, relate
from mingtang.publishing.testing import DAY, Government, a_draft, a_kind

CLAUSES = (
    "<p>第一条 为了规范临时救助工作，根据有关规定，制定本办法。</p>"
    "<p>第二条 遭遇突发事件、意外伤害、重大疾病的家庭和个人，可以申请临时救助。</p>"
    "<p>第三条 镇人民政府、街道办事处应当在五个工作日内完成审核，区民政局应当在三个工作日内作出决定。</p>"
)
EXPLAINED = (
    "<h2>背景依据</h2><p>原办法到期，救助标准偏低，群众反映审核时间长。区里按照上级关于改革完善社会救助制度的意见，"
    "在调研十二个镇街的基础上作了修订。</p>"
    "<h2>出台目的</h2><p>让突然遇到难处的家庭更快拿到救助款。</p>"
    "<h2>专有名词</h2><p>临时救助，就是应急、过渡的帮扶。</p>"
    "<h2>新旧政策差异</h2><p>审核时间从十天减到五天。</p>"
    "<h2>重要举措</h2><p>一是放宽对象，外来务工人员在居住地也能申请；二是压缩时限，镇街五天内审完；"
    "三是急事先救后补，紧急的当天就给，手续过后再补，不让材料耽误救急。</p>"
    "<h2>利益点和创新点</h2><p>一户三口之家最多能领到八千元，比过去多了近一倍，当天可以先拿到一部分。</p>"
    "<h2>适用范围</h2><p>本区户籍和常住人口。</p>"
    "<h2>执行标准</h2><p>按城市低保月标准的六倍封顶。</p>"
)
_numbers = count(1)


def kinds() -> None:
    """A policy and an interpretation with the elements that these stories need, and no others."""
    a_kind("policy", "政策文件", [_element(*row) for row in _POLICY])
    a_kind(
        "interpretation",
        "政策解读",
        [_element(code, name, type_) for code, name, type_ in _INTERPRETATION],
    )


_POLICY = (
    ("document_number", "发文字号", "document_number"),
    ("interpretation_required", "是否需要解读", "boolean"),
    ("interpretation_exempt_reason", "不解读的理由", "text"),
    ("drafting_unit", "起草单位", "organisation"),
    ("effective_on", "施行日期", "date"),
)
_INTERPRETATION = (
    ("interpreted", "解读的文件", "text"),
    ("stage", "解读阶段", "text"),
    ("interpreter_kind", "解读主体", "text"),
    ("focus_fields", "解读分类", "text"),
    ("contact", "咨询方式", "text"),
)


def _element(code: str, name: str, type_: str) -> dict[str, Any]:
    return {"code": code, "name": name, "type": type_}


def a_document(
    government: Government, title: str = "关于印发临时救助办法的通知", *, body: str = CLAUSES, **elements: Any
) -> Edition:
    """A draft of the department that is marked 应解读."""
    government.kind = a_kind("policy")
    number = f"云民发〔2026〕{next(_numbers)}号"
    told = {"interpretation_required": True, "document_number": number, **elements}
    return a_draft(government, title, body=body, elements=told)


def an_interpretation(
    government: Government,
    document: Edition,
    title: str = "《临时救助办法》文字解读",
    *,
    body: str = EXPLAINED,
    forms: tuple[str, ...] = ("文字解读",),
    stage: str = "公开发布",
    related: bool = True,
    **elements: Any,
) -> Edition:
    """A draft of an interpretation, related to its document."""
    government.kind = a_kind("interpretation")
    told = {"stage": stage, "forms": list(forms), "interpreter_kind": "部门主要负责人", **elements}
    edition = a_draft(government, title, body=body, elements=told)
    if related:
        relate(edition.publication, "interprets", document.publication, by=government.contact, on=DAY)
    return edition
