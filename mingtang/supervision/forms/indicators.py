"""Forms of indicators: binding one to a task, and what its rows are narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from mingtang.core.indicators.api import Period


class BindForm(forms.Form):
    """Which indicator, and from what it proves the task."""

    code = forms.ChoiceField(label="测量指标")
    at_least_percent = forms.IntegerField(
        label="达标比例（%）", initial=100, min_value=1, max_value=100, help_text="达到的数占应有数的比例。"
    )
    at_least_value = forms.IntegerField(
        label="至少的数目", required=False, min_value=1, help_text="另有数目要求的填写，如“2”；没有的留空。"
    )

    def __init__(self, *args: Any, indicators: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["code"]).choices = [("", "请选择"), *indicators]


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class RowsForm(forms.Form):
    """Whose rows, from which day to which; this year until today of the first unit where nothing is told."""

    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    start = _day("自")
    end = _day("至")

    def __init__(self, told: dict[str, Any], *, units: Sequence[tuple[int, str]], on: date) -> None:
        first = {
            "unit": units[0][0] if units else "",
            "start": f"{on.replace(month=1, day=1)}",
            "end": f"{on}",
        }
        super().__init__(first | {name: value for name, value in told.items() if value})
        cast(forms.ChoiceField, self.fields["unit"]).choices = [(str(pk), name) for pk, name in units]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("start") and told.get("end") and told["end"] < told["start"]:
            self.add_error("end", "止日早于起日，请改正日期。")
        return told

    @property
    def body(self) -> int | None:
        """The unit asked for; None where it is not one of those that may be seen."""
        self.is_valid()
        return cast("int | None", self.cleaned_data.get("unit"))

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])
