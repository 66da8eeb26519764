"""Forms of schemes: themselves, their indicators, periods and units."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from mingtang.assessments.labels import AREAS, OBJECTION_DAYS, RULE_KINDS
from mingtang.assessments.models import Scheme, SchemeIndicator, SchemePeriod
from mingtang.assessments.queries.facts import measured
from mingtang.assessments.services.schemes import Part
from mingtang.core.organisations.api import BODY_KINDS, Organisation, bodies
from mingtang.law import assessment as law

_APART = re.compile(r"[\s,，、:：;；/%％]+")
BY_HAND = "人工评分（没有数据来源）"


class SchemeChangeForm(forms.Form):
    """What a scheme says of itself."""

    name = forms.CharField(label="方案名称", max_length=120, help_text="如“政务公开工作考核评价方案”。")
    basis = forms.CharField(
        label="依据文件", max_length=200, required=False, help_text="印发方案的文件名称和文号。"
    )
    objection_days = forms.IntegerField(
        label="反馈后几日内可以提出异议", min_value=1, max_value=60, initial=OBJECTION_DAYS
    )


class SchemeForm(SchemeChangeForm):
    """A new year."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="考核机关")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2200)
    field_order = ("organisation", "year", "name", "basis", "objection_days")

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]


def initial_of(scheme: Scheme) -> dict[str, Any]:
    return {name: getattr(scheme, name) for name in ("name", "basis", "objection_days")}


class StepsField(forms.CharField):
    """One step on a line: from so many percent on, so many percent of the weight."""

    def __init__(self) -> None:
        super().__init__(
            label="分档",
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="按档次计分的填写，每行一档：达到百分之几、得分值的百分之几，如“95 100”“80 60”。",
        )

    def clean(self, value: Any) -> Any:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return [_numbers(line, 2, "分档") for line in lines]


def _numbers(line: str, count: int, what: str) -> list[str]:
    parts = [part for part in _APART.split(line.strip()) if part]
    try:
        numbers = [Decimal(part) for part in parts]
    except InvalidOperation:
        numbers = []
    if len(numbers) != count or any(not number.is_finite() for number in numbers):
        raise forms.ValidationError(f"{what}“{line.strip()}”看不懂，请写成用空格隔开的{count}个数字。")
    return parts


class IndicatorForm(forms.Form):
    """One indicator with its rule."""

    code = forms.CharField(label="编号", max_length=20)
    name = forms.CharField(label="指标", max_length=120)
    weight = forms.DecimalField(label="分值", min_value=Decimal("0.01"), max_value=100, decimal_places=2)
    area = forms.ChoiceField(label="指标类别", choices=AREAS)
    source = forms.ChoiceField(
        label="数据来源", required=False, help_text="平台自己测量的指标；没有合适来源的由人工评分。"
    )
    kind = forms.ChoiceField(label="计分规则", choices=RULE_KINDS)
    steps = StepsField()
    times = forms.IntegerField(
        label="不少于几次",
        required=False,
        min_value=1,
        help_text="按“不少于若干次”计分的填写；超过的不加分。",
    )
    each = forms.DecimalField(
        label="每项（处）多少分",
        required=False,
        min_value=Decimal("0.01"),
        decimal_places=2,
        help_text="按每项计分或者每处扣分的填写。",
    )
    at_most = forms.IntegerField(
        label="最多计几项",
        required=False,
        min_value=1,
        help_text="按每项计分的必须封顶，不以数量多少论高低。",
    )
    body_kinds = forms.MultipleChoiceField(
        label="适用单位类别",
        required=False,
        choices=[(code, name) for code, name in BODY_KINDS if code not in {"unit", "government"}],
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选，即适用于全部单位；不适用的单位按其余指标折算为100分。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [(one.code, f"{one.name}：{one.rule}") for one in measured().values()]
        self.fields["source"].choices = [("", BY_HAND), *sources]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The indicator as acts take it: its rule as data of its kind."""
        told = self.cleaned_data
        rule = law.rule_from(
            {
                "kind": told["kind"],
                "steps": told["steps"],
                "times": told["times"] or 0,
                "each": told["each"] or 0,
                "at_most": told["at_most"],
            }
        )
        names = ("code", "name", "weight", "area", "source", "body_kinds")
        return {**{name: told[name] for name in names}, "rule": law.data_of(rule)}


def initial_of_indicator(indicator: SchemeIndicator) -> dict[str, Any]:
    names = ("code", "name", "weight", "area", "source", "body_kinds")
    rule = indicator.rule
    steps = "\n".join(f"{least} {earned}" for least, earned in rule.get("steps", ()))
    return {**{name: getattr(indicator, name) for name in names}, **rule, "steps": steps}


class PeriodsForm(forms.Form):
    """The parts of the year, one on a line."""

    periods = forms.CharField(
        label="考核时段",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一个：名称、起日、止日、权重，用空格隔开，如“一季度 2026-01-01 2026-03-31 25”；权重合计100。",
    )

    def clean_periods(self) -> list[Part]:
        lines = [line for line in self.cleaned_data["periods"].splitlines() if line.strip()]
        return [_part(line) for line in lines]


def _part(line: str) -> Part:
    try:
        name, first, last, weight = line.split()
        part = Part(name[:40], date.fromisoformat(first), date.fromisoformat(last), Decimal(weight))
    except (ValueError, InvalidOperation):
        part = None
    if part is None or not 0 < part.weight <= 100:
        raise forms.ValidationError(
            f"“{line.strip()}”看不懂，请写成“一季度 2026-01-01 2026-03-31 25”：名称、起日、止日、权重。"
        )
    return part


def initial_of_periods(periods: list[SchemePeriod]) -> dict[str, Any]:
    lines = [f"{p.name} {p.first_day} {p.last_day} {p.weight.normalize():f}" for p in periods]
    return {"periods": "\n".join(lines)}


class UnitsForm(forms.Form):
    """The units that a scheme assesses."""

    units = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label="被考核单位", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]
