"""What is filled in beside an item: other carriers, where it appeared, another deadline."""

from __future__ import annotations

from django import forms

from mingtang.publishing.api import CARRIERS


class CarrierForm(forms.Form):
    """Where else an item is to appear."""

    carrier = forms.ChoiceField(label="载体", choices=CARRIERS)
    name = forms.CharField(label="名称", max_length=80, help_text="报纸名、公众号名、公示栏所在地等")
    planned_on = forms.DateField(label="计划日期", required=False, widget=forms.DateInput)


class AppearanceForm(forms.Form):
    """Where and when an item did appear."""

    address = forms.CharField(
        label="地址或版面", max_length=300, help_text="网址，或者报纸的日期和版面、公示栏的位置"
    )
    appeared_on = forms.DateField(label="实际日期", widget=forms.DateInput)


class DeadlineForm(forms.Form):
    """Another day by which an item must be public, and why."""

    due = forms.DateField(label="改为", widget=forms.DateInput)
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    article = forms.CharField(
        label="依据条款",
        required=False,
        max_length=90,
        help_text="延后公开的，须写明法律、法规的具体条款",
    )
