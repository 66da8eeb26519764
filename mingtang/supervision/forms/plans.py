"""Forms of plans and of what was read out of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from mingtang.core.organisations.api import Group, Organisation, bodies
from mingtang.supervision.labels import PLAN_SORTS, UNIT_ROLES
from mingtang.supervision.models import ProposedTask, WorkPlan
from mingtang.supervision.services.plans import Head
from mingtang.supervision.services.proposals import Wording
from mingtang.supervision.services.resolving import Candidate

_GIVEN = "文件里写明的可以不填。"


def _day(label: str, *, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


class HeadForm(forms.Form):
    """What the head of a plan says."""

    title = forms.CharField(label="标题", max_length=300)
    year = forms.IntegerField(label="年度", min_value=1990, max_value=2200)
    issuer = forms.CharField(label="制发机关", max_length=120, required=False)
    document_number = forms.CharField(label="发文字号", max_length=60, required=False)
    issued_on = _day("印发日期", help_text="各单位分解任务的期限（30日）从印发之日起算。")

    def head(self) -> Head:
        told = self.cleaned_data
        names = ("title", "year", "issuer", "document_number", "issued_on")
        return Head(**{name: told[name] for name in names}, sort=told.get("sort", ""))


class ProgressForm(forms.Form):
    """The public text beside which the progress of a plan is shown."""

    address = forms.CharField(
        label="要点文件公开页面的网址",
        max_length=300,
        required=False,
        help_text="例如 /doc/编号.html。要点文件公开以后，进展才在“重点任务进展”公布；清空则不再公布。",
    )


class ImportForm(HeadForm):
    """A file, whose plan it is, which plan it corrects, and what the file leaves out."""

    file = forms.FileField(label="工作要点或任务分解表", help_text="docx、xlsx、pdf、html 或者纯文本。")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="督办单位", empty_label=None)
    corrects = forms.ModelChoiceField(
        WorkPlan.objects.none(),
        label="更正哪一份",
        required=False,
        empty_label="不是更正，是新的工作要点",
        help_text="文件是更正稿的，选择它更正的工作要点：先对照变化，再确认，不会重复生成任务。",
    )
    sort = forms.ChoiceField(
        label="计划类别",
        choices=(("", "按标题判断"), *PLAN_SORTS),
        required=False,
        help_text="民生实事、重大项目、公开承诺事项逐项公布进展，其他计划汇总公布；导入后可以在“公布方式”中调整。",
    )
    field_order = ("file", "organisation", "corrects", "sort")

    def __init__(
        self, *args: Any, offices: QuerySet[Organisation], plans: QuerySet[WorkPlan], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices  # type: ignore[attr-defined]
        self.fields["corrects"].queryset = plans  # type: ignore[attr-defined]
        for name in ("title", "year"):
            self.fields[name].required = False
        for name in ("title", "year", "issuer", "document_number", "issued_on"):
            own = str(self.fields[name].help_text)
            self.fields[name].help_text = _GIVEN + own


class WordingForm(forms.Form):
    """What a proposal says."""

    seq = forms.CharField(label="序号", max_length=40, required=False)
    level1 = forms.CharField(label="一级标题", max_length=300, required=False)
    level2 = forms.CharField(label="二级标题", max_length=300, required=False)
    text = forms.CharField(label="任务内容", widget=forms.Textarea(attrs={"rows": 6}))
    deadline_text = forms.CharField(label="时限原文", max_length=200, required=False)
    due_on = _day("完成时限")
    is_standing = forms.BooleanField(label="长期坚持，没有完成时限", required=False)

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)

    def clean_text(self) -> str:
        return one_kind_of_break(self.cleaned_data["text"])


def wording_of(row: ProposedTask) -> dict[str, Any]:
    names = ("seq", "level1", "level2", "text", "deadline_text", "due_on", "is_standing")
    return {name: getattr(row, name) for name in names}


def one_kind_of_break(text: str) -> str:
    """Browsers send two signs for the end of a line; the text that was read has one."""
    return text.replace("\r\n", "\n")


class SplitForm(forms.Form):
    """Where one item becomes two: at some words, or with two texts of one's own."""

    begins = forms.CharField(
        label="第二项从哪几个字开始",
        max_length=200,
        required=False,
        help_text="照抄任务内容中第二项开头的几个字。",
    )
    first = forms.CharField(
        label="或者：第一项的内容", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    second = forms.CharField(label="第二项的内容", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_first(self) -> str:
        return one_kind_of_break(self.cleaned_data["first"])

    def clean_second(self) -> str:
        return one_kind_of_break(self.cleaned_data["second"])


class ReasonForm(forms.Form):
    """A reason, in words."""

    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, label: str = "理由", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


Choices = list[tuple[str, Any]]


def unit_choices(day: date) -> Choices:
    """All that a name can mean: groups and bodies, in two queries."""
    groups = [(f"g:{pk}", name) for pk, name in Group.objects.order_by("pk").values_list("pk", "name")]
    rows = bodies(day).order_by("order", "id").values_list("pk", "name")
    return [("", "请选择"), ("机构组", groups), ("单位", [(f"o:{pk}", name) for pk, name in rows])]


def with_candidates(choices: Choices, candidates: Sequence[Candidate]) -> Choices:
    """The choices with those on top that a name is likely to mean."""
    likely = [(one.value, one.name) for one in candidates]
    return [choices[0], ("可能是", likely), *choices[1:]] if likely else choices


class UnitForm(forms.Form):
    """A body or a group, and its role."""

    unit = forms.ChoiceField(label="单位")
    role = forms.ChoiceField(label="角色", choices=UNIT_ROLES, initial="co")

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    """What a name means, here or wherever the plan uses it."""

    unit = forms.ChoiceField(label="对应单位")
    everywhere = forms.BooleanField(label="这份文件里同名的都这样对应", required=False, initial=True)
    remember = forms.BooleanField(label="记住这个叫法，以后导入时自动对应", required=False)

    def __init__(
        self, *args: Any, choices: Choices, name: str, is_known: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["remember"]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        self.fields["unit"].label = f"“{name}”对应的单位"


class GroupForm(forms.Form):
    """A group: its name, the other names by which documents call it, and its members."""

    name = forms.CharField(label="名称", max_length=80, help_text="例如：各镇街、区直各部门。")
    aliases = forms.CharField(
        label="其他叫法",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="文件里还这样写的，每行一个，例如：各镇（街道）。",
    )
    members = forms.ModelMultipleChoiceField(
        label="成员单位", queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class NameForm(forms.Form):
    """Another name of a body or of a group."""

    name = forms.CharField(label="文件里的叫法", max_length=80)
    unit = forms.ChoiceField(label="指的是")

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
