"""A worker in a process of its own, to be stopped or killed: `python -m tests.mail.postman`, with RELAIS_*.

With `inside` it works in a thread of a child process, as in a web process of granian. It knows one more letter than
the portal: `a test`, whose fact `n` is all that it says.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from dataclasses import replace

from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.mail.outbox import Mail, composes
from portal.worker import run_worker, start_inside


def note(number: int, language: str = "fr") -> Mail:
    """A letter that says its number."""
    address = f"jeanne-{number}@exemple.example.com"
    return Mail(address, "Jeanne Bouchard", language, f"Numéro {number}", f"n° {number}\n", f"<p>n° {number}</p>")


def know_the_letter() -> None:
    """Declare the letter `a test`: fact `n`; with `bad` it can't be written, with `gone` it must not leave."""

    @composes("a test", example=lambda language: note(0, language))
    def compose(_to: int, facts: dict) -> Mail | None:
        if facts.get("bad"):
            raise ValueError("jeanne@exemple.example.com can't be written to")
        return None if facts.get("gone") else replace(note(_to), subject=f"Numéro {facts['n']}")


def web_process(app: Flask, stopping: threading.Event) -> None:
    """What a web process is to the worker inside it: it ends when it is told to."""
    start_inside(app, stopping.is_set)
    stopping.wait()


def main(inside: bool) -> None:
    """Work until SIGTERM; `inside` a child, which is then given ten seconds, as granian gives them."""
    know_the_letter()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    app = create_app(Settings.from_env())
    if not inside:
        run_worker(app, stopping.is_set)
        return
    child = multiprocessing.get_context("fork").Process(target=web_process, args=(app, stopping))
    child.start()
    stopping.wait()
    child.terminate()
    child.join(10)
    child.kill()


if __name__ == "__main__":
    main("inside" in sys.argv)
