"""What other apps may use."""

from mingtang.core.elements.forms import ElementsForm, form_class
from mingtang.core.elements.parsing import Element, ElementError, missing, parse, shown

__all__ = ["Element", "ElementError", "ElementsForm", "form_class", "missing", "parse", "shown"]
