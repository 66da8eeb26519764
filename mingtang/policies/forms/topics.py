"""Forms for topics and lists: an item to gather, a candidate field, a list and a word beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from mingtang.law.document_metadata import topics
from mingtang.policies.analysis.audiences import AUDIENCE_NAMES, AUDIENCES
from mingtang.policies.labels import LEVELS
from mingtang.policies.models.topics import MEMBER_ROLES

ITEM_HELP = "已公开信息的网址、公开编号、发文字号或者完整标题。"


class MemberForm(forms.Form):
    """A public item for a topic."""

    item = forms.CharField(label="列入的信息", help_text=ITEM_HELP, max_length=300)
    role = forms.ChoiceField(label="作用", choices=MEMBER_ROLES)
    step = forms.ChoiceField(label="环节", required=False)

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "整件事"), *((name, name) for name in steps)]
        cast(forms.ChoiceField, self.fields["step"]).choices = choices


class CandidateForm(forms.Form):
    """A candidate field with its numbers and where they come from."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    name = forms.CharField(label="领域或“一件事”", max_length=60)
    attention = forms.IntegerField(label="关注度（访问、搜索次数）", min_value=0)
    attention_source = forms.CharField(label="关注度数据来源", max_length=200)
    demand = forms.IntegerField(label="办件量", min_value=0)
    demand_source = forms.CharField(label="办件量数据来源", max_length=200)
    words = forms.CharField(
        label="政策标题用词",
        max_length=200,
        help_text="用顿号或空格分开；系统按标题统计现行政策的份数，作为政策体量。",
    )


class DecisionForm(forms.Form):
    """What becomes of a candidate field."""

    state = forms.ChoiceField(label="决定", choices=(("chosen", "选定"), ("declined", "暂不选")))
    reason = forms.CharField(label="理由", max_length=300)
    topic = forms.CharField(label="建成的专题", required=False, help_text=ITEM_HELP, max_length=300)


class ListForm(forms.Form):
    """The definition of a list."""

    name = forms.CharField(label="名称", max_length=60)
    code = forms.CharField(label="代码", max_length=40, help_text="网址的一部分，如 employment。")
    description = forms.CharField(label="说明", required=False, max_length=200)
    organisation_id = forms.ChoiceField(label="维护单位")
    audiences = forms.MultipleChoiceField(
        label="面向对象", choices=AUDIENCES, widget=forms.CheckboxSelectMultiple, help_text="清单按群体分列。"
    )
    topics = forms.MultipleChoiceField(
        label="主题分类", required=False, widget=forms.SelectMultiple, help_text="不选则不限。"
    )
    levels = forms.MultipleChoiceField(
        label="效力级别",
        required=False,
        choices=LEVELS,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则不限。",
    )
    check_every_days = forms.IntegerField(label="核对周期（天）", min_value=1, max_value=366, initial=90)
    order = forms.IntegerField(label="排序", min_value=0, initial=0)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["organisation_id"]).choices = [("", "请选择"), *units]
        cast(forms.MultipleChoiceField, self.fields["topics"]).choices = _topics()

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "organisation_id": int(self.cleaned_data["organisation_id"])}


def _topics() -> list[tuple[str, str]]:
    return [
        (text, text)
        for first, seconds in topics().items()
        for text in (first, *(f"{first}\\{second}" for second in seconds))
    ]


class AdjustForm(forms.Form):
    """A person's word on one item of a list."""

    item = forms.CharField(label="文件或事项", help_text=ITEM_HELP, max_length=300)
    way = forms.ChoiceField(label="调整", choices=(("in", "列入"), ("out", "不列入")))
    audience = forms.ChoiceField(label="群体", required=False)
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, audiences: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, AUDIENCE_NAMES[code]) for code in audiences if code in AUDIENCE_NAMES]
        cast(forms.ChoiceField, self.fields["audience"]).choices = [("", "全部群体"), *names]
