"""What is kept of an acknowledgement: the referrer hears of it at once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.referrals.stages.events import NOTED


def _gesture(name: str, sentence, notice) -> Kind:
    return declare_kind(Kind(f"thanks.{name}", sentence, NOTED.topics, NOTED.hears, notice, NOTED.link))


THANKED = _gesture("thanked", _l("%(actor)s thanked a referrer"), _l("%(actor)s thanks you for a referral"))
CALLED = _gesture("called", _l("%(actor)s called a referrer"), _l("%(actor)s logged your call about a referral"))
SPOKE = _gesture(
    "spoke",
    _l("%(actor)s left a referrer a voice message"),
    _l("%(actor)s left you a voice message about a referral"),
)
VOICE_DELETED = declare_kind(
    Kind("thanks.voice_deleted", _l("%(actor)s deleted their voice message"), NOTED.topics, link=NOTED.link)
)
VOICE_WRITTEN = declare_kind(
    Kind("thanks.voice_written", _l("%(actor)s put their voice message in writing"), NOTED.topics, link=NOTED.link)
)
KINDS = {"thanks": THANKED, "call": CALLED, "voice": SPOKE}
