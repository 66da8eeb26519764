"""Forms of the gazette itself and of its issues."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from mingtang.core.organisations.api import Organisation, bodies
from mingtang.gazette.labels import FREQUENCIES, LEVELS
from mingtang.gazette.models import Gazette, Issue
from mingtang.publishing.api import Column

_WITHOUT_NUMBER = re.compile(r"[（(]\s*可无(?:文号|发文字号)\s*[)）]\s*$")


def _day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


class SectionsField(forms.CharField):
    """One section on a line; （可无文号） behind those whose texts need no document number."""

    def __init__(self) -> None:
        super().__init__(
            label="栏目设置",
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text="每行一个栏目，按刊登顺序；不要求发文字号的栏目在后面注明“（可无文号）”。",
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(row["name"] + ("" if row["numbered"] else "（可无文号）") for row in value)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [
            {"name": _WITHOUT_NUMBER.sub("", line).strip(), "numbered": not _WITHOUT_NUMBER.search(line)}
            for line in lines
        ]


class GazetteForm(forms.Form):
    """What a gazette says of itself."""

    title = forms.CharField(label="公报名称", max_length=80, help_text="如“某某市人民政府公报”。")
    editor = forms.ModelChoiceField(
        Organisation.objects.none(), label="编辑单位", help_text="由它的信息员编辑、送审公报。"
    )
    frequency = forms.ChoiceField(label="刊期", choices=FREQUENCIES)
    serial = forms.CharField(
        label="刊号或准印证号",
        max_length=80,
        required=False,
        help_text="国内统一连续出版物号（CN）、ISSN 或者准印证号。",
    )
    first_year = forms.IntegerField(label="创刊年份", min_value=1900, max_value=2200)
    first_number = forms.IntegerField(label="创刊期号", min_value=1, max_value=999, initial=1)
    first_total = forms.IntegerField(label="创刊总期号", min_value=1, max_value=99999, initial=1)
    sections = SectionsField()
    about = forms.CharField(
        label="办刊说明",
        max_length=300,
        required=False,
        help_text="印在版权页上，如免费赠阅的范围和索取方式。",
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["editor"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]


class FoundingForm(GazetteForm):
    """A new gazette: also whose it is, of which level, and in which column."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="主办机关")
    level = forms.ChoiceField(
        label="层级",
        choices=LEVELS,
        help_text="省级和设区的市级人民政府应当办，其他市、县级人民政府可以办，部门和乡镇、街道不得办。",
    )
    column = forms.ModelChoiceField(Column.objects.none(), label="公报栏目")
    field_order = ("organisation", "level", "title", "editor", "column")

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, day=day, **kwargs)
        self.fields["organisation"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]
        open_columns = Column.objects.filter(closed_on=None).order_by("path")
        self.fields["column"].queryset = open_columns  # type: ignore[attr-defined]


def initial_of(gazette: Gazette) -> dict[str, Any]:
    """What the form of a gazette shows first."""
    names = ("title", "editor", "frequency", "serial", "first_year", "first_number", "first_total")
    return {name: getattr(gazette, name) for name in (*names, "sections", "about")}


class IssueForm(forms.Form):
    """Numbers and days of an issue."""

    year = forms.IntegerField(label="年份", min_value=1900, max_value=2200)
    number = forms.IntegerField(label="期号", min_value=1, max_value=999)
    total = forms.IntegerField(label="总期号", min_value=1, max_value=99999, required=False)
    published_on = _day_field("出版日期")
    paper_on = _day_field(
        "纸质版出版日期", required=False, help_text="电子版应当与纸质版同步或者提前发布。没有纸质版的不填。"
    )


class IssueChangeForm(forms.Form):
    """What of an issue may change once it is planned."""

    total = forms.IntegerField(label="总期号", min_value=1, max_value=99999, required=False)
    published_on = _day_field("出版日期", required=False)
    paper_on = _day_field("纸质版出版日期", required=False)


def initial_of_issue(issue: Issue) -> dict[str, Any]:
    return {name: getattr(issue, name) for name in ("total", "published_on", "paper_on")}


class FileForm(forms.Form):
    """One file: a scan, or a table."""

    file = forms.FileField(label="文件")

    def __init__(self, *args: Any, label: str = "文件", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = label, hint
