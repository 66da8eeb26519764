"""What other apps may use."""

from mingtang.core.elements.forms import ElementsForm, form_class
from mingtang.core.elements.parsing import TYPES, Element, ElementError, missing, parse, shown

__all__ = ["TYPES", "Element", "ElementError", "ElementsForm", "form_class", "missing", "parse", "shown"]
