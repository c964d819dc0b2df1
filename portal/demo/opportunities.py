"""The roles of the demo: open while the year is played, then as their text says."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.config.languages import CODES
from portal.core.db import db
from portal.demo.content_loader import list_opportunities, read_content
from portal.demo.people import Company
from portal.opportunities import queries
from portal.opportunities.models import Opportunity

LONG_AGO = {"filled": 240, "closed": 300}
"""Days by which the roles that are over were opened earlier, so that the year has something to refer to."""


def publish_opportunities(company: Company, now: datetime) -> dict[str, Opportunity]:
    """Every role, open since its day, by key."""
    made = {}
    for number, told in enumerate(list_opportunities()):
        made[told["key"]] = role = _role(told, company, now, number)
        db.session.add(role)
    db.session.flush()
    for role in made.values():
        queries.index_opportunity(role)
    return made


def _role(told: dict, company: Company, now: datetime, number: int) -> Opportunity:
    recruiters = company.recruiters[told["office"]]
    office = company.offices[told["office"]]
    opened = now - timedelta(days=told["days_ago"] + LONG_AGO.get(told["state"], 0), hours=number % 5)
    parts = {part: told.get(part, {}) for part in ("title", "summary", "body", "pay_note")}
    words = {f"{part}_{code}": texts.get(code, "").strip() for part, texts in parts.items() for code in CODES}
    return Opportunity(
        office_id=office.id,
        recruiter_id=recruiters[number % len(recruiters)].id,
        state="open",
        work_languages=",".join(code for code in CODES if code in told["work_languages"]),
        city=told.get("city", office.city),
        pay_min_cents=_cents(told.get("pay_min")),
        pay_max_cents=_cents(told.get("pay_max")),
        pay_period=told.get("period", "year"),
        licences=[_licence(name) for name in told.get("licences", [])],
        created_at=opened,
        opened_at=opened,
        updated_at=opened,
        announced_at=opened,
        **words,
        **{name: told[name] for name in ("field", "kind", "remote", "currency")},
    )


def _licence(name: str) -> dict[str, str]:
    told = read_content("licences")[name]
    return {code: told[code] for code in CODES if code in told}


def _cents(units: int | None) -> int | None:
    return None if units is None else units * 100


def settle_states(made: dict[str, Opportunity], now: datetime) -> None:
    """Give each role the state that its text says."""
    for told in list_opportunities():
        role = made[told["key"]]
        role.state = told["state"]
        if told["state"] in ("filled", "closed"):
            role.closed_at = now - timedelta(days=told["days_ago"])
        if told["state"] == "draft":
            role.opened_at = role.announced_at = None
