"""A screening for aggregation risk: which public items were looked at together, what was asked and decided."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.timezone import localdate

from mingtang.desk.forms.choices import Choices
from mingtang.publishing.api import LiveEdition

OFFERED = 30
RISK = (("no", "没有发现汇聚风险"), ("yes", "有汇聚风险"))


class ScreeningForm(forms.Form):
    """The newest public items of one body are offered, or those whose title holds the words; ticked ones stay."""

    unit = forms.TypedChoiceField(label="责任单位", coerce=int)
    words = forms.CharField(label="标题含有", required=False, max_length=100)
    items = forms.TypedMultipleChoiceField(
        label="放在一起看的信息",
        coerce=int,
        error_messages={"required": "请勾选放在一起看的信息，至少两条。"},
        help_text="至少勾选两条；勾选过的，换一个词查找也会留着",
        widget=forms.CheckboxSelectMultiple,
    )
    question = forms.CharField(
        label="排查的问题",
        max_length=300,
        help_text="这些信息放在一起，会不会推断出哪一条都没有说的内容",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    has_risk = forms.ChoiceField(label="结果", choices=RISK, widget=forms.RadioSelect)
    conclusion = forms.CharField(label="结论和措施", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = units[0][0] if len(units) == 1 else ""
        self._offer("unit", units if first else [("", "请选择"), *units])
        self.initial.setdefault("unit", first)
        told = self.data if self.is_bound else self.initial
        unit = str(told.get("unit") or "")
        ticked = told.getlist("items") if hasattr(told, "getlist") else told.get("items", [])
        known = unit if any(unit == code for code, _ in units) else ""
        self._offer("items", item_choices(known, str(told.get("words") or "").strip(), ticked))

    def _offer(self, name: str, choices: Choices) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def screening(self) -> dict[str, Any]:
        """The keywords of `publishing.screen`, but for the items."""
        told = self.cleaned_data
        return {
            "organisation_id": told["unit"],
            "question": told["question"],
            "has_risk": told["has_risk"] == "yes",
            "conclusion": told["conclusion"],
        }


def item_choices(unit: str, words: str, ticked: list[str]) -> Choices:
    """Ticked public items of a body first, then its newest, narrowed by words of the title."""
    if not unit:
        return []
    rows = LiveEdition.objects.filter(organisation=int(unit)).order_by("-published_at", "-edition")
    held = list(rows.filter(publication__in=[int(pk) for pk in ticked if pk.isdecimal()]))
    found = rows.filter(title__icontains=words) if words else rows
    newest = [row for row in found[:OFFERED] if row not in held]
    return [(str(row.publication_id), _words(row)) for row in (*held, *newest)]


def _words(row: LiveEdition) -> str:
    when = f"{localdate(row.published_at):%Y-%m-%d}" if row.is_dated else "日期不详"
    return f"{row.title}（{when}）"
