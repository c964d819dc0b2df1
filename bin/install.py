"""Make .venv what the lock says. Needs only the standard library; called by bin/venv.

Safe to run twice, at the same time, or after an interruption: a lock keeps two installations apart, a mark
stands in the folder while it is being changed, and a folder that still has its mark is built anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LOCKS = {"": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


class CannotInstall(Exception):
    """What is missing, in words for the person at the terminal."""


def install(root: Path, extra: str) -> None:
    """Bring `root/.venv` to the lock; `extra` is '' or 'dev'. Raises CannotInstall."""
    venv = root / ".venv"
    with alone(root):
        wanted, stamp = fingerprint(root, extra), venv / "relais.lock"
        # What the tests need contains what the portal needs: going back to bin/run changes nothing.
        satisfied = {wanted, fingerprint(root, "dev")}
        if stamp.is_file() and stamp.read_text() in satisfied and works(venv, "sys"):
            return
        unfinished = venv / "unfinished"
        if unfinished.exists() or not works(venv, "pip"):
            create(venv)
        stamp.unlink(missing_ok=True)
        unfinished.touch()
        pip_install(venv, root / LOCKS[extra][-1])
        unfinished.unlink()
        stamp.write_text(wanted)


def fingerprint(root: Path, extra: str) -> str:
    """What the folder must have been made from: this place, this Python, these locks."""
    seal = hashlib.sha256(f"{root} {sys.version_info[:2]}".encode())
    for name in LOCKS[extra]:
        seal.update((root / name).read_bytes())
    return seal.hexdigest()


def works(venv: Path, module: str) -> bool:
    """Whether this folder holds a Python of our version, with that module, that still finds itself here."""
    code = f"import sys, {module}; print(sys.prefix, *sys.version_info[:2])"
    with contextlib.suppress(OSError):
        answer = subprocess.run([venv / "bin/python", "-c", code], capture_output=True, text=True)
        return answer.stdout.strip() == f"{venv} {sys.version_info[0]} {sys.version_info[1]}"
    return False


def create(venv: Path) -> None:
    """Make an empty environment, in place of whatever is there. Raises CannotInstall."""
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    made = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True, text=True)
    if made.returncode:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise CannotInstall(
            f"Python {version} ({sys.executable}) can't make a virtual environment: its venv or ensurepip "
            f"module is missing.\nOn Debian or Ubuntu: apt-get install python{version}-venv\n{tail(made)}"
        )


def pip_install(venv: Path, lock: Path) -> None:
    """Install exactly the lock, each file checked against its hash. Raises CannotInstall."""
    print("Installing what Relais is built from: once, about a minute.", file=sys.stderr, flush=True)
    command = [venv / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--requirement", lock]
    environment = {**os.environ, "PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CannotInstall(f"The packages of {lock.name} could not be installed.\n{tail(done)}")


def tail(process: subprocess.CompletedProcess[str]) -> str:
    """The end of what a command said, enough to see why."""
    return "\n".join((process.stdout + process.stderr).strip().splitlines()[-6:])


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Wait until no other installation runs in this clone. The system frees the lock if we are killed."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    try:
        install(Path(sys.argv[1]).resolve(), sys.argv[2])
    except CannotInstall as refusal:
        sys.exit(f"Relais can't start yet. {refusal}")
    except PermissionError as error:
        named = Path(error.filename)  # of what lies within some functions tell the bare name
        place = named if named.is_absolute() else Path(sys.argv[1]).resolve() / ".venv"
        sys.exit(f"Relais can't start yet. You may not write {place}: clone it where you may.")
    except OSError as error:
        sys.exit(f"Relais can't start yet. {error.filename or sys.argv[1]}: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit("Interrupted. The same command goes on from here.")
