"""The data folder is Relais’s own: never the sources, never another’s files, and nobody else reads it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from portal.app import create_app
from portal.cli import prepare_database
from portal.config import BadSetting, OperatorError, Settings
from portal.config.data_folder import ROOT, make_ready
from portal.core.db import db
from portal.web import assets

WRONG = {"the sources": ROOT, "above them": ROOT.parent, "among them": ROOT / "static", "within": ROOT / "portal/data"}


def run(*options: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """`bin/run` with these options, which end at once."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("RELAIS_")}
    command = [sys.executable, "-m", "portal.serve", *options]
    chosen = {**clean, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command, cwd=cwd, env=chosen, capture_output=True, text=True)


@pytest.mark.parametrize("place", WRONG.values(), ids=WRONG)
def test_the_sources_are_no_data_folder(place, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(place)
    for folder in (place, link):
        with pytest.raises(BadSetting, match="holds the sources"):
            make_ready(folder)


@pytest.mark.parametrize("way", [{"RELAIS_DATA_DIR": ""}, {"RELAIS_DATA_DIR": "."}, "--data=", "--data=."])
def test_a_start_over_the_sources_is_refused_and_leaves_them(way):
    before = sorted(path for path in ROOT.iterdir())
    answer = run(way) if isinstance(way, str) else run(**way)
    assert answer.returncode == 2
    assert answer.stderr.startswith("RELAIS_DATA_DIR")
    assert answer.stdout == ""
    assert sorted(path for path in ROOT.iterdir()) == before


def test_built_files_never_take_the_place_of_others(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/page.html").write_text("mine")
    with pytest.raises(OperatorError, match="did not build"):
        assets.build_assets(tmp_path / "static")
    assert [path.name for path in (tmp_path / "static").iterdir()] == ["page.html"]


def test_a_build_that_was_cut_leaves_nothing_half_made(tmp_path):
    target = tmp_path / "static"
    names = assets.build_assets(target)
    (target / assets.MANIFEST).write_text('{"stamp": "of another release", "names": {}}')
    (tmp_path / "static.fresh").mkdir()
    (tmp_path / "static.old").mkdir()
    assert assets.build_assets(target) == names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["static", "static.lock"]
    assert all((target / name).exists() for name in names.values())


def a_file(place: Path) -> Path:
    place.write_text("a file")
    return place


WRONG_PLACES = {
    "a file": lambda place: a_file(place / "file"),
    "below a file": lambda place: a_file(place / "file") / "data",
    "garbage": lambda place: a_file(place / "relais.sqlite").parent,
    "empty key": lambda place: (place / "secret_key").write_text("") or place,
    "strange key": lambda place: (place / "secret_key").write_bytes(b"\xff\xfe") and place,
    "a folder for a database": lambda place: (place / "relais.sqlite").mkdir() or place,
    "everybody's": lambda place: place.chmod(0o1777) or place,
    "no such device": lambda _place: Path("/proc/relais"),
}


@pytest.mark.parametrize("make", WRONG_PLACES.values(), ids=WRONG_PLACES)
def test_what_can_not_hold_data_is_said_in_one_sentence(tmp_path, make):
    answer = run("--empty", RELAIS_DATA_DIR=str(make(tmp_path)))
    assert answer.returncode == 2
    assert answer.stderr.strip()
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert answer.stdout == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_a_folder_of_somebody_else_is_said(tmp_path):
    child = (
        "import os, sys, pathlib; from portal.config.data_folder import make_ready\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try: make_ready(pathlib.Path(sys.argv[1]))\n"
        "except Exception as error: print(error)"
    )
    outer = Path(tempfile.gettempdir())
    for folder in (tmp_path, *(parent for parent in tmp_path.parents if outer in parent.parents)):
        folder.chmod(0o755)
    told = subprocess.run([sys.executable, "-c", child, tmp_path], cwd=ROOT, capture_output=True, text=True)
    assert "can’t be written by this account" in told.stdout, told.stderr


@pytest.mark.parametrize("port", ["99999", "0", "-1", "8000x", ""])
def test_a_port_that_is_none_is_said(port):
    answer = run(f"--port={port}")
    assert answer.returncode == 2
    assert "is no port" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_is_away_at_the_start_is_said(tmp_path):
    address = f"postgresql://relais:hush@/relais?host={tmp_path}"
    answer = run(RELAIS_DATA_DIR=str(tmp_path / "data"), RELAIS_DATABASE_URL=address)
    assert answer.returncode == 2
    assert answer.stderr.startswith("The database can’t be used")
    assert "hush" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_nobody_else_reads_the_database_its_log_and_the_key(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    for name in ("relais.sqlite", "relais.sqlite-wal"):
        (folder / name).touch(0o644)
    app = create_app(Settings.from_env({"RELAIS_DATA_DIR": str(folder)}))
    with app.app_context():
        prepare_database()
        db.session.execute(db.text("SELECT 1"))
        modes = {entry.name: f"{entry.stat().st_mode & 0o777:o}" for entry in folder.iterdir()}
        db.session.remove()
        db.engine.dispose()
    assert {modes[f"relais.sqlite{ending}"] for ending in ("", "-wal", "-shm")} == {"600"}
    assert modes["secret_key"] == "600"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_use_keeps_its_doors(tmp_path):
    (tmp_path / "somebody's").touch()
    tmp_path.chmod(0o755)
    make_ready(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_key_is_whole_or_not_there(tmp_path):
    first = Settings(data_dir=tmp_path).checked()
    assert len(first.secret_key) == 64
    assert Settings(data_dir=tmp_path).checked().secret_key == first.secret_key
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
