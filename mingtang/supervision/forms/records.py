"""Forms for records: made from a kind's elements, beside unit and day; for proofs, stages and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from mingtang.core.elements.api import ElementsForm, form_class
from mingtang.supervision.queries.record_kinds import Definition, ProofSort, Stage
from mingtang.supervision.queries.records import RecordFilters

Choices = Sequence[tuple[str, str]]
# What stands before the kind's own elements; no element has these codes.
UNIT, DAY = "record_unit", "record_day"


def _day(label: str, **settings: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **settings
    )


def record_form(definition: Definition, units: Choices) -> type[ElementsForm]:
    """The form of a kind: unit (where there is a choice), day, and its elements."""
    made = form_class(definition.elements)
    fields: dict[str, forms.Field] = {}
    if units:
        options = list(units) if len(units) == 1 else [("", "请选择"), *units]
        fields[UNIT] = forms.ChoiceField(label="单位", choices=options)
    fields[DAY] = _day(definition.date_name)
    order = [*fields, *(element.code for element in definition.elements)]
    return type("RecordForm", (made,), {**fields, "field_order": order})


def initial_of(held_on: date, values: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of a record: yes-or-no answers as its buttons know them."""
    told = {code: str(value) if isinstance(value, bool) else value for code, value in values.items()}
    return {DAY: held_on, **told}


class ProofForm(forms.Form):
    """A proof: which of the kind's sorts, and a file or an address."""

    sort = forms.ChoiceField(label="佐证类别")
    file = forms.FileField(label="文件", required=False)
    link = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, sorts: Sequence[ProofSort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["sort"]).choices = [
            (sort.code, f"{sort.name}（必需）" if sort.required else sort.name) for sort in sorts
        ]
        if not any("link" in sort.accepts for sort in sorts):
            del self.fields["link"]
        else:
            self.fields["link"].help_text = "已在网上公开的，填写网址即可，不必再上传文件。"


class StepForm(forms.Form):
    """The next stage of a record, or how it was followed up."""

    stage = forms.ChoiceField(label="办理阶段", required=False)
    happened_on = _day("日期")
    note = forms.CharField(label="情况", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, stages: Sequence[Stage], follow_up: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = [("", "跟踪落实")] if follow_up else []
        cast(forms.ChoiceField, self.fields["stage"]).choices = [
            *plain,
            *((stage.code, stage.name) for stage in stages),
        ]


class VoidForm(forms.Form):
    """Why a record is made void."""

    reason = forms.CharField(label="作废理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


# What lists are narrowed to by state: what counts, what does not yet, what stays visible.
LISTED_STATES = (
    ("", "有佐证和无佐证"),
    ("complete", "有佐证"),
    ("draft", "无佐证"),
    ("corrected", "已更正"),
    ("void", "已作废"),
)


class ListForm(forms.Form):
    """What a list of records is narrowed to: a year, or days in it; a unit, a state, words."""

    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False, choices=LISTED_STATES)
    q = forms.CharField(
        label="查找", required=False, max_length=60, help_text="几个词之间空格，都有的才列出。"
    )

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = [("", "全部单位"), *units]

    def filters(self, year: int, kind: str = "") -> RecordFilters:
        """What was asked for; what cannot be read does not narrow."""
        self.is_valid()
        told = self.cleaned_data
        return RecordFilters(
            first=date(year, 1, 1),
            last=date(year, 12, 31),
            kind=kind or told.get("kind", ""),
            unit=told.get("unit"),
            state=told.get("state", ""),
            words=told.get("q", ""),
        )


class AllForm(ListForm):
    """The same for records of every kind."""

    kind = forms.ChoiceField(label="台账", required=False)
    field_order = ("year", "kind", "unit", "state", "q")

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "全部台账"), *kinds]
