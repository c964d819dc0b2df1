"""The form by which a recruiter says that two people are one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.web.forms.fields import Form, ShortText, input_needed


class MergeForm(Form):
    """Why they are one person: kept beside the merging, for the office alone."""

    reason = ShortText(
        _l("How do you know that they are one person?"), most=300, validators=[input_needed(_l("Say how you know it."))]
    )
