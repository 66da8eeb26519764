"""Choosing the moment of a release, and asking to publish at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

WHEN = (("now", "立即发布"), ("schedule", "定时发布"), ("hold", "先不发布，暂缓"))


class ReleaseForm(forms.Form):
    """Now, at a moment, or held: with the reason that stays on record (时度效)."""

    when = forms.ChoiceField(label="何时发布", choices=WHEN, widget=forms.RadioSelect, initial="now")
    at = forms.DateTimeField(
        label="定时",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text="只在选“定时发布”时填写",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请写成日期和时间，如 2026-11-20 09:00。"},
    )
    reason = forms.CharField(
        label="时机说明",
        required=False,
        max_length=300,
        help_text="定时或暂缓须写明理由；立即发布可不写",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("when") == "schedule" and not told.get("at") and "at" not in self.errors:
            self.add_error("at", "请选定发布的日期和时间。")
        return told

    @property
    def moment(self) -> datetime | None:
        return self.cleaned_data.get("at")


class ReasonForm(forms.Form):
    """One reason, in the words of whoever acts."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str = "", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text
