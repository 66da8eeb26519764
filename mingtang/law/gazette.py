"""政府公报: which government may or must run one, what it may print, and how long a document waited for it.

《国务院办公厅关于做好政府公报工作的通知》(2018-03-28); 规章制定程序条例 art. 31 (the text printed there is the standard text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mingtang.law.reasons import Reason

NOTICE = "《国务院办公厅关于做好政府公报工作的通知》"
STANDARD_TEXT = "《规章制定程序条例》第三十一条"

Duty = Literal["must", "may", "must_not"]
# 设区的市 and above must; other cities and counties may; departments and townships must not.
_DUTIES: dict[str, Duty] = {"province": "must", "prefecture": "must", "county": "may"}

# Wording of those who sell. Only looked for where there is no document number: an official document on
# advertising or on sales is no advertisement.
_ADVERTISEMENT = re.compile(
    r"商业广告|广告刊登|广告招商|招商加盟|加盟热线|订购热线|欢迎(?:选购|订购|抢购)|限时(?:优惠|特价|抢购)|火热(?:销售|预售)|优惠大酬宾|买一送一"
)


def duty(body: str, level: str) -> Duty:
    """Whether a body (kind of organisation) of a level must, may or must not run a gazette."""
    return _DUTIES.get(level, "must_not") if body == "government" else "must_not"


def running_refusals(body: str, level: str) -> list[Reason]:
    """Why a body may not run a gazette; empty where it may."""
    if body in {"town", "street"}:
        return [Reason("乡镇人民政府、街道办事处不得办政府公报。", NOTICE)]
    if body != "government":
        return [Reason("政府部门和其他单位不得办政府公报，文件由本级政府公报刊登。", NOTICE)]
    if level not in _DUTIES:
        return [Reason("只有省级、设区的市级和其他市、县级人民政府办政府公报，请选择其中一级。", NOTICE)]
    return []


@dataclass(frozen=True)
class Item:
    """What is known of a text that is proposed for a gazette."""

    title: str
    is_public: bool
    number: str = ""
    # The section asks for a document number (appointments and chronicles do not).
    numbered: bool = True
    # The issuer is neither this government, nor one of its bodies, nor one of its dispatched organs.
    is_foreign: bool = False
    # Made by a superior: laws, rules and documents from above.
    is_superior: bool = False
    in_force: bool = True
    text: str = ""


def printing_refusals(item: Item, *, exception: str = "") -> list[Reason]:
    """Why a text may not be printed. A written `exception` opens what the notice forbids only in principle."""
    reasons = []
    if not item.is_public:
        reasons.append(
            Reason("尚未公开或者已停止公开的信息不能刊登，请先办理公开。", "政府信息公开条例第二十三条")
        )
    if item.is_superior and not exception.strip():
        reasons.append(Reason("原则上不刊登上级文件；确需刊登的，请写明理由。", NOTICE))
    elif item.is_foreign and not exception.strip():
        reasons.append(Reason("不是本级政府及其所属部门、派出机关的文件；确需刊登的，请写明理由。", NOTICE))
    if not item.number and item.numbered:
        reasons.append(
            Reason("没有发文字号，不能编入这个栏目；请补登字号或者改编到不要求字号的栏目。", NOTICE)
        )
    if not item.number and is_advertisement(f"{item.title}\n{item.text}"):
        reasons.append(Reason("含有商业广告用语，政府公报不得刊登广告。", NOTICE))
    if not item.in_force:
        reasons.append(Reason("文件已经失效、废止或者被撤销，不再刊登。"))
    return reasons


def is_advertisement(text: str) -> bool:
    """Whether a text speaks like an advertisement."""
    return _ADVERTISEMENT.search(text) is not None


def waited_days(approved_on: date, appeared_on: date) -> int:
    """Days from the approval of a document to its appearance; 0 on the same day."""
    return (appeared_on - approved_on).days


def is_late_online(online_on: date, on_paper: date) -> bool:
    """Whether the electronic edition came after the paper: it appears at the same time or earlier."""
    return online_on > on_paper
