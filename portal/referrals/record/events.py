"""What is kept of who read whom: that a document was opened."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind

OPENED = declare_kind(Kind("documents.opened", _l("%(actor)s opened a document of the person referred")))
