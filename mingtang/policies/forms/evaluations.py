"""Forms for evaluations: a plan, a measure, its end, a round, a duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from mingtang.policies.forms.topics import ITEM_HELP
from mingtang.policies.models.evaluations import MEASURE_ACTIONS, ROUND_STAGES


def day(label: str, **settings: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **settings
    )


class _WithUnits(forms.Form):
    """A form whose field `unit` offers bodies."""

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(units) if len(units) == 1 else [("", "请选择"), *units]
        cast(forms.ChoiceField, self.fields["unit"]).choices = choices


class PlanForm(_WithUnits):
    """An evaluation of the year."""

    unit = forms.ChoiceField(label="组织评价的单位")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    theme = forms.CharField(label="评价主题", max_length=120, help_text="如“一次性创业补贴政策”。")
    planned_on = day("计划完成日期", help_text="结果和运用情况须在当年12月31日前公开。")
    policies = forms.CharField(
        label="被评价的政策", help_text=f"每行一份：{ITEM_HELP}", widget=forms.Textarea(attrs={"rows": 3})
    )


class MeasureForm(_WithUnits):
    """A measure that comes of a result."""

    action = forms.ChoiceField(label="措施", choices=MEASURE_ACTIONS)
    text = forms.CharField(label="内容", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    policy = forms.ChoiceField(label="所调整的政策", required=False)
    unit = forms.ChoiceField(label="责任单位")
    due_on = day("完成时限")

    def __init__(self, *args: Any, policies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["policy"]).choices = [("", "不调整政策"), *policies]


class FinishForm(forms.Form):
    """How a measure ended."""

    outcome = forms.CharField(label="落实情况", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    done_on = day("完成日期")
    document = forms.CharField(label="形成的文件", required=False, help_text=ITEM_HELP, max_length=300)


class RoundForm(_WithUnits):
    """A round of following a decision."""

    stage = forms.ChoiceField(label="阶段", choices=ROUND_STAGES)
    held_on = day("实施日期")
    unit = forms.ChoiceField(label="实施单位")
    finding = forms.CharField(
        label="情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="供内部留存；向社会公开的结果另行起草、审签发布。",
    )
    result = forms.CharField(label="公开的结果", required=False, help_text=ITEM_HELP, max_length=300)


class DutyForm(forms.Form):
    """A policy that must be evaluated in public."""

    item = forms.CharField(label="政策或决策", help_text=ITEM_HELP, max_length=300)
    is_decision = forms.BooleanField(label="重大行政决策", required=False)
    reason = forms.CharField(label="理由", max_length=200, help_text="为什么社会公众关注度高。")
    due_on = day("应公开日期", required=False, help_text="不填的按规定天数计算；只能提前，不能推后。")


class ResultForm(forms.Form):
    """The public text of a result."""

    result = forms.CharField(label="公开的结果", help_text=ITEM_HELP, max_length=300)
