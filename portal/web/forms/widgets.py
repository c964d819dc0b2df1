"""How the attributes of form controls are written: what WTForms writes, for a tenth of its cost.

WTForms formats every attribute by itself, as a template of its own; a form of twenty fields spent a third of its page
on that. Its widgets look for the function in their module: ours takes its place there.
"""

from __future__ import annotations

from markupsafe import Markup, escape
from wtforms import widgets
from wtforms.widgets import core


def render_attributes(**given) -> Markup:
    """`name="value"` for each of `given`, in the order of their names; True is a bare name, False is left out."""
    said = (name if value is True else f'{name}="{_quoted(value)}"' for name, value in _named(given))
    return Markup(" ".join(said))  # noqa: S704 names are ours, values are escaped


def _named(given: dict) -> list[tuple[str, object]]:
    """`data_x` and `class_` are called `data-x` and `class`, as where attributes are arguments of Python."""
    kept = sorted((name, value) for name, value in given.items() if value is not False)
    return [(core.clean_key(name) if "_" in name else name, value) for name, value in kept]


def _quoted(value: object) -> str:
    """Safe between quotation marks, also when it is HTML that was called safe elsewhere."""
    return str.replace(escape(value), '"', "&quot;")


def take_place() -> None:
    """Let WTForms write all attributes in this way."""
    core.html_params = widgets.html_params = render_attributes
    core.Input.html_params = staticmethod(render_attributes)
