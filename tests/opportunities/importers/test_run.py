"""Roles from files: the real feeds become drafts, once; each bad row is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.opportunities.importers.run import field_of, import_opportunities
from portal.opportunities.models import Opportunity
from tests.opportunities.answers import listed

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
FILES = sorted(path.name for path in FEEDS.iterdir() if path.suffix in (".xml", ".csv", ".rss"))


def take(cast, name: str):
    return import_opportunities(
        (FEEDS / name).read_bytes(), name, office=cast.quebec, recruiter=cast.rita, now=utcnow()
    )


@pytest.mark.parametrize("name", FILES)
def test_a_real_feed_becomes_drafts_once(cast, name):
    first = take(cast, name)
    assert first.created
    kept = db.session.scalar(select(func.count(Opportunity.id)).where(Opportunity.state == "draft"))
    assert kept == len(first.created)
    again = take(cast, name)
    assert (again.created, len(again.known)) == ([], len(first.created) + len(first.known))


def test_imported_roles_are_found_and_can_be_read(cast, client_for):
    for name in FILES:
        take(cast, name)
    db.session.commit()
    client = client_for(cast.rita)
    found = listed(client.get("/opportunities?state=draft&shown=400"))
    assert len(found) == db.session.scalar(select(func.count(Opportunity.id)))
    for id_ in found:
        assert client.get(f"/opportunities/{id_}").status_code == 200
        assert client.get(f"/opportunities/{id_}/edit").status_code == 200
    assert listed(client.get("/opportunities?state=draft&q=conseillers%20financiere"))


def test_the_command_reports_each_bad_row_and_a_dry_run_keeps_nothing(committed, tmp_path):
    from tests import people

    cast = people.gather()
    file = tmp_path / "roles.csv"
    file.write_text(
        "external_id;title_fr;pay_min;pay_max\nA;Courtière;50;60\nB;;;\nC;Conseiller;90000;80000\nD;"
        + "x" * 161
        + ";;\n"
    )
    arguments = ["import-roles", str(file), "--office", cast.quebec.slug, "--recruiter", cast.rita.email]
    run = committed.test_cli_runner().invoke
    for more, verb, kept in ((["--dry-run"], "would be imported", 0), ([], "imported as drafts", 0)):
        said = run(args=arguments + more)
        assert said.exit_code == (1 if not kept and "0 " + verb in said.output else 0), said.output
        for line in ("line 2 (A)", "line 3 (B)", "line 4 (C)", "line 5 (D)"):
            assert line in said.output
    assert db.session.scalar(select(func.count(Opportunity.id))) == 0


def test_the_command_keeps_drafts_and_says_so(committed):
    from tests import people

    cast = people.gather()
    run = committed.test_cli_runner().invoke
    arguments = ["import-roles", str(FEEDS / "own.csv"), "--office", cast.quebec.slug, "--recruiter", cast.rita.email]
    assert "2 would be imported, 0 here already, 0 left out." in run(args=[*arguments, "--dry-run"]).output
    assert "2 imported as drafts, 0 here already, 0 left out." in run(args=arguments).output
    assert "0 imported as drafts, 2 here already, 0 left out." in run(args=arguments).output


@pytest.mark.parametrize(
    ("office", "recruiter"), [("nowhere", "rita"), ("quebec", "nobody"), ("quebec", "alice"), ("montreal", "rita")]
)
def test_an_unknown_office_or_recruiter_is_said_plainly(committed, office, recruiter):
    from tests import people

    cast = people.gather()
    slug = getattr(cast, office).slug if hasattr(cast, office) else office
    email = getattr(cast, recruiter).email if hasattr(cast, recruiter) else recruiter
    said = committed.test_cli_runner().invoke(
        args=["import-roles", str(FEEDS / "own.csv"), "--office", slug, "--recruiter", email]
    )
    assert said.exit_code == 1
    assert said.output.startswith("Error: ")


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Courtière hypothécaire", "mortgage"),
        ("Agents immobiliers", "realestate"),
        ("Wealth advisor", "wealth"),
        ("Boulanger", "insurance"),
    ],
)
def test_a_title_tells_its_field(title, field):
    assert field_of(title) == field
