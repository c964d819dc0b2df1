"""What somebody hears who tried too often to come in."""

from __future__ import annotations

import math

from flask_babel import gettext as _

from portal.web.htmx import refused


def come_back(template: str, form, seconds: int, **context):
    """Answer 429: `form` in place, with what was typed and, at its `email`, in how many `seconds` to come back."""
    form.email.errors = [_("Too many tries. Come back in %(minutes)d min.", minutes=math.ceil(seconds / 60))]
    response = refused(template, status=429, form=form, **context)
    response.headers["Retry-After"] = str(seconds)
    return response
