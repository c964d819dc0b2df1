"""Names of people: as many and as unequally common as in a real directory, the same for the same number."""

from __future__ import annotations

from portal.core import text_normalization

FIRST = (
    "Alice", "Bruno", "Chloé", "David", "Élise", "Félix", "Gaëlle", "Hugo", "Inès", "Jérôme", "Karine", "Louis",
    "Maëlle", "Nicolas", "Océane", "Philippe", "Rosalie", "Samuel", "Thérèse", "Ulysse", "Valérie", "William",
    "Yasmine", "Zacharie", "Amélie", "Benoît", "Camille", "Dominic", "Emma", "François", "Geneviève", "Hélène",
    "Isabelle", "Jean", "Kevin", "Léa", "Marie", "Noémie", "Olivier", "Patricia",
)  # fmt: skip
LAST = (
    "Côté", "Tremblay", "Gagnon", "Roy", "Bouchard", "Lévesque", "Nguyen", "Fortin", "Morin", "Lefebvre", "Diallo",
    "Bélanger", "Pelletier", "Gauthier", "Ouellet", "Bergeron", "Simard", "Boucher", "Girard", "Caron", "Fournier",
    "Poirier", "Martin", "Lavoie", "Deschênes", "Beaulieu", "Cloutier", "Dubé", "Landry", "Leclerc", "Nadeau",
    "Paquette", "Richard", "Savard", "Turcotte", "Vachon", "Benali", "Traoré", "Haddad", "Pereira", "Rossi",
    "Kowalski", "Schmidt",
)  # fmt: skip


def name(number: int) -> str:
    """A first name and a double one; half of the people share the ten commonest first names."""
    first, last, second = _parts(number)
    return f"{first} {last}-{second}"


def words(number: int) -> list[str]:
    """The words by which somebody of that name is found."""
    return text_normalization.name_words(name(number))


def _parts(number: int) -> tuple[str, str, str]:
    first = FIRST[number % 10] if number % 2 else FIRST[number // 2 % len(FIRST)]
    return first, LAST[number // 3 % len(LAST)], LAST[number * 7 // 11 % len(LAST)]
