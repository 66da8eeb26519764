"""Forms for points: a point with the words on which it stands, a reason, a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from mingtang.policies.analysis.audiences import AUDIENCES
from mingtang.policies.analysis.points import NATURES


class PointForm(forms.Form):
    """One point, as proposed or corrected."""

    what = forms.CharField(label="要点", help_text="得到什么，或者要做什么。", max_length=300)
    nature = forms.ChoiceField(label="性质", choices=NATURES, initial="benefit")
    audiences = forms.MultipleChoiceField(
        label="面向对象", choices=AUDIENCES, widget=forms.CheckboxSelectMultiple
    )
    who = forms.CharField(label="适用对象", required=False, max_length=300)
    condition = forms.CharField(
        label="条件", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    amount = forms.CharField(label="标准", required=False, max_length=300)
    deadline = forms.CharField(label="时限", required=False, max_length=200)
    materials = forms.CharField(
        label="材料", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.CharField(
        label="联系方式", required=False, max_length=200, help_text="承办单位办公电话，不留个人手机。"
    )
    quote = forms.CharField(
        label="所依据的原文",
        help_text="从已签发的文本中原样摘录；系统据此找到条款，文件修改后据此核对。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def facts(self) -> dict[str, Any]:
        """The point without the words on which it stands."""
        return {name: value for name, value in self.cleaned_data.items() if name != "quote"}


class ReasonForm(forms.Form):
    """Why something is not done, or undone."""

    reason = forms.CharField(label="理由", max_length=200)


class PlaceForm(forms.Form):
    """Where a draft is to be filed."""

    column = forms.ChoiceField(label="栏目")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["column"]).choices = list(places)
