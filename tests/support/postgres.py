"""A PostgreSQL of our own: made in a temporary folder, reached by a socket file, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import programs

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=120",
)


@contextmanager
def running(settings: Sequence[str] = SETTINGS) -> Iterator[str]:
    """Start a server with an empty database; yields its address for `RELAIS_DATABASE_URL`."""
    home = programs.postgresql()
    if home is None:
        raise RuntimeError("No PostgreSQL here: apt-get install postgresql, or WITHOUT=postgresql bin/test")
    folder = Path(tempfile.mkdtemp(prefix="relais-pg-"))
    identity = _identity(folder)
    data = folder / "data"
    make = [
        home / "initdb",
        "-D",
        data,
        "-U",
        "relais",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **identity)
    options = [word for setting in settings for word in ("-c", setting)]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [home / "postgres", "-D", data, "-k", folder, *options],
        stdout=log, stderr=log, cwd=folder, preexec_fn=programs.dies_with_us(signal.SIGINT), **identity,
    )  # fmt: skip
    try:
        _wait(folder, server)
        yield f"postgresql://relais@/relais?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def another(address: str, name: str) -> str:
    """The address of a new empty database of that name, on the server of `address`."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/relais?", f"/{name}?")


def _identity(folder: Path) -> dict:
    """PostgreSQL refuses to run as root: it then runs as an unprivileged user who owns the folder."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(folder: Path, server: subprocess.Popen) -> None:
    address = f"postgresql://relais@/postgres?host={folder}"
    for _ in range(200):
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("CREATE DATABASE relais")
                return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")
