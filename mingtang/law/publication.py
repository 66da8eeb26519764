"""When information must be public, and whether its secrecy review (保密审查) allows it.

Law: 政府信息公开条例 (国令711号), arts. 17 and 26; 行政处罚法 (2021), arts. 48 and 85; 国办发〔2018〕118号; 国办发〔2017〕47号;
保守国家秘密法 (2024), art. 35 and 实施条例, art. 42. Worked cases: docs/law/publication.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from mingtang.law.reasons import Reason
from mingtang.law.working_days import Due, WorkingCalendar

Unit = Literal["working_days", "hours"]
UNITS: dict[Unit, str] = {"working_days": "个工作日", "hours": "小时"}


class MayNotLengthen(ValueError):
    """A local rule may shorten a limit of the law, never lengthen it (从严不从宽)."""


class WrongUnit(ValueError):
    """A limit in hours was asked for a day, or a limit in working days for a moment."""


@dataclass(frozen=True)
class Limit:
    """How long something may wait before it is public; counted from the day, or the moment, after its trigger."""

    code: str
    name: str
    trigger: str
    length: int
    unit: Unit
    article: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.name}：自{self.trigger}之日起{self.length}{UNITS[self.unit]}内（{self.article}）"

    def shortened(self, length: int, source: str) -> Limit:
        """The same limit as a stricter local rule sets it. Raises MayNotLengthen for a longer one."""
        if length < 1:
            raise ValueError(f"“{self.name}”的期限应为正整数。")
        if length > self.length:
            raise MayNotLengthen(
                f"“{self.name}”的期限为{self.length}{UNITS[self.unit]}（{self.article}），地方规定只能缩短，不能延长到{length}{UNITS[self.unit]}。"
            )
        if not source.strip():
            raise ValueError(f"缩短“{self.name}”的期限要写明依据文件。")
        return replace(self, length=length, source=source.strip())


LIMITS: dict[str, Limit] = {
    limit.code: limit
    for limit in (
        Limit(
            "proactive",
            "主动公开",
            "政府信息形成或者变更",
            20,
            "working_days",
            "政府信息公开条例第二十六条",
        ),
        Limit(
            "penalty_decision",
            "行政处罚决定公开",
            "执法决定作出",
            7,
            "working_days",
            "国办发〔2018〕118号二（六）",
        ),
        Limit(
            "licence_decision",
            "行政许可决定公开",
            "执法决定作出",
            7,
            "working_days",
            "国办发〔2018〕118号二（六）",
        ),
        Limit(
            "inspection_conclusion",
            "行政检查结论等执法决定公开",
            "执法决定作出",
            20,
            "working_days",
            "国办发〔2018〕118号二（六）",
        ),
        Limit(
            "penalty_withdrawal",
            "撤回被变更、撤销、确认违法或者无效的行政处罚决定并公开说明理由",
            "决定被变更、撤销、确认违法或者确认无效",
            3,
            "working_days",
            "行政处罚法第四十八条第二款、第八十五条",
        ),
        Limit(
            "state_council_reprint",
            "转载国务院重要政策信息",
            "中国政府网发布",
            24,
            "hours",
            "国办发〔2017〕47号",
        ),
    )
}


def publish_by(formed_on: date, limit: Limit, calendar: WorkingCalendar, *, provisional: bool = False) -> Due:
    """The last day on which publication is in time, counted from the day after `formed_on`.

    Raises YearNotCovered (see working_days), and WrongUnit for a limit in hours.
    """
    if limit.unit != "working_days":
        raise WrongUnit(f"“{limit.name}”按小时计算，请给出发布的日期和时刻。")
    return calendar.add_working_days(formed_on, limit.length, provisional=provisional)


def reprint_by(published_at: datetime, limit: Limit) -> datetime:
    """The last moment of a limit in hours. Hours run on through nights and holidays."""
    if limit.unit != "hours":
        raise WrongUnit(f"“{limit.name}”按工作日计算，请只给日期。")
    return published_at + timedelta(hours=limit.length)


class ReviewResult(StrEnum):
    """What a secrecy reviewer, or the authority that was asked, has written down for one item."""

    MAY_PUBLISH = "may_publish"
    MAY_NOT_PUBLISH = "may_not_publish"
    CANNOT_DETERMINE = "cannot_determine"


class SecrecyVerdict(StrEnum):
    """Where one item stands after what has been written down about it."""

    UNREVIEWED = "unreviewed"  # 未审查
    CLEARED = "cleared"  # 可以公开
    WITHHELD = "withheld"  # 不予公开
    REFERRED = "referred"  # 不能确定，已报请确定


@dataclass(frozen=True)
class SecrecyReview:
    """One review: its result, the revision that was looked at, and what the authority asked has answered."""

    result: ReviewResult
    content_hash: str
    referral_answer: ReviewResult | None = None


def secrecy_verdict(review: SecrecyReview | None, content_hash: str) -> SecrecyVerdict:
    """The verdict on exactly this content: a review of other content does not count (逐项审查)."""
    if review is None or review.content_hash != content_hash:
        return SecrecyVerdict.UNREVIEWED
    result = review.result
    if result is ReviewResult.CANNOT_DETERMINE:
        result = review.referral_answer or ReviewResult.CANNOT_DETERMINE
    return {
        ReviewResult.MAY_PUBLISH: SecrecyVerdict.CLEARED,
        ReviewResult.MAY_NOT_PUBLISH: SecrecyVerdict.WITHHELD,
        ReviewResult.CANNOT_DETERMINE: SecrecyVerdict.REFERRED,
    }[result]


_OBSTACLES = {
    SecrecyVerdict.UNREVIEWED: Reason(
        "尚未逐项完成保密审查，不能公开", "保守国家秘密法第三十五条；政府信息公开条例第十七条"
    ),
    SecrecyVerdict.REFERRED: Reason(
        "不能确定是否可以公开，已报有关主管部门或者保密行政管理部门确定，答复前不能公开",
        "政府信息公开条例第十七条第三款",
    ),
    SecrecyVerdict.WITHHELD: Reason("保密审查结论为不予公开", "政府信息公开条例第十四条"),
}


def secrecy_obstacles(verdict: SecrecyVerdict) -> tuple[Reason, ...]:
    """Why an item with this verdict may not be published; empty when it may."""
    return () if verdict is SecrecyVerdict.CLEARED else (_OBSTACLES[verdict],)
