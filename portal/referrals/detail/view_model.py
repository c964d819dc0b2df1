"""A referral as one person may read it: what is named, what stays hidden, and what they may do next."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from portal.accounts.models import User
from portal.core import columns
from portal.core.translated import Texts, texts_of
from portal.referrals.added_contacts import contacts
from portal.referrals.candidate_updates.letters import shorten_address
from portal.referrals.consent import confirmations, register, resending
from portal.referrals.detail import facts, timeline
from portal.referrals.detail.queries import Person, ReferralDetail
from portal.referrals.documents import documents as candidate_documents
from portal.referrals.duplicates import ownership
from portal.referrals.record import access_log, display_names, policy
from portal.referrals.record.introduction_status import IntroductionStatus, status_of
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.deadlines import Clock, find_clock
from portal.referrals.stages.definitions import ENDED_BEFORE, find_stage
from portal.referrals.stages.labels import code_for_referrer, label_for_referrer, stage_label
from portal.referrals.stages.settings import rules_version
from portal.referrals.stages.transition_table import TABLE
from portal.referrals.status_updates import requests
from portal.web.i18n.translations import gettext as _

_VOICE = attrgetter("voice")
_ELSEWHERE = ("fields", "experience", "why")
"""What the page says beside the facts: with the person, and as the first words of the story."""


class View(NamedTuple):
    """What the page shows. `named`: the candidate's identity and the free text about them may be in the HTML.

    `hidden`: why they are not: `erased`, `waiting`, `withdrawn`, `denied` or `ended`; "" where they are.
    """

    referral: ReferralDetail
    person: Person
    """The candidate as this reader may read of them."""
    heading: str
    aim: str
    stage: str
    stage_label: str
    holder: str
    ask: requests.Ask | None
    clock: Clock | None
    lines: tuple[timeline.Line, ...]
    own: bool
    named: bool
    hidden: str
    may_move: bool
    may_record_agreement: bool
    to_confirm: confirmations.Waiting | None
    """A recorded yes that waits for a second person, for the office."""
    may_confirm: bool
    may_answer: bool
    may_hand_over: bool
    may_tell_more: bool
    may_resend: bool
    """Whether the reader may have the candidate’s link sent again."""
    halves: IntroductionStatus | None
    documents: tuple[candidate_documents.Listed, ...]
    added: tuple[contacts.Listed, ...] | None
    """Ways to reach the person that the office was given; None for who may neither see nor add any."""
    beside: ownership.OtherReferrals

    @property
    def undelivered(self) -> bool:
        """Whether our last letter did not arrive and nobody heard from the candidate since.

        That is for the office, and for the referrer as long as they alone can reach them.
        """
        row, heard = self.referral, self.referral.candidate.last_contact_at
        if row.refused_at is None or row.closed_at is not None or (heard and heard > row.refused_at):
            return False
        return not self.own or row.agreed_at is None

    @property
    def sent_to(self) -> str:
        """To which address, shortened, the last letter left, for the office that knows whom it is about."""
        row = self.referral
        return "" if self.own or not self.named or row.sent_at is None else shorten_address(row.candidate.email)

    @property
    def why_ended(self) -> str:
        """Why nobody was told who it is, of a referral that ended before the introduction."""
        hidden = find_stage(self.referral.stage).hidden
        return str(ENDED_BEFORE if hidden is None else hidden)

    @property
    def may_change_stage(self) -> bool:
        """Whether this reader may move it and there is somewhere to go: not from an outcome that is final."""
        return self.may_move and bool(TABLE[self.referral.stage])

    @property
    def told(self) -> facts.Told:
        """What the referrer told, for the list of facts."""
        return facts.told_of(self.referral, named=self.named, besides=_ELSEWHERE)

    @property
    def reach(self) -> tuple[str, str]:
        """E-mail address and phone number of who holds it, for its referrer; empty where nobody in use does."""
        holder = self.referral.recruiter
        return (holder.email, holder.phone) if self.own and holder and holder.disabled_at is None else ("", "")

    @property
    def step(self) -> timeline.Planned | None:
        """What is still to come; for the referrer only that an interview is planned, where the stage is told."""
        return next((line.step for line in reversed(self.lines) if line.step), None)

    @property
    def recorded(self) -> bool:
        """Whether a recruiter has recorded the candidate's yes."""
        return any(line.gesture in ("recorded", "confirmed") for line in self.lines)

    @property
    def spoken(self) -> bool:
        """Whether a line has a voice message, whose HTML is for its author and for nobody else."""
        return any(map(_VOICE, self.lines))

    @property
    def tag(self) -> tuple:
        """What the page depends on besides the person and the language."""
        row = self.referral
        people = (row.referrer.version, row.recruiter.version if row.recruiter else 0, row.office.version)
        rights = (
            self.own,
            self.named,
            self.hidden,
            self.may_move,
            self.may_record_agreement,
            self.may_answer,
            self.may_resend,
        )
        rights += (self.to_confirm, self.may_confirm, self.may_hand_over)
        time = () if self.ask is None else (self.ask.again_at,)
        time += (self.clock.state, self.clock.share, row.news_due_at) if self.clock else ()
        last = self.lines[-1].id if self.lines else 0
        given = tuple(one.id for one in (*self.documents, *(self.added or ())))
        given += (self.beside.mentions, self.beside.likeness, self.undelivered, self.sent_to and self.referral.sent_at)
        given += tuple(other.referral_id for other in self.beside.others)
        given += tuple(line.candidate_told for line in self.lines if line.candidate_told)
        unsaid = tuple(line.id for line in self.lines if line.voice and line.voice.deleted_at)
        aim = (self.aim, row.opportunity and row.opportunity.state)
        return (row.id, row.version, last, rules_version(), *aim, given, unsaid, *people, *rights, *time)


def for_reader(referral: Referral | ReferralDetail, user: User, now: datetime, language: str) -> View:
    """The referral as `user` may read it, in `language`; who did not write whom it is about is kept as having seen it.

    A statement for the story, one for documents, and for the office one about who may be the same.
    """
    if isinstance(referral, Referral):
        referral = ReferralDetail.from_referral(referral)
    reader = reader_of(referral, user)
    own, named, holder = reader.own, reader.named, holder_of(referral)
    lines = timeline.read_timeline(referral, reader)
    to_confirm = _to_confirm(referral, reader, lines)
    beside = ownership.find_others(referral, user) if reader.private else ownership.OtherReferrals()
    _note_sighting(referral, beside, reader, user)
    return View(
        referral=referral,
        person=(person := _as_typed(referral) if own else referral.candidate),
        heading=person.name if named else _heading(referral),
        aim=display_names.aim_of(_titles(referral), referral.office.name, language),
        stage=code_for_referrer(referral.stage) if own else referral.stage,
        stage_label=label_for_referrer(referral.stage) if own else stage_label(referral.stage),
        holder=holder,
        ask=requests.ask_of(referral, holder, now) if own else None,
        clock=find_clock(referral, now),
        lines=lines,
        own=own,
        named=named,
        hidden="" if named else _why_hidden(referral),
        may_move=policy.may_move(user, referral),
        may_record_agreement=policy.may_record_agreement(user, referral) and to_confirm is None,
        to_confirm=to_confirm,
        may_confirm=to_confirm is not None and policy.may_confirm_agreement(user, referral),
        may_answer=policy.may_answer(user, referral),
        may_hand_over=referral.closed_at is None and policy.may_hand_over(user, referral),
        may_tell_more=policy.may_tell_more(user, referral),
        may_resend=resending.may_resend(user, referral),
        halves=status_of(referral, referral.recruiter.name if referral.recruiter else None),
        added=_added(referral, user),
        documents=_documents(referral, beside) if candidate_documents.may_read(user, referral) else (),
        beside=beside,
    )


def _to_confirm(
    referral: ReferralDetail, reader: timeline.Reader, lines: tuple[timeline.Line, ...]
) -> confirmations.Waiting | None:
    """Asked for only where the story says that something had to be confirmed."""
    asked = reader.private and any(line.gesture == "to_confirm" for line in lines)
    return confirmations.find_waiting(referral) if asked else None


def reader_of(referral: Referral | ReferralDetail, user: User) -> timeline.Reader:
    """What `user` may read in the story of the referral."""
    return timeline.Reader(
        own=referral.referrer_id == user.id,
        named=policy.may_see_identity(user, referral),
        private=policy.may_see_private_notes(user, referral),
    )


def holder_of(referral: Referral | ReferralDetail) -> str:
    """Who holds it; the recruiters of the office as long as nobody does."""
    return display_names.holder_of(referral.recruiter and referral.recruiter.name, referral.office.name)


def _titles(referral: ReferralDetail) -> Texts | None:
    return texts_of(referral.opportunity, "title") if referral.opportunity else None


def _why_hidden(referral: ReferralDetail) -> str:
    """Why this reader may not know whom the referral is about; one statement where it has ended some other way."""
    if referral.candidate.erased_at is not None:
        return "erased"
    if referral.closed_at is None:
        return "waiting"
    if find_stage(referral.stage).hidden is not None:
        return "ended"
    return register.how_taken_back(referral.id) or "ended"


def _added(referral: ReferralDetail, user: User) -> tuple[contacts.Listed, ...] | None:
    if not contacts.may_add(user, referral):
        return None
    return contacts.list_contacts(referral.candidate_id) if referral.added else ()


def _documents(referral: ReferralDetail, beside: ownership.OtherReferrals) -> tuple[candidate_documents.Listed, ...]:
    return candidate_documents.list_documents(referral.candidate_id, *(other.person.id for other in beside.others))


def _note_sighting(
    referral: ReferralDetail, beside: ownership.OtherReferrals, reader: timeline.Reader, user: User
) -> None:
    if reader.named and not reader.own:
        access_log.record_sightings("referral", [referral.id, *(other.referral_id for other in beside.others)], by=user)


def _as_typed(referral: ReferralDetail) -> Person:
    """What the referrer typed, and nothing that the candidate says."""
    typed = {part: getattr(referral, f"typed_{part}") for part in columns.told_by(Candidate, columns.REFERRER)}
    return Person(**dict.fromkeys(Person._fields, "") | typed)


def _heading(referral: ReferralDetail) -> str:
    if referral.candidate.erased_at is not None:
        return _("Someone whose information was erased")
    if referral.closed_at is not None:
        return _("A referral by %(name)s", name=referral.referrer.name)
    return _("%(name)s wants to refer someone", name=referral.referrer.name)
