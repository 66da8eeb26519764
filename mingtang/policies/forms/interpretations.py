"""Forms of 政策解读: beginning one, the plan, letting a document out alone, giving the task away, series, fields, periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from mingtang.core.organisations.api import bodies
from mingtang.policies.labels import FIELD_USES, FORMS, INTERPRETERS, STAGES, TEXT_FORM
from mingtang.policies.services.interpreting import Outline
from mingtang.policies.services.planning import Plan
from mingtang.publishing.api import CARRIERS, Period, readable_bodies

Choices = Sequence[tuple[str, str]]
FORM_CHOICES = [(name, name) for _, name in FORMS]
STAGE_CHOICES = [(name, name) for _, name in STAGES]
INTERPRETER_CHOICES = [(name, name) for _, name in INTERPRETERS]
CARRIER_BY_WORD = {name[:1]: code for code, name in CARRIERS}
PLATFORM_HELP = "每行一个，先写报、网、端、微、屏中的一个字，再写名称，如“微 云棠发布”。门户网站不用写。"


def day(label: str, **settings: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **settings
    )


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


class StartForm(forms.Form):
    """What is asked before the template opens; what the document tells is filled in."""

    place = forms.ChoiceField(label="栏目")
    title = forms.CharField(label="标题", max_length=300)
    chosen_forms = forms.MultipleChoiceField(
        label="解读形式",
        choices=FORM_CHOICES,
        initial=[TEXT_FORM],
        widget=forms.CheckboxSelectMultiple,
        help_text="先做好文字解读，其他形式在文字解读的基础上另配。",
    )
    stage = forms.ChoiceField(label="解读阶段", choices=STAGE_CHOICES, initial=STAGES[1][1])
    interpreter_kind = forms.ChoiceField(
        label="解读主体", choices=INTERPRETER_CHOICES, help_text="部门主要负责人是第一解读人。"
    )
    interpreter = forms.CharField(label="解读人", max_length=120, help_text="写单位和职务。")
    contact = forms.CharField(
        label="咨询方式", max_length=120, help_text="咨询单位和办公电话，不留个人手机。"
    )
    fields_told = forms.MultipleChoiceField(
        label="解读分类", required=False, widget=forms.CheckboxSelectMultiple
    )
    compare_with = forms.ChoiceField(
        label="新旧对照", required=False, help_text="选定旧文件，条款对照表放进“新旧政策差异”部分。"
    )

    def __init__(
        self, *args: Any, places: Choices, fields: Choices, predecessors: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "place", places if len(places) == 1 else [("", "请选择"), *places])
        _offer(self, "fields_told", fields)
        _offer(self, "compare_with", [("", "不放对照表"), *predecessors])
        if not fields:
            del self.fields["fields_told"]
        if not predecessors:
            del self.fields["compare_with"]

    @property
    def filed(self) -> tuple[int, int]:
        """Ids of the unit and of the column."""
        unit, _, column = str(self.cleaned_data["place"]).partition("-")
        return int(unit), int(column)

    def outline(self, comparison: str) -> Outline:
        told = self.cleaned_data
        return Outline(
            forms=told["chosen_forms"],
            stage=told["stage"],
            interpreter_kind=told["interpreter_kind"],
            interpreter=told["interpreter"],
            contact=told["contact"],
            fields=told.get("fields_told", ()),
            title=told["title"],
            comparison=comparison,
        )


class PlanForm(forms.Form):
    """解读方案."""

    interpreter = forms.CharField(
        label="解读人", max_length=120, help_text="写单位和职务，如“区民政局局长”。"
    )
    chosen_forms = forms.MultipleChoiceField(
        label="解读形式", choices=FORM_CHOICES, initial=[TEXT_FORM], widget=forms.CheckboxSelectMultiple
    )
    platforms = forms.CharField(
        label="发布平台", required=False, help_text=PLATFORM_HELP, widget=forms.Textarea(attrs={"rows": 3})
    )
    reviewers = forms.CharField(
        label="审核人", max_length=120, help_text="初审、复审、终审和保密审查由谁负责。"
    )
    draft_due = day("完成起草")
    release_due = day("计划发布")
    note = forms.CharField(
        label="其他安排", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_platforms(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in str(self.cleaned_data["platforms"]).splitlines() if line.strip()]
        pairs = [(CARRIER_BY_WORD.get(line[0], ""), line[1:].strip(" 　:：")) for line in lines]
        if wrong := [line for line, (code, name) in zip(lines, pairs, strict=True) if not code or not name]:
            raise forms.ValidationError(f"“{wrong[0]}”看不出是哪种平台。{PLATFORM_HELP}")
        return pairs

    def plan(self) -> Plan:
        told = dict(self.cleaned_data)
        return Plan(forms=told.pop("chosen_forms"), **told)


def platform_lines(platforms: Sequence[dict[str, str]]) -> str:
    """The platforms of a plan as they are typed."""
    words = {code: word for word, code in CARRIER_BY_WORD.items()}
    return "\n".join(f"{words.get(row['carrier'], '网')} {row['name']}" for row in platforms)


class AloneForm(forms.Form):
    """The leader's reason."""

    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么等不到解读：哪一个法定期限、解读进展到哪一步。",
    )


class AssignForm(forms.Form):
    """Another unit interprets."""

    unit = forms.TypedChoiceField(label="解读单位", coerce=int)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = bodies(on).order_by("order", "id").values_list("pk", "name")
        _offer(self, "unit", [("", "请选择"), *((str(pk), name) for pk, name in units)])


class SeriesForm(forms.Form):
    """A series: its name, and the interpretations in their order."""

    title = forms.CharField(label="系列名称", max_length=120, help_text="如“养老服务政策系列解读”。")

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, name in items:
            self.fields[f"place-{pk}"] = forms.IntegerField(
                label=name, required=False, min_value=1, max_value=99, help_text="第几篇；不填的不列入。"
            )

    def chosen(self) -> list[int]:
        """Ids in the order of their places."""
        told = [
            (place, int(name.removeprefix("place-")))
            for name, place in self.cleaned_data.items()
            if name.startswith("place-") and place
        ]
        return [pk for _, pk in sorted(told)]


class FieldsForm(forms.Form):
    """A year's list of fields."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    use = forms.ChoiceField(label="用途", choices=FIELD_USES)
    lines = forms.CharField(
        label="领域",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一个。用于“公开与解读并行”的，可以在冒号后写识别词，如“就业：就业、创业、公益性岗位”。",
    )
    source = forms.CharField(label="依据文件", max_length=200, help_text="名称和文号。")

    def entries(self) -> list[tuple[str, list[str]]]:
        """Name and words of each line."""
        lines = [
            line.replace("：", ":") for line in str(self.cleaned_data["lines"]).splitlines() if line.strip()
        ]
        parts = [line.partition(":") for line in lines]
        return [(name.strip(), [w for w in words.replace("，", "、").split("、") if w.strip()])
                for name, _, words in parts]  # fmt: skip


class PeriodForm(forms.Form):
    """From a day to a day and a unit; this year and all that one may read where nothing is told."""

    start = forms.DateField(label="自", required=False)
    end = forms.DateField(label="至", required=False)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, user: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.readable = on, readable_bodies(user, on)
        units = bodies(on) if self.readable is None else bodies(on).filter(pk__in=self.readable)
        _offer(
            self,
            "unit",
            [("", "全部"), *((str(pk), name) for pk, name in units.values_list("id", "short_name"))],
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("start") and told.get("end") and told["end"] < told["start"]:
            self.add_error("end", "止日早于起日，请改正日期。")
        return told

    def period(self) -> Period:
        """What was asked for; what cannot be read is left at its default."""
        self.is_valid()
        told = self.cleaned_data
        unit = told.get("unit")
        readable = None if self.readable is None else frozenset(self.readable)
        return Period(
            told.get("start") or self.on.replace(month=1, day=1),
            told.get("end") or self.on,
            frozenset([unit]) if unit else readable,
        )
