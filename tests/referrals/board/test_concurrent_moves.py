"""Two people at the same moment: exactly one move wins, on both databases."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from portal.candidate_portal import responses
from portal.core.db import db, unit_of_work, utcnow
from portal.core.errors import Conflict
from portal.referrals.consent import links
from portal.referrals.introductions import verbal_consent
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages import transitions
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral
from tests.support.concurrency import at_once


@pytest.mark.parametrize("turn", range(3))
def test_of_two_moves_at_once_exactly_one_wins(committed, turn):
    cast = people.gather()
    referral = factories.a_referral(cast.alice, stage="received")
    number, before = referral.id, cast.quebec.board_version
    start, outcomes = threading.Barrier(4), []

    def try_to(stage: str) -> None:
        with committed.test_request_context():
            start.wait()
            try:
                with unit_of_work():
                    mine, rita = db.session.get(Referral, number), db.session.get(people.User, cast.rita.id)
                    transitions.move_referral(mine, stage, by=rita, now=utcnow(), version=1, note=stage)
                outcomes.append("won")
            except Conflict:
                outcomes.append("lost")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=try_to, args=(to,)) for to in ("contacted", "interview", "offer", "withdrawn")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.expire_all()
    lines = db.session.scalars(db.select(StageMove).where(StageMove.referral_id == number)).all()
    assert sorted(outcomes) == ["lost", "lost", "lost", "won"]
    assert [line.to_stage for line in lines] == [db.session.get(Referral, number).stage]
    assert db.session.get(people.Office, cast.quebec.id).board_version == before + 1


def test_second_words_and_the_candidate_at_once_block_nobody_and_erasure_has_the_last_word(committed):
    cast = people.gather()
    cast.quebec.second_confirms = True
    other, rita, day = factories.a_person("Rosalie Fortin", recruiter=cast.quebec), cast.rita, utcnow().date()
    for turn in range(4):
        person = factories.a_candidate("Zéphyrine Canari", email=f"z{turn}@exemple.example.com", phone="")
        referral, token = a_linked_referral(cast.alice, factories.a_role(rita), candidate=person)
        recorded = {"on": day, "channel": "phone", "how": "De vive voix", "version": referral.version}
        verbal_consent.record_agreement(referral, by=rita, now=utcnow(), **recorded)
        db.session.commit()
        number, version, second, manager = referral.id, referral.version, other.id, cast.max.id

        def say(word, who, number=number, version=version):
            by = db.session.get_one(people.User, who)
            word(db.session.get_one(Referral, number), by=by, now=utcnow(), version=version)

        def own(deed, token=token, **said):
            deed(links.find_link(token, now=utcnow(), to_change=True).referral, now=utcnow(), **said)

        words = [partial(say, verbal_consent.confirm_agreement, one) for one in (second, manager)]
        words.append(partial(say, verbal_consent.set_aside, second))
        words.append(partial(own, responses.give_consent, purposes=["this_role"], language="fr", way="letter"))
        *confirmed, aside, agreed, erased = at_once(committed, *words, partial(own, responses.request_erasure))
        kept = db.session.get_one(Referral, number)
        assert erased
        assert sum(confirmed) + aside <= 1, "one word of the office counts"
        assert sum(confirmed) + agreed <= 1, "whose yes it is, is said once; after one was set aside they still answer"
        assert (kept.candidate.name, kept.is_open) == ("", False)
