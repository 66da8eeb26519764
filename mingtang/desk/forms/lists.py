"""WorkFilters of the work lists."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from mingtang.core.organisations.api import bodies
from mingtang.publishing.api import (
    STEP_NAMES,
    STEP_ROLES,
    WORK_LISTS,
    Column,
    EditionState,
    Kind,
    WorkFilters,
    columns_of,
    readable_bodies,
)


class FilterForm(forms.Form):
    """What a list may be narrowed to; choices are what this person can meet there. Unknown values are ignored."""

    q = forms.CharField(label="标题含", required=False, max_length=60)
    kind = forms.TypedChoiceField(label="种类", required=False, coerce=int, empty_value=None)
    column = forms.TypedChoiceField(label="栏目", required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    step = forms.ChoiceField(
        label="待办步骤",
        required=False,
        choices=[("", "不限"), *((step, STEP_NAMES[step]) for step in STEP_ROLES)],
    )
    state = forms.ChoiceField(label="状态", required=False)
    mine = forms.BooleanField(label="只看我写过的", required=False)

    def __init__(self, *args: Any, user: Any, day: date, listed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed
        readable = readable_bodies(user, day)
        states = WORK_LISTS[listed][1]
        self._offer("kind").choices = _any(Kind.objects.values_list("id", "name"))
        self._offer("column").choices = _any(_columns(user, day, everywhere=readable is None))
        self._offer("unit").choices = _any(_units(readable, day))
        self._offer("state").choices = _any((s, EditionState(s).label) for s in states)
        if len(states) == 1:
            del self.fields["state"]
        if listed not in {"open", "returned"}:
            del self.fields["step"]

    def _offer(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def filters(self) -> WorkFilters:
        """What was asked for; a value that is no choice narrows nothing."""
        self.is_valid()
        told = self.cleaned_data
        return WorkFilters(
            listed=self.listed,
            state=told.get("state", ""),
            kind=told.get("kind"),
            column=told.get("column"),
            unit=told.get("unit"),
            step=told.get("step", ""),
            mine=told.get("mine", False),
            words=" ".join(told.get("q", "").split()),
        )

    def told(self) -> list[tuple[str, str]]:
        """Name and words of every filter that is on."""
        self.is_valid()
        on = [(name, value) for name, value in self.cleaned_data.items() if value]
        return [(name, self._words(name, value)) for name, value in on]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if name == "mine":
            return str(field.label)
        labels = {str(code): label for code, label in getattr(field, "choices", ())}
        return f"{field.label}：{labels.get(str(value), value)}"


def _any(choices: Any) -> list[tuple[Any, str]]:
    return [("", "不限"), *choices]


def _columns(user: Any, day: date, *, everywhere: bool) -> list[tuple[int, str]]:
    """Columns in which one's bodies may file; all of them for those who look after all units."""
    rows = Column.objects.order_by("site", "path")
    if not everywhere:
        rows = rows.filter(pk__in=columns_of(user, day).values("column"))
    return [
        (pk, "　" * (path.count("/") - 2) + name) for pk, path, name in rows.values_list("id", "path", "name")
    ]


def _units(readable: set[int] | None, day: date) -> list[tuple[int, str]]:
    rows = bodies(day)
    if readable is not None:
        rows = rows.filter(pk__in=readable)
    return list(rows.values_list("id", "short_name"))
