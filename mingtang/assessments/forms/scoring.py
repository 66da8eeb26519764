"""Forms of scoring: points by hand, objections and answers, what followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from mingtang.assessments.labels import USE_KINDS
from mingtang.assessments.models import ScoreLine
from mingtang.assessments.services.scoring import Given
from mingtang.core.organisations.api import Organisation


def _points(label: str = "得分") -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2)


class HandForm(forms.Form):
    """Points that a person gives."""

    points = _points()
    reason = forms.CharField(label="评分理由", max_length=300)


class ObjectionForm(forms.Form):
    """What a unit says against a line."""

    reason = forms.CharField(
        label="异议理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明哪些事实有出入，依据是什么。",
    )


class AnswerForm(forms.Form):
    """What the office answers."""

    answer = forms.CharField(label="答复", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    points = _points("复核后得分")


class UseForm(forms.Form):
    """Praise or accountability."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="单位")
    kind = forms.ChoiceField(label="类别", choices=USE_KINDS)
    decided_on = forms.DateField(label="决定日期", widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(label="依据文件", max_length=200, required=False)

    def __init__(self, *args: Any, units: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(pk__in=list(units)).order_by("order", "id")
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]


def given_from(lines: Iterable[ScoreLine], told: Mapping[str, str]) -> tuple[list[Given], list[str]]:
    """Points typed beside many lines, and what was typed and is no number. What was left empty is left out."""
    given, wrong = [], []
    for line in lines:
        points = told.get(f"points-{line.pk}", "").strip()
        reason = told.get(f"reason-{line.pk}", "").strip()[:300]
        if not points or (
            line.points is not None and _same(points, line.points) and reason == line.hand_reason
        ):
            continue
        try:
            number = Decimal(points)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            given.append(Given(line, number, reason))
        else:
            wrong.append(f"“{line.organisation.short_name}”的得分“{points}”不是数字。")
    return given, wrong


def _same(points: str, kept: Decimal) -> bool:
    try:
        return Decimal(points) == kept
    except InvalidOperation:
        return False
