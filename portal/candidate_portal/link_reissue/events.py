"""What is kept of it, for the administrators' log alone."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind

MAILED = declare_kind(
    Kind("referrals.link_mailed", _l("%(actor)s had a candidate’s own link renewed and sent by e-mail"))
)
TOLD = declare_kind(Kind("referrals.link_told", _l("%(actor)s renewed the link of a candidate who had lost it")))
TAKEN = declare_kind(Kind("referrals.link_taken", _l("A candidate got their own link back")))
