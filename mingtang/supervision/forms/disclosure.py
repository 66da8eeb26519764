"""Forms of how the public is told: the way of a plan, a text bound to a task, a draft for a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from mingtang.supervision.labels import INTERVALS, PLAN_SORTS
from mingtang.supervision.services.disclosing import MOST_DAYS, Way


class WayForm(forms.Form):
    """How the public is told of a plan."""

    sort = forms.ChoiceField(label="计划类别", choices=PLAN_SORTS)
    interval = forms.ChoiceField(
        label="公布周期",
        choices=INTERVALS,
        help_text="按节点的，每个节点到期后公布一次；节点在任务页面设置。",
    )
    by_task = forms.BooleanField(
        label="逐项公布",
        required=False,
        help_text="每项任务由牵头单位分别公布；不选的，由督办单位汇总公布。民生实事、重大项目、公开承诺事项一般逐项公布。",
    )
    within_days = forms.IntegerField(label="每期结束后几日内公布", min_value=1, max_value=MOST_DAYS)
    reason = forms.CharField(
        label="调整的理由",
        max_length=200,
        required=False,
        help_text="不再逐项公布或者不另行公布的，必须写明。",
    )

    def way(self) -> Way:
        told = self.cleaned_data
        return Way(told["sort"], told["interval"], told["by_task"], told["within_days"])


class BindForm(forms.Form):
    """A public text that tells of a task, or of the whole plan."""

    address = forms.CharField(
        label="已公开进展的网址", max_length=300, help_text="公开页面的网址，例如 /doc/编号.html"
    )
    told_until = forms.DateField(
        label="进展截止到哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="“落实进展”类信息自带时期，不用填；其他信息须填写，截止日期在哪一期，就算哪一期的进展。",
    )


class DraftForm(forms.Form):
    """Where the text of a period is drafted, and by which unit."""

    place = forms.ChoiceField(label="起草单位和栏目")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        cast(forms.ChoiceField, self.fields["place"]).choices = list(places)


class UnbindForm(forms.Form):
    reason = forms.CharField(label="移出的理由", max_length=200)
