"""How the section is set up, and what a place adds to the statutory items."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from mingtang.catalogue.labels import LAYOUTS, ORGANS
from mingtang.core.organisations.api import BODY_KINDS, bodies
from mingtang.publishing import api as publishing

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LEVELS = [(code, name) for code, name in BODY_KINDS if code in ORGANS]


class LayoutForm(forms.Form):
    """版式, and the organisations that have a section by the law that authorises them."""

    layout = forms.ChoiceField(label="版式", choices=LAYOUTS, widget=forms.RadioSelect)
    further_bodies = forms.TypedMultipleChoiceField(
        label="另设专栏的组织",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="法律、法规授权的具有管理公共事务职能的组织（《条例》第五十四条）；政府、部门和镇街已有专栏，不在此列。",
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = bodies(day).exclude(kind__in=ORGANS).order_by("order", "id")
        offered = [(str(pk), name) for pk, name in others.values_list("pk", "name")]
        _offer(self, "further_bodies", offered)
        if not offered:
            del self.fields["further_bodies"]


class ItemForm(forms.Form):
    """An item that a provincial or city catalogue demands."""

    code = forms.SlugField(
        label="代码", max_length=40, help_text="小写字母、数字和连字符，如 sd-2027-1；用于网址，定后不改。"
    )
    name = forms.CharField(label="事项名称", max_length=60)
    wording = forms.CharField(label="公开内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    article = forms.CharField(label="依据文件", max_length=200, help_text="名称和文号，写到条款。")
    levels = forms.MultipleChoiceField(
        label="适用的机构类别", choices=LEVELS, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label="收入的信息种类", required=False, widget=forms.CheckboxSelectMultiple
    )
    columns = forms.TypedMultipleChoiceField(
        label="收入的栏目", coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    valid_from = forms.DateField(label="施行日期", widget=DATE)

    def __init__(self, *args: Any, site: publishing.Site, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kinds", publishing.Kind.objects.values_list("code", "name"))
        _offer(self, "columns", column_choices(site, day))


class ColumnsForm(forms.Form):
    """In which further columns the documents of an item stand."""

    columns = forms.TypedMultipleChoiceField(
        label="另外收入的栏目",
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 14}),
        help_text="按住 Ctrl 可多选；数据中已经对应的栏目不必再选。",
    )

    def __init__(self, *args: Any, site: publishing.Site, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "columns", column_choices(site, day))


class EndForm(forms.Form):
    """The last day of an item."""

    last_day = forms.DateField(label="停止日期", widget=DATE, help_text="含当日；以前的信息仍在各栏目中。")


def column_choices(site: publishing.Site, day: date) -> list[tuple[str, str]]:
    """The open columns of a site, each below the column that it belongs to."""
    rows = [c for c in publishing.columns_of_site(site) if c.closed_on is None or c.closed_on > day]
    rows.sort(key=lambda column: column.path)
    return [(str(c.pk), "　" * (c.path.count("/") - 2) + c.name) for c in rows]


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [*choices]
