"""The form that binds an indicator to a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms


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
