"""Each value of a role stands under its own name, in a list and on its page, whichever way it was read."""

from __future__ import annotations

from portal.core.db import db
from portal.opportunities import queries
from portal.opportunities.detail import find_opportunity
from portal.opportunities.filters import Filters
from portal.opportunities.rows import OpportunityDetail, Row
from tests import factories

FACTS = {
    "pay_min_cents": 5_000_000,
    "pay_max_cents": 6_000_000,
    "city": "Lévis",
    **{
        f"{part}_{language}": f"{part} {language}"
        for part in ("title", "summary", "body", "pay_note")
        for language in ("fr", "en")
    },
    "licences": [{"fr": "Permis", "en": "Licence"}],
}


def test_a_role_reads_the_same_by_its_statement_and_by_its_row(cast):
    cast.rita.title, cast.rita.phone = "Conseillère", "+14185550101"
    role = factories.a_role(cast.rita, **FACTS)
    db.session.commit()
    read, held = find_opportunity(cast.rita, role.id), OpportunityDetail.from_opportunity(role)
    assert read == held
    told = read._asdict()
    assert {name: told[name] for name in FACTS if name != "licences"} | {"licences": FACTS["licences"]} == FACTS
    assert read.licences == (("Permis", "Licence"),)
    person = (read.recruiter_id, read.recruiter, read.recruiter_title, read.recruiter_phone, read.recruiter_email)
    assert person == (cast.rita.id, cast.rita.name, "Conseillère", "+14185550101", cast.rita.email)
    assert (read.office_id, read.office, read.office_version) == (role.office.id, role.office.name, role.office.version)
    (line,) = queries.list_opportunities(cast.rita, Filters(), "fr").rows
    assert line == Row(**{name: told[name] for name in Row._fields})
