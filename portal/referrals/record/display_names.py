"""Which referral it is, for lists that speak of several: whom it is about and for what, as the reader may know."""

from __future__ import annotations

from sqlalchemy import Row, and_, case, null, or_, select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.translated import Texts
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.record import access_log
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, name_read_by, visible_to, works_on
from portal.web.i18n.translations import gettext as _
from portal.web.i18n.translations import reader_language


def find_display_names(referrals: set[int], reader: User, place: str) -> dict[int, str]:
    """“Jeanne Bouchard · Advisor”, by id, of those of `referrals` that `reader` may know of; at most one statement.

    Who may not know the person reads the role alone, and so does everybody in a letter (`place` "mail"): it stays
    where no withdrawal reaches it. Names that staff read are kept as seen at `place`.
    """
    if not referrals:
        return {}
    named = place != "mail"
    rows = db.session.execute(_selection(reader, named=named).where(Referral.id.in_(sorted(referrals)))).all()
    if named:
        access_log.record_sightings(place, [row.id for row in rows if row.name is not None], by=reader)
    return {row.id: " · ".join(part for part in (row.name, _aim(row)) if part) for row in rows}


def _selection(reader: User, *, named: bool):
    own = and_(Referral.referrer_id == reader.id, Candidate.erased_at.is_(None))
    known = and_(works_on(reader), identity_is_open())
    name = case((or_(own, known), name_read_by(reader.id))) if named else null()
    columns = (Referral.id, name.label("name"), Office.name.label("office"))
    query = select(*columns, *Opportunity.title.columns).join(Candidate)
    query = query.join(Office, Office.id == Referral.office_id)
    return query.outerjoin(Opportunity, Opportunity.id == Referral.opportunity_id).where(visible_to(reader))


def _aim(row: Row) -> str:
    return aim_of(Opportunity.title.of(row), row.office, reader_language())


def aim_of(titles: Texts | None, office: str, language: str) -> str:
    """What a referral is for: the title of its role, in `language` if it can be, else `office` in general."""
    return (titles or Texts()).in_language(language)[0] or _("%(office)s, in general", office=office)


def holder_of(recruiter: str | None, office: str) -> str:
    """Who holds a referral, by name; the recruiters of `office` as long as nobody does."""
    return recruiter or _("the recruiting team (%(office)s)", office=office)
