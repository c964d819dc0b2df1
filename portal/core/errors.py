"""How a rule says no: raised by verbs, shown in place by `web.errors`."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_ngettext
from flask_babel.speaklater import LazyString


class Refused(Exception):
    """A rule forbids this; `reason` is a translatable sentence for the person. Answered 422."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def too_long(most: int) -> LazyString:
    """That a text has more than `most` characters."""
    return lazy_ngettext("At most %(num)s character.", "At most %(num)s characters.", most)


class Conflict(Refused):
    """Somebody else changed the thing meanwhile; `current` is its present state. Answered 409."""

    def __init__(self, reason, current=None):
        super().__init__(reason)
        self.current = current


class NotYours(Refused):
    """This is for somebody else to see or to do; answered 403, with what was typed."""


class LinkGone(Refused):
    """The link that a stranger holds is unknown, used, expired, taken back or for something else: nobody is told which.

    Each wing answers it in its own words, always the same: status 404.
    """

    def __init__(self):
        super().__init__(_("This link doesn’t work any more."))
