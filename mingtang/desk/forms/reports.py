"""The period and the unit of a report."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from mingtang.core.organisations.api import bodies
from mingtang.publishing.api import Period, readable_bodies


class PeriodForm(forms.Form):
    """From a day to a day; this year until today where nothing is told. A unit where one may read several."""

    start = forms.DateField(label="自", required=False, widget=forms.DateInput)
    end = forms.DateField(label="至", required=False, widget=forms.DateInput)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.readable = day, readable_bodies(user, day)
        units = bodies(day) if self.readable is None else bodies(day).filter(pk__in=self.readable)
        self._offer("unit").choices = [("", "全部"), *units.values_list("id", "short_name")]

    def _offer(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

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
        bodies_read = frozenset([unit]) if unit else self._all()
        return Period(
            told.get("start") or self.day.replace(month=1, day=1), told.get("end") or self.day, bodies_read
        )

    def _all(self) -> frozenset[int] | None:
        return None if self.readable is None else frozenset(self.readable)
