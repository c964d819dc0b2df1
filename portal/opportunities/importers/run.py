"""Roles that come in from a file: drafts, each once, and a report of every row that could not be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.accounts.models import User
from portal.config.languages import CODES, DEFAULT, in_each
from portal.core.db import db
from portal.core.forbidden_numbers import REASONS, found_in
from portal.core.text_normalization import word_stems
from portal.core.translated import texts_of
from portal.offices.models import Office
from portal.opportunities import editing
from portal.opportunities.editor.forms import MOST_CENTS
from portal.opportunities.importers.reader import read_rows
from portal.opportunities.importers.row import BadRow, OpportunityRow
from portal.opportunities.models import LONGEST_TITLE, Opportunity

CLUES = {
    "realestate": {"immobilier", "immobiliere", "estate", "realtor", "logement", "foncier"},
    "mortgage": {"hypothecaire", "hypotheque", "mortgage", "credit", "pret", "loan"},
    "wealth": {"patrimoine", "patrimonial", "patrimoniale", "wealth", "placement", "investment", "banque", "financial"},
    "insurance": {"assurance", "insurance", "prevoyance", "sinistre", "claim", "actuaire", "actuary"},
}
"""Words of a title that tell its field, the surest first. Feeds don't know our fields."""


@dataclass
class Report:
    """What an import did: the titles of new drafts, of roles that were here already, and the rows left out."""

    created: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def import_opportunities(data: bytes, filename: str, *, office: Office, recruiter: User, now: datetime) -> Report:
    """Make a draft of `office` for every good row of the file that is not here yet. The caller commits, or not.

    `data` are its bytes, `filename` what it was called; `recruiter` holds the drafts.
    """
    rows, bad = read_rows(data, filename)
    report, sources = Report(bad=list(bad)), _sources_of(office)
    for row in rows:
        title, source = row.in_language("title", DEFAULT)[0], source_of(row, office)
        if problem := _problem(row):
            report.bad.append(BadRow(line=row.line, item=row.item, external_id=row.external_id, reason=problem))
        elif source in sources:
            report.known.append(title)
        else:
            sources.add(source)
            editing.create_opportunity(
                values_of(row, office, recruiter), office=office, by=None, now=now, source=source
            )
            report.created.append(title)
    report.bad.sort(key=lambda bad_row: (bad_row.line, bad_row.item))
    return report


def source_of(row: OpportunityRow, office: Office) -> str:
    """What makes a row the same at the next import: its own reference, else what it says."""
    if row.external_id:
        return f"{office.slug}:{row.external_id}"[:160]
    said = "\n".join((*_titles(row), row.city, row.employer, *texts_of(row, "body").values()))
    return f"{office.slug}:{blake2b(said.encode(), digest_size=16).hexdigest()}"


def values_of(row: OpportunityRow, office: Office, recruiter: User) -> dict:
    """The columns of a role that hold what `row` says; what it leaves out is as usual in `office`."""
    same = (*in_each("title"), *in_each("body"), "kind", "pay_min_cents", "pay_max_cents")
    return {
        **{name: getattr(row, name) for name in same},
        "recruiter_id": recruiter.id,
        "field": field_of(" ".join(_titles(row))),
        "remote": row.remote or "onsite",
        "work_languages": ",".join(code for code in CODES if code in row.work_languages) or office.language,
        "city": row.city or office.city,
        "pay_period": row.pay_period or "year",
        "currency": row.currency or office.currency,
        "licences": [],
    }


def field_of(title: str) -> str:
    """The field that the words of a title tell; insurance when none does."""
    words = set(word_stems(title))
    return next((name for name, clues in CLUES.items() if clues & words), "insurance")


def _problem(row: OpportunityRow) -> str | None:
    """Why a row that reads well still can't be a role of ours."""
    if max(map(len, _titles(row))) > LONGEST_TITLE:
        return ngettext(
            "The title is longer than %(num)s character.",
            "The title is longer than %(num)s characters.",
            LONGEST_TITLE,
        )
    if max(row.pay_min_cents or 0, row.pay_max_cents or 0) > MOST_CENTS:
        return _("This amount is too large.")
    kinds = map(found_in, (*_titles(row), row.city, *texts_of(row, "body").values()))
    return next((str(REASONS[kind]) for kind in kinds if kind), None)


def _titles(row: OpportunityRow) -> Iterable[str]:
    return texts_of(row, "title").values()


def _sources_of(office: Office) -> set[str]:
    return set(db.session.scalars(select(Opportunity.source).where(Opportunity.office_id == office.id)))
