"""Both sides say yes, no, later, or change their mind, in any order and at any time: the person is named to the office
from the moment when both have agreed until one of them takes it back, and never else, nowhere (trust.md, privacy 1).
"""

from __future__ import annotations

import html
import json
import logging
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal.activity.models import Entry
from portal.candidate_portal import details, expiry, responses
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.text_normalization import fold_text
from portal.live.models import Signal
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import links, register
from portal.referrals.duplicates import ownership_reminders, similarity
from portal.referrals.record import search_index
from portal.referrals.record.models import Referral
from portal.web.http.request_log import JsonLines
from tests import factories, people
from tests.referrals.submission.answers import typed
from tests.support import databases
from tests.support.sessions import sign_in

TOLD = {
    "name": "Zéphyrine Canarival",
    "email": "plumette@volatile.example.com",
    "phone": "418 555-0177",
    "together_where": "Perchoirville",
    "experience": "Chantorelle depuis douze ans.",
    "why": "En 2021 elle a tiré quarante dossiers du Plumavole sans en perdre un.",
    "attested_how": "Par Radiophonix",
}
TRACES = (
    *("zephyrine", "canarival", "plumette", "volatile.example", "5550177", "555-0177", "perchoirville"),
    *("chantorelle", "plumavole", "radiophonix", "murmurix", "plumitif"),
)
"""What gives the person away, folded: each is a word of what somebody typed about them."""
WORD = "Un mot pour vous."
OWN = ("rita", "rosalie", "max", "ada")
OTHERS = ("romain", "bruno")


def traces_in(text: str) -> list[str]:
    """The traces in a text, however it was escaped."""
    plain = fold_text(html.unescape(text))
    return [trace for trace in TRACES if trace in plain]


class Ear(logging.Handler):
    """Keeps every line of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Introduction(RuleBasedStateMachine):
    """One person, referred by Alice to Rita's office; the model knows only who said what."""

    apps = None

    def __init__(self) -> None:
        super().__init__()
        self.at_end, self.ear = ExitStack(), Ear()
        self.app = self.at_end.enter_context(databases.rolled_back(self.apps.on("sqlite")))
        logging.getLogger().addHandler(self.ear)
        self.at_end.callback(logging.getLogger().removeHandler, self.ear)
        self.cast = people.gather()
        self.people = {name: getattr(self.cast, name) for name in (*OWN, *OTHERS, "alice") if name != "rosalie"}
        self.people["rosalie"] = factories.a_person("Rosalie Fortin", recruiter=self.cast.quebec)
        self.clients = {name: sign_in(self.app.test_client(), person) for name, person in self.people.items()}
        self.role = factories.a_role(self.cast.rita)
        form = typed(aim="role", opportunity=str(self.role.id), office=str(self.cast.quebec.id), **TOLD)
        self.clients["alice"].post("/referrals/new", data=form)
        self.id = db.session.scalar(db.select(Referral.id))
        self.now, self.turn = utcnow(), 0
        self.yes = self.accepted = self.opened = self.ended = self.erased = False

    def teardown(self) -> None:
        try:
            for name in (*OWN, *OTHERS):
                self._check(name)
        finally:
            self.at_end.close()

    @property
    def referral(self) -> Referral:
        return db.session.get_one(Referral, self.id)

    def _deed(self, deed, *args, **more) -> bool:
        """Do what a candidate does; whether it was taken."""
        try:
            with db.session.begin_nested():
                deed(*args, now=self.now, **more)
        except Refused:
            db.session.expire_all()
            return False
        db.session.commit()
        return True

    def _say(self, said: str, who: str) -> bool:
        data = {"answer": said, "word": WORD, "version": self.referral.version, "shown": "card"}
        return self.clients[who].post(f"/referrals/{self.id}/introduction", data=data, htmx=True).status_code == 200

    def _settle(self) -> None:
        """The rule itself, as the model has it."""
        if self.yes and self.accepted and not self.ended:
            self.opened = True

    @rule()
    def candidate_says_yes(self):
        taken = self._deed(responses.give_consent, self.referral, ["this_role"], language="fr", way="letter")
        assert taken is not (self.yes or self.ended)
        self.yes = self.yes or taken
        self._settle()

    @rule()
    def candidate_says_no(self):
        if self._deed(responses.decline_referral, self.referral):
            assert not self.yes
            self.ended = True

    @rule()
    def candidate_says_later(self):
        link = links.link_of(self.id)
        assert self.app.test_client().get(f"/consent/{links.token_of(link)}").status_code in (200, 404)

    @precondition(lambda self: self.yes)
    @rule()
    def candidate_withdraws(self):
        self._deed(responses.withdraw_consent, self.referral)
        self.yes, self.opened, self.ended = False, False, True

    @rule()
    def candidate_says_that_it_is_not_so(self):
        recorded = register.find_recorded(self.referral) is not None
        assert self._deed(responses.deny_consent, self.referral) is recorded
        if recorded:
            self.yes, self.opened, self.ended = False, False, True

    @precondition(lambda self: not self.erased)
    @rule()
    def candidate_corrects(self):
        told = {part: getattr(self.referral.candidate, part) for part in details.PARTS}
        self._deed(details.correct_details, self.referral.candidate, told | {"region": "Plumitif-Nord"})

    @precondition(lambda self: self.opened or self.ended)
    @rule()
    def candidate_is_erased(self):
        self._deed(responses.request_erasure, self.referral)
        self.yes, self.opened, self.ended, self.erased = False, False, True, True

    @rule(who=st.sampled_from(["rita", "rosalie"]))
    def recruiter_accepts(self, who):
        taken = self._say("accepted", who)
        assert taken is not (self.accepted or self.ended)
        self.accepted = self.accepted or taken
        self._settle()

    @rule(who=st.sampled_from(["rita", "rosalie"]))
    def recruiter_declines(self, who):
        if self._say("declined", who):
            assert not self.opened
            self.ended = True

    @rule()
    def recruiter_asks_and_the_referrer_tells_more(self):
        if self._say("more", "rita"):
            form = typed(told="Elle a fait Murmurix.", relationship="friend", vouch="4")
            assert self.clients["alice"].post(f"/referrals/{self.id}/more", data=form).status_code == 303

    @rule()
    def recruiter_records_a_yes_by_phone(self):
        today = self.now.astimezone().date().isoformat()
        told = {"version": self.referral.version, "obtained_on": today, "channel": "phone", "how": "Oui."}
        answer = self.clients["rita"].post(f"/referrals/{self.id}/agreement", data=told, htmx=True)
        if "HX-Redirect" in answer.headers:
            self.yes = self.accepted = True
            self._settle()

    @precondition(lambda self: self.opened)
    @rule(to=st.sampled_from(["contacted", "interview", "not_selected"]))
    def recruiter_moves_on_and_names_them(self, to):
        note = {"note": "Zéphyrine a été reçue.", "private_note": "Canarival : à revoir."}
        data = {"stage": to, "version": self.referral.version, **note}
        self.clients["rita"].post(f"/referrals/{self.id}/stage", data=data, htmx=True)

    @precondition(lambda self: self.opened)
    @rule(end=st.sampled_from(["office", "call"]))
    def recruiter_keeps_it_for_the_office_and_names_them(self, end):
        self.turn += 1
        data = {"note": "Zéphyrine hésite.", "end": end, "deed_key": f"a-key-of-the-turn-{self.turn}"}
        assert self.clients["rita"].post(f"/referrals/{self.id}/notes", data=data).status_code == 303

    @rule(days=st.sampled_from([1, 4, 8, 15, 31]))
    def time_goes_by(self, days):
        self.now += timedelta(days=days)
        waited = not self.yes and not self.ended
        for chore in (
            expiry.remind_candidates,
            expiry.expire_referrals,
            expiry.erase_unanswered,
            similarity.find_likenesses,
            ownership_reminders.remind_holders,
        ):
            chore(self.now)
            db.session.commit()
        db.session.expire_all()
        self.ended = self.ended or (waited and self.now > links.link_of(self.id).expires_at)
        self.erased = self.referral.candidate.erased_at is not None
        assert not (self.erased and self.yes)

    @invariant()
    def the_rule_holds(self):
        row = self.referral
        assert (row.opened_at is not None and row.candidate.erased_at is None) is self.opened

    @invariant()
    def nobody_reads_more_than_they_may(self):
        """Rita after every deed, and somebody else in turn; everybody at the end."""
        self.turn += 1
        self._check("rita")
        self._check((*OWN[1:], *OTHERS)[self.turn % 5])

    def _check(self, name: str) -> None:
        text = self._everything(name)
        if name in OTHERS or not self.opened:
            assert not traces_in(text), name
        elif name != "ada":
            assert "Zéphyrine Canarival" in html.unescape(text), name

    @invariant()
    def no_letter_tells_more(self):
        for row in db.session.scalars(db.select(OutgoingLetter)).all():
            assert not traces_in(json.dumps(row.facts))
            mail = outbox.composer_of(row.letter)(int(row.recipient.split(":")[1]), row.facts)
            if mail is not None and not self.opened and row.recipient.startswith("user:"):
                assert row.recipient == f"user:{self.cast.alice.id}" or not traces_in(
                    mail.subject + mail.text + mail.html
                )
            if self.erased and row.recipient.startswith("candidate:"):
                assert mail is None

    @invariant()
    def no_log_no_signal_no_index_tells_more(self):
        assert not traces_in("\n".join(self.ear.lines))
        assert not traces_in(str([entry.facts for entry in db.session.scalars(db.select(Entry))]))
        assert not traces_in(str(db.session.execute(db.select(Signal.topic, Signal.audience)).all()))
        for word in ("zephyrine", "canarival", "plumette", "14185550177"):
            found = db.session.execute(search_index.select_matching(word, [self.cast.quebec.id])).scalars().all()
            assert found == ([self.id] if self.opened else []), word

    @precondition(lambda self: self.erased)
    @invariant()
    def after_an_erasure_no_row_tells_anything(self):
        for table in db.metadata.tables.values():
            for row in db.session.execute(table.select()):
                assert not traces_in(str(tuple(row))), table.name

    def _everything(self, name: str) -> str:
        """What every page, fragment, search and count of the pipeline answers to somebody, headers too."""
        board, own = "/referrals/board", f"/referrals/{self.id}"
        producer = f"/producers/{self.cast.alice.id}"
        whole = [own, board, producer, f"{board}?view=list", "/", "/notifications", "/palette?q=zephyrine"]
        whole += ["/live/since/0"]
        parts = [f"{own}?part=story", f"{own}?part=side", f"{own}/card", f"{own}/card?view=list", f"{board}/heads"]
        parts += [f"{board}/{self.referral.stage}", f"{board}/closed", f"{board}/rows", f"{board}?text=canarival"]
        client = self.clients[name]
        answers = [client.get(path) for path in whole] + [client.get(path, htmx=True) for path in parts]
        said = "".join(answer.text + str(answer.headers) for answer in answers)
        for asked in ("q=zephyrine", 'value="zephyrine"', "«\u00a0zephyrine\u00a0»", "text=canarival", "“zephyrine”"):
            said = said.replace(asked, "")
        return said


@pytest.mark.sqlite_only
def test_the_person_is_named_from_both_yeses_until_one_is_taken_back(apps, database):
    machine = type("Machine", (Introduction,), {"apps": apps})
    few = settings(max_examples=10, stateful_step_count=7, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)
