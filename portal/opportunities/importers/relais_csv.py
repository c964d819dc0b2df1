"""Our own CSV: the columns of docs/import.md, with English or French names."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from portal.config.languages import CODES, in_each
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import LOOKS_HTML, html_to_markdown
from portal.opportunities.importers.row import OpportunityRow, Problem

REFERENCE = "external_id"
FRENCH = {
    "référence": "external_id",
    **dict(zip(in_each("titre"), in_each("title"), strict=True)),
    **dict(zip(in_each("description"), in_each("body"), strict=True)),
    "ville": "city",
    "région": "region",
    "pays": "country",
    "statut": "kind",
    "langues": "work_languages",
    "salaire_min": "pay_min",
    "salaire_max": "pay_max",
    "devise": "currency",
    "période": "pay_period",
    "présence": "remote",
    "publié_le": "posted_on",
    "expire_le": "expires_on",
    "employeur": "employer",
}
COLUMNS = tuple(FRENCH.values())
TITLES = set(in_each("title"))
KINDS = ("employee", "self_employed", "franchise", "internship", "contract")
REMOTES = ("onsite", "hybrid", "remote")


def find_column(name: str) -> str:
    """Our name of a column that may be written in French."""
    return FRENCH.get(name, name)


def read_opportunity(record: dict[str, str]) -> OpportunityRow:
    """One row of our CSV, keyed by our column names. Raises `Problem` for a value that we can’t read."""

    def get(name):
        return record.get(name, "").strip()

    period, factor = parsing.period_and_factor(get("pay_period"))
    low, high = parsing.parse_cents(get("pay_min"), factor), parsing.parse_cents(get("pay_max"), factor)
    country = parsing.parse_country(get("country"))
    if get("country") and not country:
        raise Problem(_l("“%(value)s” is not a country we know: use its two letters.", value=get("country")[:40]))
    return OpportunityRow(
        **{name: " ".join(get(name).split()) for name in in_each("title")},
        **{name: read_markdown(get(name)) for name in in_each("body")},
        city=get("city"),
        region=get("region"),
        country=country,
        kind=one_of("kind", get("kind"), KINDS, kind_stated) or "employee",
        work_languages=parse_languages(get("work_languages")),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(get("currency"), "EUR" if country == "FR" else "CAD"),
        pay_period=period if low or high else "",
        remote=one_of("remote", get("remote"), REMOTES, parsing.parse_remote),
        posted_on=parsing.parse_day(get("posted_on")),
        expires_on=parsing.parse_day(get("expires_on")),
        employer=get("employer"),
    )


def read_markdown(text: str) -> str:
    """Markdown is taken as it is; a description pasted from a web page is turned into it."""
    return html_to_markdown(text) if LOOKS_HTML.search(text) else text


def one_of(name: str, text: str, known: tuple[str, ...], read) -> str:
    """One of our words, or a plain French or English word that means it. Raises `Problem` otherwise.

    `text` of the column `name`, looked up in `known` or given by `read`.
    """
    found = text.lower() if not text or text.lower() in known else read(text)
    if text and not found:
        raise Problem(_l("“%(value)s” is not a value of the column “%(column)s”.", value=text[:40], column=name))
    return found


def parse_languages(text: str) -> tuple[str, ...]:
    """The codes of `fr,en`, `fr en` or `fr/en`. Raises `Problem` for any other language."""
    found = tuple(dict.fromkeys(text.lower().replace(",", " ").replace("/", " ").split()))
    for code in found:
        if code not in CODES:
            raise Problem(
                lazy_ngettext(
                    "“%(value)s” is not a work language: use %(codes)s or both.",
                    "“%(value)s” is not a work language: use %(codes)s or several.",
                    len(CODES) - 1,
                    value=code[:40],
                    codes=", ".join(CODES),
                )
            )
    return found
