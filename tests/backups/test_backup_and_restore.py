"""A backup comes back whole on an empty machine; the erased stay erased, old news stays untold."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.auth import passwords
from portal.accounts.models import OneTimeLink, SignIn, User
from portal.app import create_app
from portal.backups import Unusable, backup, erasure_ledger
from portal.backups.__main__ import main
from portal.config import Settings
from portal.core.db import db, unit_of_work, utcnow
from portal.mail.delivery import is_unsettled
from portal.mail.outbox import OutgoingLetter
from portal.privacy import erasure
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Candidate, Referral
from tests import factories, people
from tests.backups.conftest import backup_in
from tests.people import PASSWORD
from tests.privacy.test_erasure import BYTES, MORE, live_a_life, rows_that_tell
from tests.support.sessions import sign_in

FORGOTTEN = "jamais@plus.example.com"


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """The portal as it stands there."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def test_what_was_saved_comes_back_without_those_who_were_erased_since(committed, empty_machine, tmp_path):
    cast, now = people.gather(), utcnow()
    alice = cast.alice.id
    client = committed.test_client()
    _referral, token, _other = live_a_life(cast, client, lambda who: sign_in(committed.test_client(), who), now)
    with unit_of_work():
        db.session.add(OneTimeLink(user_id=cast.max.id, purpose="reset", token_digest="d", made_at=now, expires_at=now))
    assert db.session.scalar(select(func.count()).where(is_unsettled())) > 0
    settings, folder = committed.config["SETTINGS"], tmp_path / "kept"
    backup.back_up(settings, folder, now)
    referrals = db.session.scalar(select(func.count(Referral.id)))
    client.post(f"/consent/{token}/erasure")
    with unit_of_work():
        contact_hashes.suppress_hashes(contact_hashes.hash_addresses(FORGOTTEN), how="page", now=now)
    backup.back_up(settings, folder, now, ledger_only=True)

    said = backup.restore_backup(empty_machine, backup_in(folder), None, now)

    assert "1 people" in said
    with opened(empty_machine):
        assert rows_that_tell() == []
        assert contact_hashes.is_suppressed(FORGOTTEN)
        assert db.session.scalar(select(func.count(Referral.id))) == referrals
        assert set(db.session.scalars(select(OutgoingLetter.error))) == {backup.PARKED}
        assert db.session.scalar(select(func.count()).where(is_unsettled())) == 0
        assert db.session.scalar(select(func.count(SignIn.id)).where(SignIn.ended_at.is_(None))) == 0
        assert db.session.scalar(select(func.count(OneTimeLink.id)).where(OneTimeLink.used_at.is_(None))) == 0
        assert passwords.matches_password(db.session.get(User, alice), PASSWORD)
    if not empty_machine.database_url:
        left = empty_machine.database_file.read_bytes()
        assert [text for text in BYTES + MORE if text in left] == []


def test_whoever_has_an_id_that_was_erased_before_they_came_stays(committed):
    people.gather()
    now = utcnow()
    with unit_of_work():
        person = factories.a_candidate("Nouvelle Personne")
        person.created_at = now
        db.session.flush()
        told = {"shut": {}, "erased": {f"candidate:{person.id}": ["asked", (now - timedelta(days=1)).isoformat()]}}
        assert erasure_ledger.replay_ledger(told, now) == 0
        told["erased"][f"candidate:{person.id}"][1] = (now + timedelta(days=1)).isoformat()
        assert erasure_ledger.replay_ledger(told, now) == 1
        assert erasure_ledger.replay_ledger(told, now) == 0


@pytest.mark.sqlite_only
def test_a_backup_made_while_people_write_is_whole(committed, empty_machine, tmp_path):
    people.gather()
    stop, written = threading.Event(), []

    def write() -> None:
        with committed.app_context():
            while not stop.is_set():
                with unit_of_work():
                    factories.a_candidate(f"Personne {len(written)}")
                written.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            assert writer.is_alive()
            stop.wait(0.01)
        before = len(written)
        backup.back_up(committed.config["SETTINGS"], tmp_path / "kept", utcnow())
    finally:
        stop.set()
        writer.join()
    backup.restore_backup(empty_machine, backup_in(tmp_path / "kept"), None, utcnow())
    with opened(empty_machine):
        assert before <= db.session.scalar(select(func.count(Candidate.id))) <= len(written)


@pytest.mark.sqlite_only
def test_the_ledger_never_forgets(committed, tmp_path):
    people.gather()
    with unit_of_work():
        db.session.add(erasure.Erasure(subject="candidate:7", why="asked", at=utcnow()))
    erasure_ledger.keep_ledger(tmp_path)
    with unit_of_work():
        db.session.query(erasure.Erasure).delete()
    erasure_ledger.keep_ledger(tmp_path)
    assert list(json.loads((tmp_path / erasure_ledger.NAME).read_text())["erased"]) == ["candidate:7"]
    assert (tmp_path / erasure_ledger.NAME).stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_there_is_not_replaced_unasked(committed, kept):
    with pytest.raises(Unusable, match=r"already|not empty"):
        backup.restore_backup(committed.config["SETTINGS"], kept, None, utcnow())
    assert db.session.scalar(select(func.count(SignIn.id))) is not None


@pytest.mark.sqlite_only
def test_it_replaces_a_database_when_told_and_knows_what_that_one_erased(committed, kept, empty_machine):
    backup.restore_backup(empty_machine, kept, None, utcnow())
    with opened(empty_machine), unit_of_work():
        db.session.add(erasure.Erasure(subject="candidate:99", why="asked", at=utcnow()))
        person = factories.a_candidate("Personne de trop")
        db.session.flush()
        erasure.erase_candidate(person, why="asked", now=utcnow())
    backup.restore_backup(empty_machine, kept, None, utcnow(), replace_it=True)
    with opened(empty_machine):
        assert db.session.scalar(select(func.count(Candidate.id))) == 0
    assert sorted(path.name for path in empty_machine.data_dir.glob("relais.sqlite*")) == ["relais.sqlite"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("fault", ["ledger gone", "ledger broken", "another key", "damaged", "no backup", "nothing"])
def test_what_can_not_be_used_is_refused_with_a_reason_and_changes_nothing(kept, empty_machine, fault):
    settings, told = empty_machine, kept.with_name(erasure_ledger.NAME)
    if fault == "ledger gone":
        told.unlink()
    elif fault == "ledger broken":
        told.write_text("{}")
    elif fault == "another key":
        settings = replace(settings, secret_key="another one " * 4)
    elif fault == "damaged":
        whole = kept.read_bytes()
        kept.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    elif fault == "no backup":
        kept.write_bytes(b"PK\x03\x04 something else")
    elif fault == "nothing":
        kept = kept.with_name("missing.sqlite")
    with pytest.raises((Unusable, FileNotFoundError)) as refusal:
        backup.restore_backup(settings, kept, told, utcnow())
    assert str(refusal.value)
    place = settings.database_file
    assert not place.exists() or place.stat().st_size == 0


@pytest.mark.sqlite_only
def test_the_commands_say_in_one_sentence_what_is_wrong(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("RELAIS_DATA_DIR", str(tmp_path / "none"))
    assert main(["back-up", str(tmp_path)]) == 1
    assert main(["restore", str(tmp_path / "missing.sqlite")]) == 1
    said = capsys.readouterr().err
    assert "There is no database" in said
    assert "missing.sqlite" in said
    assert "Traceback" not in said
