"""Forms of exchange: what to send, what to look at, what to take in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from mingtang.core.organisations.api import Organisation, bodies
from mingtang.publishing.api import Column

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AskForm(forms.Form):
    """What a package is to hold."""

    organisation = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), required=False, empty_label="全部单位"
    )
    since = forms.DateField(
        label="只要自何日起有变动的",
        required=False,
        widget=DATE,
        help_text="不填则全部；填了还会附上已撤下的编号。",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies(on).order_by("order", "id")  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """A package to be looked at; nothing of it is kept."""

    file = forms.FileField(label="交换包（.zip）")
    standard = forms.FileField(
        label="上级的入库标准（.json）", required=False, help_text="不选则用系统所附的通用标准。"
    )


class TakeInForm(forms.Form):
    """A package to be taken in, for whom and into which column."""

    file = forms.FileField(label="交换包（.zip）")
    organisation = forms.ModelChoiceField(
        label="担保单位", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    column = forms.ModelChoiceField(label="归入栏目", queryset=Column.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies(on).order_by("order", "id")  # type: ignore[attr-defined]
        self.fields["column"].queryset = Column.objects.filter(closed_on=None).order_by("path")  # type: ignore[attr-defined]
