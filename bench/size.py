"""How much is filled into a database, and the few words that its parts share."""

from __future__ import annotations

from dataclasses import dataclass

TITLES = (
    "Conseillère en sécurité financière",
    "Courtier immobilier",
    "Planificatrice financière",
    "Agente en assurance de dommages",
    "Courtière hypothécaire",
    "Représentant en épargne collective",
)
ENDS = ("hired", "not_selected", "withdrawn", "talent_pool")


@dataclass(frozen=True)
class Size:
    """How much to fill in.

    `roles`: open ones, besides `closed_roles`. `on_board`: open referrals of office 1, which besides has every
    `home_every`th of those that ended; the other offices, at least one, share the rest alike.
    """

    referrals: int = 10_000
    people: int = 200
    roles: int = 90
    closed_roles: int = 0
    offices: int = 3
    on_board: int = 60
    home_every: int = 3


def title(number: int) -> str:
    """The French title of a role."""
    return f"{TITLES[(number - 1) % len(TITLES)]} {number}"
