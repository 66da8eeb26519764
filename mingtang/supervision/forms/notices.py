"""Forms of notices: text, what a unit is asked to put right, its answer, the look again."""

from __future__ import annotations

from typing import Any

from django import forms

from mingtang.supervision.models import NoticeUnit, WorkPlan


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def _text(label: str, rows: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=20000, widget=widget, help_text=hint)


class NoticeTextForm(forms.Form):
    """What a notice says."""

    title = forms.CharField(label="标题", max_length=120)
    text = _text("正文", 10, required=False, hint="空行分段；各单位进展表在印发当天自动附在正文之后。")


class NoticeForm(NoticeTextForm):
    """A new notice, of one plan and one stretch of days."""

    plan = forms.ModelChoiceField(WorkPlan.objects.none(), label="工作要点")
    first_day = _day("通报时段自")
    last_day = _day("至")
    field_order = ("plan", "title", "first_day", "last_day", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        confirmed = WorkPlan.objects.filter(state="confirmed").order_by("-pk")
        self.fields["plan"].queryset = confirmed  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """What a unit is asked to put right."""

    matter = _text("整改事项", 4, required=False, hint="留空即只通报、不要求整改。")
    due_on = _day("整改期限", required=False)


def initial_of_matter(unit: NoticeUnit) -> dict[str, Any]:
    return {"matter": unit.matter, "due_on": unit.due_on}


class RectifiedForm(forms.Form):
    """What a unit put right."""

    text = _text("整改情况", 5)
    upload = forms.FileField(label="佐证材料")


class CheckForm(forms.Form):
    """What the office found when it looked again."""

    passed = forms.ChoiceField(
        label="复核结论", choices=(("yes", "通过"), ("no", "退回")), widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label="复核意见", max_length=300, required=False, help_text="退回的，写明还要改什么。"
    )
