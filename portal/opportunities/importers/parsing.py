"""Values as people and boards write them, turned into ours: money, dates, kinds, languages, places."""

import html
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l

from portal.opportunities.importers.row import Problem

PER_YEAR = {"year": 1, "month": 12, "week": 52}
PERIODS = {
    **dict.fromkeys(("year", "yearly", "annum", "annual", "annually", "an", "annee", "année", "annuel"), "year"),
    **dict.fromkeys(("month", "monthly", "mois", "mensuel"), "month"),
    **dict.fromkeys(("week", "weekly", "semaine"), "week"),
    **dict.fromkeys(("hour", "hourly", "heure", "h", "horaire"), "hour"),
}
CURRENCIES = {"$": "CAD", "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "CAD": "CAD", "EUR": "EUR", "USD": "USD"}
COUNTRIES = {"CANADA": "CA", "FRANCE": "FR", "BELGIQUE": "BE", "SUISSE": "CH", "UNITED STATES": "US"}
REMOTES = (
    ("onsite", r"pas_teletravail|^non$|^no$|on.?site|sur place|pr[ée]sentiel|^none$"),
    ("hybrid", r"hybrid|occasionnel|partiel|partial|regulier|fréquent|^oui$"),
    ("remote", r"remote|total|complet|full|[àa] distance|t[ée]l[ée]travail"),
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{1,31});")
DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d-%m-%Y")


def period_and_factor(text: str) -> tuple[str, int]:
    """`("year", 12)` for a monthly pay: ours is per year or per hour, so months and weeks are multiplied."""
    found = PERIODS.get(text.strip().lower(), "" if text.strip() else "year")
    if not found:
        raise Problem(_l("“%(value)s” is not a pay period we know.", value=text[:40]))
    return ("hour", 1) if found == "hour" else ("year", PER_YEAR[found])


def parse_cents(text: str, factor: int = 1) -> int | None:
    """Integer cents of `65 000,50 $`, `65,000.50` or `65000`, times `factor`; None when empty.

    Raises `Problem` when it is not an amount. The sign is kept: the row's checks refuse it with their reason.
    """
    bare = re.sub(r"[\s\u00a0\u202f$€]|CAD|EUR|USD", "", text)
    if not bare:
        return None
    if re.search(r",\d{1,2}$", bare):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) > 100_000_000:
        raise Problem(_l("“%(value)s” is not an amount.", value=text[:40]))
    return int((amount * 100 * factor).to_integral_value())


def parse_day(text: str) -> date | None:
    """The date that a text starts with (ISO, `20250131`, `31/01/2025`, `31-01-2025`); None when empty.

    A time after the date is left aside. Raises `Problem` when there is no readable date.
    """
    text = text.strip()
    if not text:
        return None
    head = re.split(r"[T\s]", text, maxsplit=1)[0]
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(head, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if 1990 <= found.year <= 2100:
            return found
    raise Problem(_l("“%(value)s” is not a date we can read.", value=text[:40]))


def parse_currency(text: str, otherwise: str = "") -> str:
    """ISO code of a currency named or drawn; `otherwise` when empty."""
    text = text.strip()
    if not text:
        return otherwise
    if text.upper() not in CURRENCIES:
        raise Problem(_l("“%(value)s” is not a currency we know.", value=text[:40]))
    return CURRENCIES[text.upper()]


def parse_country(text: str, otherwise: str = "") -> str:
    """ISO code of a country given by code or name; `otherwise` when it is empty or unknown to us."""
    text = text.strip().upper()
    return text if re.fullmatch(r"[A-Z]{2}", text) else COUNTRIES.get(text, otherwise)


def parse_remote(text: str) -> str:
    """onsite, hybrid, remote, or "" when the text doesn't tell."""
    return _first(REMOTES, text.strip())


def _first(rules, text: str) -> str:
    return next((name for name, rule in rules if re.search(rule, text, re.IGNORECASE)), "")


def parse_place(text: str) -> str:
    """A town as one writes it: `VINCENNES` becomes `Vincennes`, and mixed case is kept."""
    text = " ".join(text.split())
    if not text.isupper() or len(text) <= 2:
        return text
    return re.sub(r"(?<=.)\b(De|Du|Des|La|Le|Les|Sur|Sous|En|D|L)\b(?!$)", lambda m: m[0].lower(), text.title())


def one_line(text: str) -> str:
    """A title on one line, without the question marks that a board leaves where an emoji was."""
    return re.sub(r"^\?{2,}\s*", "", " ".join(text.split()))


def unescape_text(text: str) -> str:
    """Text in which a board left `&eacute;` or `&#039;`: once, and only what ends in a semicolon (`R&Dot` stays)."""
    return ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
