"""A worker in a process of its own, to be killed: `python -m tests.letters.postman`, with RELAIS_* variables.

It knows one more letter than the portal: `a test`, whose fact `n` is all that it says.
"""

from __future__ import annotations

from dataclasses import replace

from portal.app import create_app
from portal.config import Settings
from portal.core.outbox import Mail, composes
from portal.worker import work


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


if __name__ == "__main__":
    know_the_letter()
    work(create_app(Settings.from_env()), lambda: False)
