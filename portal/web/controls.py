"""How the controls of forms are written: what WTForms writes, for a tenth of its cost.

WTForms formats every attribute by itself, as a template of its own, which cost more than the page around a form.
"""

from __future__ import annotations

from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import Input, TextArea
from wtforms.widgets.core import clean_key


def written(field: Field, given: dict) -> Markup | None:
    """The HTML of an input or of a text area with the attributes `given`; None for any other control."""
    widget = field.widget
    if type(widget).__call__ is TextArea.__call__:
        attributes, text = _attributes(field, given), escape(field._value())
        return Markup(f"<textarea {attributes}>\r\n{text}</textarea>")  # noqa: S704 both are escaped
    if type(widget).__call__ is Input.__call__ and getattr(field, "_datalist", None) is None:
        own = {"type": widget.input_type} | ({} if "value" in given else {"value": field._value()})
        return Markup(f"<input {_attributes(field, own | given)}>")  # noqa: S704 they are escaped
    return None


def _attributes(field: Field, given: dict) -> str:
    checks = {name: flag for name, flag in vars(field.flags).items() if name in field.widget.validation_attrs}
    said = {"id": field.id} | checks | given | {"name": field.name}
    pairs = sorted((clean_key(name) if "_" in name else name, value) for name, value in said.items())
    return " ".join(
        name if value is True else f'{name}="{_quoted(value)}"' for name, value in pairs if value is not False
    )


def _quoted(value: object) -> str:
    """Safe between quotation marks, also when it is HTML that was called safe elsewhere."""
    return str.replace(escape(value), '"', "&quot;")
