"""Forms of tasks: breakdown, milestone, change, report, proof, round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from mingtang.supervision.analysis.rounds import DAYS_TO_ANSWER
from mingtang.supervision.labels import CHANGES, UNIT_ROLES
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.queries.tasks import PLANS

Choices = Sequence[tuple[int, str]]


def _day(label: str, **facts: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **facts
    )


def _words(label: str, rows: int = 4, **facts: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class BreakdownForm(forms.Form):
    """What a unit does of a task, who answers for it, and by when."""

    breakdown = _words("本单位分解措施")
    responsible_name = forms.CharField(label="具体责任人", max_length=40)
    own_due_on = _day("本单位时限", required=False, help_text="不能晚于任务时限；长期坚持的任务可以不填。")


class MilestoneForm(forms.Form):
    title = forms.CharField(label="节点名称", max_length=200)
    due_on = _day("节点时限")


class ChangeForm(forms.Form):
    """What a unit asks to change, and why."""

    what = forms.ChoiceField(label="变更事项", choices=[pair for pair in CHANGES if pair[0] != "units"])
    after = _words("变更后", 2, required=False, help_text="时限写成 2026-12-31；目标写数字；终止任务的不填。")
    reason = _words("理由", 3)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("what") == "ended":
            told["after"] = "终止"
        return told


LEAVES = "leaves"
MOST_NEW = 3


class UnitsForm(forms.Form):
    """Who takes part in a task: a role for each unit that there is, or none; and a few new ones."""

    reason = _words("理由", 3)

    def __init__(self, *args: Any, now: Mapping[int, tuple[str, str]], bodies: Choices, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._now = now
        for body, (name, role) in now.items():
            choices = [*UNIT_ROLES, (LEAVES, "不再承担")]
            self.fields[f"role-{body}"] = forms.ChoiceField(label=name, choices=choices, initial=role)
        for at in range(1, MOST_NEW + 1):
            self.fields[f"new-{at}"] = forms.TypedChoiceField(
                label=f"增加的单位{at}",
                choices=[("", "不增加"), *bodies],
                required=False,
                coerce=int,
            )
            self.fields[f"new-role-{at}"] = forms.ChoiceField(
                label=f"增加的单位{at}的角色", choices=UNIT_ROLES, initial="co"
            )
        self.order_fields([name for name in self.fields if name != "reason"])

    def units(self) -> dict[int, str]:
        """The units as they were chosen, those that lead first."""
        told = self.cleaned_data
        found = {body: told[f"role-{body}"] for body in self._now if told[f"role-{body}"] != LEAVES}
        for at in range(1, MOST_NEW + 1):
            if told[f"new-{at}"]:
                found[told[f"new-{at}"]] = told[f"new-role-{at}"]
        return found


class DecisionForm(forms.Form):
    """Yes or no to a change, with words."""

    decision = forms.ChoiceField(
        label="意见", choices=[("approve", "批准"), ("refuse", "不予批准")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="说明（不予批准须写明理由）", max_length=300, required=False)


class ReportForm(forms.Form):
    """What a unit did in a round."""

    text = _words("本期进展")
    value = forms.DecimalField(label="完成量", required=False, max_digits=12, decimal_places=2)
    says_done = forms.BooleanField(
        label="本单位认为已完成", required=False, help_text="是否完成以核验过的佐证为准。"
    )


class FileProofForm(forms.Form):
    title = forms.CharField(label="佐证名称", max_length=200)
    upload = forms.FileField(label="文件")


class PublicationProofForm(forms.Form):
    address = forms.CharField(label="公开页面的网址", max_length=300, help_text="例如 /doc/编号.html")


class WordsForm(forms.Form):
    """What the public reads of a task."""

    words = _words(
        "公众可读的说明",
        3,
        required=False,
        max_length=500,
        help_text="写清这件事对群众意味着什么；这句话须已在公开的信息（如季度进展通报）中。不填则显示任务原文。",
    )
    address = forms.CharField(
        label="说明的出处", max_length=300, required=False, help_text="公开页面的网址，例如 /doc/编号.html"
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(label="退回理由", max_length=300)


class RoundsForm(forms.Form):
    """The rounds of a year."""

    plan = forms.ModelChoiceField(label="工作要点", queryset=WorkPlan.objects.none())
    kind = forms.ChoiceField(label="周期", choices=[("monthly", "每月"), ("quarterly", "每季度")])
    days = forms.IntegerField(label="期满后几天内报送", min_value=1, max_value=31, initial=DAYS_TO_ANSWER)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["plan"].queryset = _confirmed()  # type: ignore[attr-defined]


class NodeForm(forms.Form):
    """A round for a node."""

    plan = forms.ModelChoiceField(label="工作要点", queryset=WorkPlan.objects.none())
    title = forms.CharField(label="名称", max_length=120)
    opens_on = _day("开始报送")
    due_on = _day("报送期限")

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["plan"].queryset = _confirmed()  # type: ignore[attr-defined]


def _confirmed() -> Any:
    newest = (
        WorkPlan.objects.filter(state="confirmed", corrects=None)
        .order_by("-year", "-pk")
        .values("pk")[:PLANS]
    )
    return WorkPlan.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))
