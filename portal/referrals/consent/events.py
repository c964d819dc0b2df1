"""What is kept of a candidate's own deeds: the sentences never say who it is."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.models import Referral
from portal.referrals.stages.events import MOVED


def _kind(name: str, sentence, **options) -> Kind:
    return declare_kind(Kind(f"referrals.{name}", sentence, MOVED.topics, link=MOVED.link, **options))


SAID_YES = _kind("said_yes", _l("The person referred agreed to be introduced"), hears=MOVED.hears)
SAID_NO = _kind("said_no", _l("The person referred prefers not to be introduced"), hears=MOVED.hears)
WITHDREW = _kind("withdrew", _l("The person referred withdrew their consent"), hears=MOVED.hears)
DENIED = _kind("denied", _l("The person referred says that they did not agree as it was recorded"), hears=MOVED.hears)
CONFIRMED = _kind("confirmed", _l("The person referred confirmed the agreement that was recorded"))
CORRECTED = _kind("corrected", _l("The person referred corrected their information"))
REACHED_ANEW = _kind("reached_anew", _l("%(actor)s corrected how the person referred can be reached"))
PURPOSES_CHANGED = _kind("purposes_changed", _l("The person referred changed what they agree to"))
LINK_RESENT = _kind("link_resent", _l("%(actor)s asked that a candidate’s link be sent again"))
NOT_ANSWERED = _kind("not_answered", _l("The person referred did not answer in time"), hears=MOVED.hears)
TAKEN_BACK = _kind("taken_back", _l("%(actor)s took a referral back before the introduction"), hears=MOVED.hears)


def _if_asked(entry: Entry, referral: Referral) -> Iterable[int]:
    """What time erases is told to nobody: they heard long ago how it ended."""
    return MOVED.hears(entry, referral) if entry.facts.get("why") == "asked" else ()


ERASED = _kind("erased", _l("The information about the person referred was erased"), hears=_if_asked)
