"""The two commands of a newcomer: they work from anywhere, again, after an accident, and say what is missing.

They run here on a small clone whose lock is empty and whose server only tells how it was called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVE = "import os, sys; print('serving', os.getcwd(), sys.argv[1:])\n"
NOBODY = 65534


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    """A clone in a folder with a space and an accent in its name."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bin-"))
    folder.chmod(0o755)
    clone = folder / "mon dépôt"
    shutil.copytree(ROOT / "bin", clone / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    (clone / "portal").mkdir()
    (clone / "portal/serve.py").write_text(SERVE)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (clone / name).write_text("")
    (clone / "tests/support").mkdir(parents=True)
    shutil.copy(ROOT / "tests/support/programs.py", clone / "tests/support/programs.py")
    yield clone
    shutil.rmtree(folder, ignore_errors=True)


def run(command: Path, *options: str, cwd: Path | None = None, user: int | None = None, **variables: str):
    """Run one of our commands as a shell would; an empty `user` is ourselves."""
    who = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    environment = {**os.environ, **variables}
    return subprocess.run(
        [command, *options], cwd=cwd or "/", env=environment, capture_output=True, text=True, **who
    )  # fmt: skip


def test_run_makes_what_it_needs_and_serves(clone, tmp_path):
    answer = run(clone / "bin/run", "--port", "8001", cwd=tmp_path)
    assert answer.stdout == f"serving {clone} ['--port', '8001']\n", answer.stderr
    assert answer.stderr == "Installing what Relais is built from: once, about a minute.\n"


def test_the_second_time_it_serves_without_a_word(clone):
    run(clone / "bin/run")
    answer = run(clone / "bin/run")
    assert answer.stdout.startswith("serving")
    assert answer.stderr == ""


def test_a_relative_data_folder_is_meant_from_where_the_person_stands(clone, tmp_path):
    apart = run(clone / "bin/run", "--data", "my data", "--empty", cwd=tmp_path)
    joined = run(clone / "bin/run", "--data=my data", cwd=tmp_path)
    assert f"['--data', '{tmp_path}/my data', '--empty']" in apart.stdout
    assert f"['--data={tmp_path}/my data']" in joined.stdout


def test_an_installation_cut_half_way_is_made_anew(clone):
    run(clone / "bin/run")
    (clone / ".venv/unfinished").touch()
    (clone / ".venv/relais.lock").unlink()
    (clone / ".venv/debris").touch()
    assert run(clone / "bin/run").stdout.startswith("serving")
    assert not (clone / ".venv/debris").exists()
    assert not (clone / ".venv/unfinished").exists()


def test_a_broken_environment_is_made_anew(clone):
    run(clone / "bin/run")
    (clone / ".venv/bin/python").unlink()
    assert run(clone / "bin/run").stdout.startswith("serving")


def test_a_changed_lock_is_installed(clone):
    run(clone / "bin/run")
    (clone / "requirements.txt").write_text("# changed\n")
    assert "Installing" in run(clone / "bin/run").stderr
    assert run(clone / "bin/run").stderr == ""


def test_a_package_with_another_hash_is_refused_in_plain_words(clone):
    before = (clone / "requirements.txt").read_text()
    wheel = clone / "wrong-1-py3-none-any.whl"
    wheel.write_bytes(b"not what the lock says")
    (clone / "requirements.txt").write_text(f"wrong @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n")
    answer = run(clone / "bin/run")
    (clone / "requirements.txt").write_text(before)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "The packages of requirements.txt could not be installed." in answer.stderr


def test_an_old_python_is_named(clone, tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\n')
    old.chmod(0o755)
    answer = run(clone / "bin/run", PYTHON=str(old))
    assert answer.returncode == 1
    assert "Relais needs Python 3.11 or newer (found: Python 3.9.2)" in answer.stderr
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_a_python_without_venv_names_the_package(clone, tmp_path):
    (tmp_path / "venv.py").write_text("raise SystemExit('No module named ensurepip')")
    (clone / ".venv/unfinished").touch()
    (clone / ".venv/relais.lock").unlink(missing_ok=True)
    answer = run(clone / "bin/run", PYTHONPATH=str(tmp_path))
    assert answer.returncode == 1
    assert "apt-get install python3." in answer.stderr
    assert "Traceback" not in answer.stderr
    assert run(clone / "bin/run").stdout.startswith("serving")


def test_the_tests_say_which_program_they_miss(clone, tmp_path):
    for name in ("dirname", "id", "env"):  # and no apt-get: nothing can be installed
        (tmp_path / name).symlink_to(shutil.which(name))
    answer = run(clone / "bin/test", PATH=str(tmp_path), PYTHON=sys._base_executable, CHROMIUM="no-such-browser")
    assert answer.returncode == 1
    assert "apt-get install chromium" in answer.stderr
    assert "WITHOUT=browser bin/test" in answer.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_someone_who_may_not_write_is_told_where(clone):
    shutil.rmtree(clone / ".venv", ignore_errors=True)
    answer = run(clone / "bin/run", user=NOBODY, PATH="/usr/bin:/bin")
    assert answer.returncode == 1
    assert f"You may not write {clone}/.venv" in answer.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_someone_on_another_s_clone_is_told_the_whole_path(clone):
    run(clone / "bin/run")
    (clone / ".venv/relais.lock").write_text("of other locks")
    answer = run(clone / "bin/run", user=NOBODY, PATH="/usr/bin:/bin")
    (clone / ".venv/relais.lock").unlink()
    assert answer.returncode == 1
    assert f"You may not write {clone}/.venv" in answer.stderr


@pytest.mark.parametrize("command", ["back-up", "restore"])
def test_an_empty_data_folder_is_not_taken_for_the_usual_one(clone, command, tmp_path):
    (clone / "portal/backups.py").write_text("import os; print([os.environ['RELAIS_DATA_DIR']])")
    assert run(clone / f"bin/{command}", "x", RELAIS_DATA_DIR="").stdout == "['']\n"
    assert run(clone / f"bin/{command}", "x").stdout == f"['{clone}/instance']\n"
