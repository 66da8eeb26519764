"""Measured indicators of the library: documents whose elements are whole, and validity confirmed in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.policies.models import CampaignAnswer, Policy
from mingtang.publishing.api import Period as Days


def _public(bodies: Sequence[int], period: Period) -> QuerySet[Policy]:
    """Documents that are public now and came out by the last day of a period."""
    came_out = Days(date(1900, 1, 1), period.last, frozenset(bodies)).covers(
        "publication__live__published_at", "publication__organisation"
    )
    return Policy.objects.filter(came_out)


def _whole_counts(bodies: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    rows = _public(bodies, period).values_list("publication__organisation").order_by()
    counted = rows.annotate(whole=Count("pk", filter=Q(findings=[])), all=Count("pk"))
    return {body: (whole, of) for body, whole, of in counted}


def _whole_rows(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Those with something missing or wrong first, then the newest."""
    rows = _public(bodies, period).order_by("-made_on", "-pk")
    told = rows.values_list("publication__organisation", "pk", "title", "made_on", "findings")
    return by_body(
        bodies,
        sorted(
            ((body, _whole_row(pk, title, made_on, findings)) for body, pk, title, made_on, findings in told),
            key=lambda one: one[1].counts,
        ),
    )


def _whole_row(pk: int, title: str, made_on: date | None, findings: list[dict[str, str]]) -> Row:
    lacks = "；".join(finding["message"] for finding in findings)
    return Row(
        title, not findings, made_on, lacks or "要素齐全", reverse("policies-desk:validity", args=[pk])
    )


def _confirmed(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Documents that a unit had to confirm by a day of the period; those not answered or late first."""
    found = (
        CampaignAnswer.objects.filter(unit__in=bodies, campaign__due_on__range=(period.first, period.last))
        .select_related("campaign", "policy")
        .order_by("campaign__due_on", "pk")
    )
    told = ((answer.unit_id, _answer_row(answer)) for answer in found)
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _answer_row(answer: CampaignAnswer) -> Row:
    due = answer.campaign.due_on
    in_time = answer.answered_on is not None and answer.answered_on <= due
    words = answer.get_answer_display() if answer.answered_on else "没有答复"
    late = "，逾期答复" if answer.answered_on and not in_time else ""
    url = reverse("policies-desk:campaign", args=[answer.campaign_id])
    return Row(
        answer.policy.title,
        in_time,
        answer.answered_on,
        f"{words}{late}（{answer.campaign}，期限{due}）",
        url,
    )


INDICATORS = (
    measured(
        "policy_elements",
        "政策文件要素完整率",
        "截至统计时段最后一日已公开、现在仍公开的政策文件中，文号、日期、效力等要素没有缺漏和错误的件数，除以全部件数。",
        trade="政策文件库",
        rows=_whole_rows,
        counts=_whole_counts,
    ),
    measured(
        "validity_confirmed",
        "文件效力集中确认按期答复率",
        "答复期限在统计时段内的集中确认中，本单位在期限当日或之前答复的文件件数，除以应答复的件数。",
        trade="政策文件库",
        rows=_confirmed,
    ),
)
