"""How a Django form field is shown: which component, which attributes, and where its error leads."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, Field, widgets
from django.template import Library
from django.utils.safestring import SafeString

register = Library()  # Django expects one in every module here; this module has no tags of its own.

CHOICES = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)
CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "textarea"),
    (widgets.SelectMultiple, "select select-multiple"),
    (widgets.Select, "select"),
    (widgets.FileInput, "file"),
    (widgets.CheckboxInput, "tick"),
    (widgets.Input, "input"),
)


def field_context(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """What the field component needs to know of a bound field."""
    template = _template(bound.field.widget)
    hint = hint or str(bound.help_text)
    return {
        "template": template,
        "bound": bound,
        "hint": hint,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "errors": error_words(bound),
        "described_by": _described_by(bound, hint),
        # A draft may leave it open; it is demanded later, and says so (core.elements).
        "optional": not (bound.field.required or getattr(bound.field, "marked_required", False)),
        "target": f"{bound.auto_id}_0" if template == "choices" else bound.id_for_label,
        "control": "" if template == "choices" else _control(bound, hint),
    }


def error_words(bound: BoundField) -> list[str]:
    """The errors of a field as sentences that say what to do; an author's own words stand as they are."""
    return [
        _what_is_missing(bound) if error.code == "required" and _is_plain(bound, text) else text
        for error in bound.errors.as_data()
        for text in map(str, error.messages)
    ]


def _is_plain(bound: BoundField, text: str) -> bool:
    return text == str(Field.default_error_messages["required"])


def _what_is_missing(bound: BoundField) -> str:
    widget, label = bound.field.widget, bound.label
    if isinstance(widget, widgets.FileInput):
        return f"请选择要上传的文件：{label}。"
    if isinstance(widget, widgets.CheckboxInput):
        return f"请勾选“{label}”。"
    return f"请选择{label}。" if isinstance(widget, widgets.ChoiceWidget) else f"请填写{label}。"


def _template(widget: widgets.Widget) -> str:
    if isinstance(widget, CHOICES):
        return "choices"
    return "checkbox" if isinstance(widget, widgets.CheckboxInput) else "field"


def _described_by(bound: BoundField, hint: str) -> str:
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _control(bound: BoundField, hint: str) -> SafeString:
    """The input itself, in our style. Attributes that a form's author set win."""
    widget = bound.field.widget
    own = widget.attrs
    attrs: dict[str, Any] = {"class": " ".join(filter(None, (_class(widget), own.get("class"))))}
    if (described := _described_by(bound, hint)) and "aria-describedby" not in own:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, widgets.DateInput):
        return _date_control(bound, attrs)
    return bound.as_widget(attrs=attrs)


def _date_control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    # A browser's date input understands only ISO dates, whatever the locale says.
    widget = type(bound.field.widget)(attrs=bound.field.widget.attrs, format="%Y-%m-%d")
    widget.input_type = "date"
    return bound.as_widget(widget, attrs=attrs)


def _class(widget: widgets.Widget) -> str:
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
