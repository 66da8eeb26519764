"""Django forms made from elements, and their values as plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from mingtang.core.elements.parsing import Element

FieldMaker = Callable[..., forms.Field]
YES_OR_NO = (("True", "是"), ("False", "否"))
_YES = {"True": True, "False": False}


class ElementsForm(forms.Form):
    """A form whose fields are elements. A draft may be incomplete: required elements are marked, not demanded here."""

    elements: tuple[Element, ...] = ()

    def values(self) -> dict[str, Any]:
        """What was filled in, as plain JSON values; empty elements are left out."""
        plain = {e.code: _plain(e, self.cleaned_data.get(e.code)) for e in self.elements}
        return {code: value for code, value in plain.items() if value not in (None, "", [])}


def form_class(
    elements: Iterable[Element], *, choices: Mapping[str, list[tuple[str, str]]] | None = None
) -> type[ElementsForm]:
    """A form class with one field for each element. `choices` supplies options for types such as organisation, topic."""
    elements = tuple(elements)
    fields = {e.code: _field(e, (choices or {}).get(e.type, [])) for e in elements}
    return type("ElementsFormOfKind", (ElementsForm,), {"elements": elements, **fields})


def _field(element: Element, options: list[tuple[str, str]]) -> forms.Field:
    maker = _MAKERS.get(element.type, forms.CharField)
    settings: dict[str, Any] = {"label": element.name, "help_text": element.help, "required": False}
    if element.type in {"choice", "multichoice"}:
        options = list(element.choices)
    if element.type == "longtext":
        settings["widget"] = forms.Textarea(attrs={"rows": 4})
    if element.type == "date":
        settings["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if element.type in {"choice", "organisation", "topic"} and options:
        maker = forms.ChoiceField
        settings["choices"] = [("", "请选择"), *options]
    if element.type == "multichoice":
        settings |= {"choices": options, "widget": forms.CheckboxSelectMultiple}
    if element.type == "boolean" and element.required:
        # An empty tick box cannot tell 否 from "not answered"; what must be told is asked as a question.
        maker = forms.TypedChoiceField
        settings |= {
            "choices": YES_OR_NO,
            "widget": forms.RadioSelect,
            "coerce": _YES.get,
            "empty_value": None,
        }
    field = maker(**settings)
    # Shown with the mark 必填; completeness is asked at submission, so that a half-written draft can be kept.
    field.marked_required = element.required  # type: ignore[attr-defined]
    return field


def _url(**settings: Any) -> forms.Field:
    return forms.URLField(assume_scheme="https", **settings)


_MAKERS: dict[str, FieldMaker] = {
    "date": forms.DateField,
    "number": forms.DecimalField,
    "money": forms.DecimalField,
    "url": _url,
    "boolean": forms.BooleanField,
    "multichoice": forms.MultipleChoiceField,
}


def _plain(element: Element, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bool):
        return value if element.required else value or None
    return value.strip() if isinstance(value, str) else value
