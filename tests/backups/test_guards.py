"""A restore that must not happen does not: under a running portal, of a foreign or changed file, on a full disk."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from portal import running_lock
from portal.backups import Unusable, backup, dump
from portal.cli import UnknownRevision
from portal.config import OperatorError, Settings
from portal.core.db import utcnow
from tests.backups.conftest import backup_in
from tests.support.server import ROOT, serving

BUILT = {"translations", "fr", "LC_MESSAGES", "messages.mo", "messages_fr_FR.mo"}


def command(*words: str, data: Path, longest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    """`bin/back-up` or `bin/restore` on the data folder `data`; the kernel refuses it files beyond so many bytes."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("RELAIS_")}

    def limit() -> None:
        if longest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (longest_file, longest_file))

    return subprocess.run(
        [sys.executable, "-m", "portal.backups", *words], cwd=ROOT, env=clean | {"RELAIS_DATA_DIR": str(data)},
        capture_output=True, text=True, preexec_fn=limit,
    )  # fmt: skip


def seal(path: Path) -> Path:
    """Give the file the checksum that it has now."""
    dump.checksum_of(path).write_text(f"{dump._sha256(path)}  {path.name}\n")
    return path


def untouched(settings) -> bool:
    """Whether no database was made."""
    return settings.database_file is None or not settings.database_file.exists()


def test_a_changed_byte_is_found(kept, empty_machine):
    whole = bytearray(kept.read_bytes())
    middle = len(whole) // 2
    whole[middle] ^= 1
    kept.write_bytes(whole)
    with pytest.raises(Unusable, match=r"damaged: it is not what .*\.sha256 says"):
        backup.restore_backup(empty_machine, kept, None, utcnow())
    assert untouched(empty_machine)


def test_the_checksum_is_one_that_sha256sum_reads(kept):
    done = subprocess.run(["sha256sum", "--check", f"{kept.name}.sha256"], cwd=kept.parent, capture_output=True)
    assert done.returncode == 0
    assert {path.stat().st_mode & 0o777 for path in kept.parent.iterdir()} == {0o600}


def test_a_backup_without_its_checksum_is_refused(kept, empty_machine):
    dump.checksum_of(kept).unlink()
    with pytest.raises(Unusable, match=r"sha256 is missing"):
        backup.restore_backup(empty_machine, kept, None, utcnow())
    assert untouched(empty_machine)


def test_a_backup_that_is_not_there_is_not_called_a_ledger(empty_machine, tmp_path):
    done = command("restore", str(tmp_path / "nothing.sqlite"), data=tmp_path / "again")
    assert (done.returncode, "ledger" in done.stderr) == (1, False)
    assert f"{tmp_path}/nothing.sqlite" in done.stderr
    assert untouched(empty_machine)


def test_who_runs_on_a_file_is_found_through_every_link_to_it(tmp_path):
    real, linked = Settings(data_dir=tmp_path / "real"), Settings(data_dir=tmp_path / "linked")
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "relais.sqlite").symlink_to(tmp_path / "real" / "relais.sqlite")
    assert linked.database_file == real.database_file
    with (
        running_lock.keep_stopped(real),
        pytest.raises(OperatorError, match="runs on this database"),
        running_lock.keep_stopped(linked),
    ):
        pass


FOREIGN = {
    "another program's": ["CREATE TABLE t (x)"],
    "another program's with revisions": ["CREATE TABLE alembic_version (version_num)", "CREATE TABLE t (x)"],
    "nothing": [],
    "no revision": ["CREATE TABLE alembic_version (version_num)", "CREATE TABLE referral (x)"],
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_backup_of_relais_is_refused(kept, empty_machine, statements):
    kept.unlink()
    with closing(sqlite3.connect(kept)) as other:
        other.execute("PRAGMA user_version=1")  # so that the file is not empty
        for statement in statements:
            other.execute(statement)
    with pytest.raises(Unusable, match="no backup of Relais"):
        backup.restore_backup(empty_machine, seal(kept), None, utcnow(), replace_it=True)
    assert untouched(empty_machine)


@pytest.mark.sqlite_only
def test_a_backup_of_a_newer_release_is_refused(kept, empty_machine):
    with closing(sqlite3.connect(kept)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    with pytest.raises(UnknownRevision, match="9999"):
        backup.restore_backup(empty_machine, seal(kept), None, utcnow())
    assert untouched(empty_machine)


@pytest.mark.sqlite_only
def test_one_at_a_time(kept, empty_machine):
    with running_lock.keep_stopped(empty_machine):
        with pytest.raises(OperatorError, match="being brought back"):
            running_lock.mark_running(empty_machine)
        with pytest.raises(OperatorError, match="stop it first"):
            backup.restore_backup(empty_machine, kept, None, utcnow())
    backup.restore_backup(empty_machine, kept, None, utcnow())


@pytest.fixture(scope="module")
def office():
    """A running portal and a backup of it."""
    with serving("--empty") as server:
        folder = server.data / "kept"
        saved = command("back-up", str(folder), data=server.data)
        assert saved.returncode == 0, saved.stderr
        yield server, backup_in(folder)


def test_a_running_portal_is_never_replaced_and_a_killed_one_is_no_obstacle(office):
    server, kept = office
    words = ("restore", str(kept), "--replace")
    refused = command(*words, data=server.data)
    assert refused.returncode == 1
    assert refused.stderr == "The portal runs on this database: stop it first.\n"
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    for _ in range(100):  # its processes end one after the other
        done = command(*words, data=server.data)
        if done.returncode == 0:
            break
        time.sleep(0.1)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", [0, 20_000, 300_000])
def test_a_full_disk_leaves_nothing_half_made(office, tmp_path, room):
    server, kept = office
    data, folder = tmp_path / "again", tmp_path / "kept"
    data.mkdir()
    (data / "secret_key").write_bytes((server.data / "secret_key").read_bytes())
    restored = command("restore", str(kept), data=data, longest_file=room)
    assert restored.returncode == 1
    assert restored.stderr.startswith("There is no room left on the disk")
    assert len(restored.stderr.splitlines()) == 1
    made = {path.name for path in data.rglob("*") if not path.is_relative_to(data / "static")}
    assert made <= {"secret_key", "static.lock", ".relais.sqlite.lock", *BUILT}

    saved = command("back-up", str(folder), data=server.data, longest_file=room)
    assert saved.returncode == 1
    assert "disk" in saved.stderr
    assert len(saved.stderr.splitlines()) == 1
    assert list(folder.iterdir()) == []
