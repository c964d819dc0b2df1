"""Every sort of line in the history of a referral that is no change of stage, declared once.

To add one: its declaration here, the catalogue, and the verb that writes it (`StageMove.gesture` keeps the code).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from portal.web.i18n.translations import lazy_gettext as _l

ANSWER, HANDED, REPLY = "answer", "handed", "reply"

RESENT = "resent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """One sort of line. for_referrer, for_staff: its sentence in the history, with %(by)s, %(to)s (the referrer),
    %(asked)s (who has to act), %(holder)s (who handles it from then on) and %(step)s (what was planned). for_candidate:
    the same in the copy of what is held about them, without names. is_quiet: it brings the referrer no news: their own
    asking, that there is none yet, or who handles it. is_internal: for the office alone; the referrer does not even
    read that it is there, but for an interview that is planned where the stage is told. Its text is the line’s
    `private_note`.
    """

    code: str
    icon: str = "message-circle"
    for_referrer: LazyString
    for_staff: LazyString
    for_candidate: LazyString
    is_quiet: bool = False
    is_internal: bool = False


GESTURES = (
    Gesture(
        code="",
        for_referrer=_l("%(by)s wrote to you."),
        for_staff=_l("%(by)s wrote to %(to)s."),
        for_candidate=_l("The office wrote to the person who referred you."),
    ),
    Gesture(
        code="thanks",
        icon="heart",
        for_referrer=_l("%(by)s thanks you."),
        for_staff=_l("%(by)s thanked %(to)s."),
        for_candidate=_l("The office thanked the person who referred you."),
    ),
    Gesture(
        code="voice",
        icon="volume-2",
        for_referrer=_l("%(by)s left you a voice message."),
        for_staff=_l("%(by)s left %(to)s a voice message."),
        for_candidate=_l("The office left the person who referred you a voice message."),
    ),
    Gesture(
        code="call",
        icon="phone",
        for_referrer=_l("%(by)s called you."),
        for_staff=_l("%(by)s called %(to)s."),
        for_candidate=_l("The office called the person who referred you."),
    ),
    Gesture(
        code="asked",
        icon="bell",
        for_referrer=_l("You requested an update."),
        for_staff=_l("%(by)s requested an update."),
        for_candidate=_l("The person who referred you requested an update."),
        is_quiet=True,
    ),
    Gesture(
        code="holding",
        icon="hourglass",
        for_referrer=_l("No update yet. Reminder sent to: %(asked)s."),
        for_staff=_l("%(to)s was told that there is no update yet. Reminder sent to: %(asked)s."),
        for_candidate=_l("The person who referred you was told that there is no update yet."),
        is_quiet=True,
    ),
    Gesture(
        code=HANDED,
        icon="users-round",
        for_referrer=_l("Your referral is now handled by %(holder)s."),
        for_staff=_l("%(by)s handed this referral over. It is now handled by %(holder)s."),
        for_candidate=_l("Somebody else at the office now handles this referral."),
        is_quiet=True,
    ),
    Gesture(
        code=RESENT,
        icon="send",
        for_referrer=_l("%(by)s asked that the person’s link be sent again."),
        for_staff=_l("%(by)s asked that the person’s link be sent again."),
        for_candidate=_l("Somebody asked that your link be sent to you again."),
        is_quiet=True,
    ),
    Gesture(
        code="accepts",
        icon="handshake",
        for_referrer=_l("%(by)s would like to meet this person."),
        for_staff=_l("%(by)s accepted the introduction."),
        for_candidate=_l("The office accepted the introduction."),
    ),
    Gesture(
        code="question",
        for_referrer=_l("%(by)s would like to know more first."),
        for_staff=_l("%(by)s asked %(to)s for details first."),
        for_candidate=_l("The office asked the person who referred you for details."),
    ),
    Gesture(
        code=ANSWER,
        for_referrer=_l("You added details."),
        for_staff=_l("%(by)s added details."),
        for_candidate=_l("The person who referred you added details."),
        is_quiet=True,
    ),
    Gesture(
        code=REPLY,
        icon="message-circle",
        for_referrer=_l("You replied."),
        for_staff=_l("%(by)s replied."),
        for_candidate=_l("The person who referred you replied to the office."),
        is_quiet=True,
    ),
    Gesture(
        code="declines",
        icon="archive",
        for_referrer=_l("%(by)s declined the introduction."),
        for_staff=_l("%(by)s declined the introduction."),
        for_candidate=_l("The office declined the introduction."),
    ),
    Gesture(
        code="begins",
        icon="award",
        for_referrer=_l("This person begins today."),
        for_staff=_l("This person begins today."),
        for_candidate=_l("Your first day of work."),
    ),
    Gesture(
        code="reached",
        icon="pencil",
        for_referrer=_l("You corrected how this person can be reached. The link of before works no more."),
        for_staff=_l("%(by)s corrected how the person referred can be reached."),
        for_candidate=_l("The person who referred you corrected how you can be reached."),
        is_quiet=True,
    ),
    Gesture(
        code="general",
        icon="building-2",
        for_referrer=_l("The role is no longer open: your referral goes on for the office in general."),
        for_staff=_l("The role is no longer open: the referral goes on for the office in general."),
        for_candidate=_l("The role is no longer open: your referral goes on for the office in general."),
    ),
    Gesture(
        code="recorded",
        icon="pencil",
        for_referrer=_l("%(by)s recorded that this person agreed. They can say that it is not so."),
        for_staff=_l("%(by)s recorded that this person agreed. They can say that it is not so."),
        for_candidate=_l("The office recorded that you agreed. You can say that it is not so."),
    ),
    Gesture(
        code="to_confirm",
        icon="hourglass",
        for_referrer=_l("%(by)s recorded that this person agreed. A second person at the office has to confirm it."),
        for_staff=_l("%(by)s recorded that this person agreed. A second person at the office has to confirm it."),
        for_candidate=_l("The office recorded that you agreed. A second person there has to confirm it."),
    ),
    Gesture(
        code="confirmed",
        icon="pencil",
        for_referrer=_l("%(by)s confirmed the recorded consent. The person can say that it is not so."),
        for_staff=_l("%(by)s confirmed the recorded consent. The person can say that it is not so."),
        for_candidate=_l("The office confirmed the recorded consent. You can say that it is not so."),
    ),
    Gesture(
        code="set_aside",
        icon="archive",
        for_referrer=_l("%(by)s set the recorded consent aside: it does not count."),
        for_staff=_l("%(by)s set the recorded consent aside: it does not count."),
        for_candidate=_l("The office set the recorded consent aside: it does not count."),
    ),
    Gesture(
        code="office_note",
        icon="lock",
        for_referrer=_l("%(by)s wrote a note for the office."),
        for_staff=_l("%(by)s wrote a note for the office."),
        for_candidate=_l("The office noted something for itself."),
        is_quiet=True,
        is_internal=True,
    ),
    Gesture(
        code="person_call",
        icon="phone",
        for_referrer=_l("%(by)s spoke with this person."),
        for_staff=_l("%(by)s spoke with this person."),
        for_candidate=_l("The office spoke with you."),
        is_quiet=True,
        is_internal=True,
    ),
    Gesture(
        code="planned",
        icon="calendar",
        for_referrer=_l("An interview is planned."),
        for_staff=_l("%(by)s planned the next step: %(step)s."),
        for_candidate=_l("The office planned what comes next."),
        is_quiet=True,
        is_internal=True,
    ),
    Gesture(
        code="replanned",
        icon="calendar",
        for_referrer=_l("An interview is planned."),
        for_staff=_l("%(by)s changed the next step: %(step)s."),
        for_candidate=_l("The office changed what comes next."),
        is_quiet=True,
        is_internal=True,
    ),
    Gesture(
        code="step_done",
        icon="circle-check",
        for_referrer=_l("The planned step is done."),
        for_staff=_l("%(by)s marked the step as done: %(step)s."),
        for_candidate=_l("The office did what it had planned."),
        is_quiet=True,
        is_internal=True,
    ),
    Gesture(
        code="step_dropped",
        icon="x",
        for_referrer=_l("The planned step was removed."),
        for_staff=_l("%(by)s removed the step: %(step)s."),
        for_candidate=_l("The office removed what it had planned."),
        is_quiet=True,
        is_internal=True,
    ),
)
GESTURE_OF = {gesture.code: gesture for gesture in GESTURES}
INTERNAL_GESTURES = frozenset(gesture.code for gesture in GESTURES if gesture.is_internal)
QUIET_GESTURES = tuple(gesture.code for gesture in GESTURES if gesture.is_quiet)
