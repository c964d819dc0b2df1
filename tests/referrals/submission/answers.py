"""What Alice types when she introduces somebody; every test changes one thing."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from portal.core.db import utcnow

_number = count(1)
WHY = "En 2021 elle a repris quarante dossiers en retard et n’en a perdu aucun."


def typed(**changes) -> dict:
    """A whole, right form, with `changes`; a value of None leaves the field out."""
    yesterday = (utcnow() - timedelta(days=2)).date().isoformat()
    form = {
        "deed_key": f"a-key-that-nobody-guesses-{next(_number)}",
        "aim": "office",
        "name": "Jeanne Bouchard",
        "email": "jeanne@exemple.example.com",
        "phone": "",
        "language": "fr",
        "relationship": "colleague",
        "known_since": ["9", "2018"],
        "together_from": ["10", "2018"],
        "together_to": ["3", "2021"],
        "together_where": "Assurances du Cap",
        "vouch": "3",
        "fields": ["insurance", "wealth"],
        "experience": "Douze ans, AMF.",
        "why": WHY,
        "attested_how": "Au téléphone",
        "attested_on": yesterday,
        "attested": "y",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}
