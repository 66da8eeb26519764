"""Forms of free distribution."""

from __future__ import annotations

from django import forms

from mingtang.gazette.labels import POINT_KINDS, WAYS


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class PointForm(forms.Form):
    """A place that receives the gazette."""

    name = forms.CharField(label="赠阅点名称", max_length=120, help_text="单位或者场所的名称，不写个人姓名。")
    kind = forms.ChoiceField(label="类别", choices=POINT_KINDS)
    address = forms.CharField(label="办公地址", max_length=200, required=False)
    copies = forms.IntegerField(label="每期份数", min_value=1, max_value=100000)
    way = forms.ChoiceField(label="发行方式", choices=WAYS)
    valid_from = _day("自")


class PointChangeForm(forms.Form):
    """What a place receives from now on."""

    copies = forms.IntegerField(label="每期份数", min_value=1, max_value=100000)
    way = forms.ChoiceField(label="发行方式", choices=WAYS)
    address = forms.CharField(label="办公地址", max_length=200, required=False)


class CloseForm(forms.Form):
    """The last day on the list."""

    valid_until = _day("移出日期（含当日）")


class SendForm(forms.Form):
    """The day on which an issue went out."""

    sent_on = _day("发行日期")


class DispatchForm(forms.Form):
    """What one place received."""

    copies = forms.IntegerField(label="份数", min_value=1, max_value=100000)
    sent_on = _day("发行日期")
