"""Texts that are offered and may be edited before they are sent: those of the office, else of the organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import force_locale, lazy_pgettext
from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.config.languages import CODES
from portal.core import locks
from portal.core.caches import cached
from portal.core.db import OFFICE, Model, db
from portal.core.errors import Refused, too_long
from portal.core.forbidden_numbers import refuse_in
from portal.core.translated import among_languages

NAMES = {
    "referrer": lazy_pgettext("a name in braces", "referrer"),
    "candidate": lazy_pgettext("a name in braces", "candidate"),
    "by": lazy_pgettext("a name in braces", "by"),
}
"""What a text may name, in braces, as its language calls it; a thank-you note does not name the candidate."""
THANKS = "thanks"
LONGEST = 2000


class TextTemplate(Model):
    """One text for one use in one language; of one office, or of the whole organisation (no office)."""

    __tablename__ = "text_template"
    __table_args__ = (
        CheckConstraint(among_languages(), name="language"),
        Index("ix_text_template_use", "use", "language", "office_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    use: Mapped[str] = mapped_column(String(60), info=OFFICE)
    language: Mapped[str] = mapped_column(String(2), info=OFFICE)
    title: Mapped[str] = mapped_column(String(120), default="", info=OFFICE)
    text: Mapped[str] = mapped_column(Text, info=OFFICE)


def list_offered(use: str, office_id: int, language: str) -> list[TextTemplate]:
    """The texts for `use` ("thanks", or an outcome) in `language`: the office's own, else the organisation's."""
    mine = select(TextTemplate).where(TextTemplate.use == use, TextTemplate.language == language)
    either = mine.where(or_(TextTemplate.office_id == office_id, TextTemplate.office_id.is_(None)))
    found = db.session.scalars(either.order_by(TextTemplate.id)).all()
    own = [text for text in found if text.office_id is not None]
    return own or list(found)


def by_use(uses: Iterable[str], office_id: int | None, language: str) -> dict[str, str]:
    """The text kept for each of `uses` that has one: the office's own before the organisation's. One statement.

    `office_id` is the office, `language` the texts' own.
    """
    mine = select(TextTemplate).where(TextTemplate.use.in_(list(uses)), TextTemplate.language == language)
    either = mine.where(or_(TextTemplate.office_id == office_id, TextTemplate.office_id.is_(None)))
    found = sorted(db.session.scalars(either.order_by(TextTemplate.id)), key=lambda kept: kept.office_id is not None)
    return {kept.use: kept.text for kept in found}


def fill_text(text: str, names: dict[str, str]) -> str:
    """`text` with each `{name}` of `names` said, in whatever language; any other brace stays as it was typed."""
    for called, name in _called().items():
        if name in names:
            text = text.replace(f"{{{called}}}", names[name])
    return text


def list_placeholders(language: str) -> dict[str, str]:
    """Each of NAMES in braces, as a text in `language` is written."""
    with force_locale(language):
        return {name: f"{{{called}}}" for name, called in NAMES.items()}


@cached(None)
def _called() -> dict[str, str]:
    """Each of NAMES by what it is called in each language: all are understood in every text."""
    found = {name: name for name in NAMES}
    for language in CODES:
        with force_locale(language):
            found |= {str(called): name for name, called in NAMES.items()}
    return found


def keep_texts(use: str, office_id: int | None, language: str, texts: Iterable[tuple[str, str]]) -> bool:
    """Let `texts`, (title, text), be those of the office (None: of the organisation) for `use`; whether it changed.

    None at all: the usual ones are offered again. Raises Refused when one names something that there is not, or holds
    a number that must not be kept. `office_id` is the office, `language` the texts' own.
    """
    wanted = [(title, text) for title, text in texts if text]
    for _named, text in wanted:
        _check(use, text)
    locks.take_lock(f"texts:{office_id or ''}:{use}:{language}")
    mine = (TextTemplate.use == use, TextTemplate.language == language, _of(office_id))
    kept = db.session.scalars(select(TextTemplate).where(*mine).order_by(TextTemplate.id)).all()
    if [(row.title, row.text) for row in kept] == wanted:
        return False
    db.session.execute(delete(TextTemplate).where(*mine))
    for title, text in wanted:
        db.session.add(TextTemplate(office_id=office_id, use=use, language=language, title=title, text=text))
    return True


def list_own(uses: Iterable[str], office_id: int | None, language: str) -> dict[str, list[TextTemplate]]:
    """The texts that the office (None: the organisation) itself keeps for each of `uses`. One statement.

    `office_id` is the office, `language` the texts' own.
    """
    mine = select(TextTemplate).where(TextTemplate.use.in_(list(uses)), TextTemplate.language == language)
    found: dict[str, list[TextTemplate]] = {use: [] for use in uses}
    for row in db.session.scalars(mine.where(_of(office_id)).order_by(TextTemplate.id)):
        found[row.use].append(row)
    return found


def _of(office_id: int | None) -> ColumnElement[bool]:
    return TextTemplate.office_id.is_(None) if office_id is None else TextTemplate.office_id == office_id


def _check(use: str, text: str) -> None:
    if len(text) > LONGEST:
        raise Refused(too_long(LONGEST))
    refuse_in(text)
    for name in re.findall(r"\{(\w*)\}", text):
        meant = _called().get(name)
        if meant is None or (use == THANKS and meant == "candidate"):
            raise Refused(_("{%(name)s} is no name that can be filled in here.", name=name))
