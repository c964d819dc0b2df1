"""`bin/run`: prepares the data folder, fills the demo on first start, and serves with granian.

Nothing here is needed by another WSGI server: those load `wsgi:application`.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import dataclasses
import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from portal import cli_errors
from portal.app import create_app
from portal.cli import prepare_database
from portal.config import Settings
from portal.ports import claim_port, free_address
from portal.running_lock import mark_running
from portal.shutdown import Stopping
from portal.web.http import concurrency_limit
from portal.worker import run_worker, start_inside

stopping = Stopping()
SPARE_THREADS = concurrency_limit.AT_ONCE + 2 * concurrency_limit.WAITING + 16
"""Threads for what is no stream: who works, who waits for a place, and who is being asked to come again."""
CONNECTIONS, OTHER_FILES = 8192, 256
"""Connections that a process accepts at most, busy or kept open by a browser, and the other files that it needs."""


QUICK, LONGEST_REST = 10.0, 30.0
"""A web process that lives for less seconds than QUICK is let rest before it is made again, longer each time."""


class Portal(Server):
    """Granian that tells its processes to end their live streams before it waits for them, and never gives them up."""

    _rest, _last_death = 0.0, -QUICK

    def signal_handler_interrupt(self, *args, **kwargs):
        """The stop signal has come."""
        stopping.set()
        super().signal_handler_interrupt(*args, **kwargs)

    def _respawn_workers(self, workers, spawn_target, target_loader, delay: float = 0) -> None:
        """Granian ends all processes when one dies twice within seconds; ours go on, and that one comes back."""
        self._let_rest()
        if not self.interrupt_signal:
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()

    def _let_rest(self) -> None:
        again, self._last_death = time.monotonic() - self._last_death < self._rest + QUICK, time.monotonic()
        self._rest = min(LONGEST_REST, 2 * self._rest + 1) if again else 0.0
        until = time.monotonic() + self._rest
        while time.monotonic() < until and not self.interrupt_signal:
            time.sleep(0.1)


def application():
    """What each web process loads."""
    if multiprocessing.get_start_method() == "fork":  # else nothing is shared with the process that minds us
        stopping.follow()
    app = create_app()
    mark_running(app.config["SETTINGS"])
    leave_alone_what_stays()
    app.extensions["relais-hub"].should_stop = stopping.is_set
    if app.config["SETTINGS"].worker == "inside":
        start_inside(app, stopping.is_set)
    return app


def parse_arguments(argv: list[str]) -> argparse.Namespace:
    """The options of `bin/run`."""
    parser = argparse.ArgumentParser("bin/run", description="Serve Relais on this machine.")
    parser.add_argument("--port", type=parse_port, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--data", type=Path, help="folder that keeps everything (default instance/)")
    parser.add_argument("--empty", action="store_true", help="no demo: prints a one-time link for the first admin")
    parser.add_argument("--worker", action="store_true", help="run only the worker, apart from the web processes")
    return parser.parse_args(argv)


def parse_port(text: str) -> int:
    """A number that a port can have. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535 is")
    return int(text)


def set_environment(options: argparse.Namespace) -> None:
    """Turn the options into settings, which the web processes read from the environment."""
    if options.data:
        os.environ["RELAIS_DATA_DIR"] = str(options.data.resolve())
    os.environ.setdefault("RELAIS_HOST_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("RELAIS_MODE", "development" if options.empty else "demo")
    if os.environ["RELAIS_MODE"] == "demo":
        os.environ.setdefault("RELAIS_ORGANISATION", "Groupe Laurentide")
        os.environ.setdefault("RELAIS_PRIVACY_OFFICER", "Responsable de la démonstration")
        os.environ.setdefault("RELAIS_PRIVACY_CONTACT", "confidentialite@demo.example.com")


def set_up(options: argparse.Namespace) -> Settings:
    """Prepare the data folder in a process that ends, so that the web processes start clean."""
    app = create_app()
    mark_running(app.config["SETTINGS"])
    with app.app_context():
        prepare_database()
        settings = app.config["SETTINGS"]
        if settings.demo:
            from portal.demo.load import load_demo

            load_demo()
        elif options.empty:
            from portal.accounts.first_admin import link_for_first_admin

            if link := link_for_first_admin():
                print(f"First administrator, one-time link: {link}", flush=True)
    return settings


def share_memory_between_threads() -> None:
    """Tell glibc to keep two heaps instead of one for nearly every thread: a fifth less memory per live stream."""
    heaps_at_most = -8  # M_ARENA_MAX of malloc.h
    with contextlib.suppress(AttributeError, OSError):  # another C library needs no such advice
        ctypes.CDLL(None).mallopt(heaps_at_most, 2)


def leave_alone_what_stays() -> None:
    """Take what was loaded until now out of the garbage collector's rounds: it stays until the end.

    The rounds are shorter, and memory that processes share since the start is not written to, so it stays shared.
    """
    gc.collect()
    gc.freeze()


def connections_at_most() -> int:
    """How many connections a process may hold, after asking the system for as many open files as it grants."""
    try:
        import resource
    except ImportError:  # Windows
        return CONNECTIONS
    _soft, granted = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    files = wanted if granted == resource.RLIM_INFINITY else min(wanted, granted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, granted))
    return max(files - OTHER_FILES, OTHER_FILES)


def serve_portal(settings: Settings, options: argparse.Namespace, loads: str) -> None:
    """Serve what `loads` names until a stop signal comes.

    `settings` and `options` say where and with how many processes.
    """
    Portal(
        loads,
        factory=True,
        interface=Interfaces.WSGI,
        address=options.host,
        port=options.port,
        workers=settings.processes,
        blocking_threads=settings.live_streams + SPARE_THREADS,
        backpressure=connections_at_most(),  # beyond, the kernel keeps them waiting: a kept connection counts too
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_level="error",
    ).serve()


def print_welcome(settings: Settings) -> None:
    """Say where the portal is, and with which accounts."""
    lines = [f"Relais: {settings.host_url}"]
    if settings.demo:
        lines += ["Password of the four accounts: demo-relais-2026 (or one click on the sign-in page)"]
        lines += [f"  {name}@demo.example.com" for name in ("producteur", "recruteur", "direction", "admin")]
    print("\n".join(lines), flush=True)


def main(argv: list[str], loads: str = "portal.serve:application") -> int:
    """Run with web processes that load `loads`; the exit status is 2 when a setting or the database is refused."""
    options = parse_arguments(argv)
    set_environment(options)
    try:
        if not options.worker:
            options.host = claim_port(options.host, options.port)
        settings = set_up(options)
        if not options.worker:  # setting up may have taken a while
            free_address(options.host, options.port)
    except cli_errors.EXPECTED as refusal:
        print(cli_errors.explain_error(refusal), file=sys.stderr)
        return 2
    if options.worker:
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        logging.getLogger(__name__).info("the worker runs apart")
        run_worker(create_app(dataclasses.replace(settings, worker="apart")), stopping.is_set)
        return 0
    print_welcome(settings)
    share_memory_between_threads()
    leave_alone_what_stays()
    serve_portal(settings, options, loads)
    return 0


if __name__ == "__main__":
    from portal import serve as here  # the web processes import this name: `shutdown` must be theirs, not __main__'s

    sys.exit(here.main(sys.argv[1:]))
