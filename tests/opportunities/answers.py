"""What the tests of this wing share: a form as a browser sends it, and how many statements an answer takes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from portal.core.db import db, utcnow
from portal.core.tokens import new_token
from portal.opportunities import queries
from portal.opportunities.models import Opportunity
from tests import factories

TEXT = {
    "title_fr": "Conseillère en sécurité financière",
    "title_en": "Financial security advisor",
    "summary_fr": "Reprendre 240 clients.",
    "summary_en": "Take over 240 clients.",
    "body_fr": "Vous suivez **vos** clients.",
    "body_en": "You follow **your** clients.",
}


def typed(recruiter, **changes) -> dict:
    """The fields of a whole new role, as a browser sends them."""
    facts = {
        "deed_key": new_token(),
        "office_id": str(recruiter.memberships[0].office_id),
        "recruiter_id": str(recruiter.id),
        "field": "insurance",
        "kind": "employee",
        "remote": "hybrid",
        "work_languages": "fr",
        "city": "Québec",
        "pay_min": "52 000",
        "pay_max": "68 000",
        "pay_period": "year",
        "licences_fr": "Certificat de l’AMF",
        "licences_en": "AMF certificate",
        "pay_note_fr": "",
        "pay_note_en": "",
    }
    return TEXT | facts | changes


def retyped(role: Opportunity, **changes) -> dict:
    """The fields of the form of `role` as it was sent to the browser, with `changes`."""
    same = ("title", "summary", "body", "pay_note")
    texts = {f"{part}_{code}": getattr(role, f"{part}_{code}") for part in same for code in ("fr", "en")}
    codes = {
        name: str(getattr(role, name)) for name in ("recruiter_id", "office_id", "field", "kind", "remote", "version")
    }
    pay = {"pay_min": f"{role.pay_min_cents // 100}", "pay_max": f"{role.pay_max_cents // 100}", "pay_period": "year"}
    return texts | codes | pay | {"work_languages": role.work_languages, "city": role.city} | changes


def a_found_role(recruiter, title: str = "Conseillère en sécurité financière", **columns) -> Opportunity:
    """A role that the search knows of."""
    role = factories.a_role(recruiter, title, **columns)
    queries.index_opportunity(role)
    db.session.commit()
    return role


def many(recruiter, number: int) -> None:
    """`number` open roles at once, put in the table as they are."""
    now, office = utcnow(), recruiter.memberships[0].office_id
    rows = [
        {
            "office_id": office, "recruiter_id": recruiter.id, "state": "open",
            "field": "insurance", "kind": "employee", "title_fr": f"Poste {n}", "title_en": f"Role {n}",
            "sort_fr": f"poste {n}", "sort_en": f"role {n}",
            "created_at": now, "updated_at": now, "opened_at": now,
        }
        for n in range(number)
    ]  # fmt: skip
    db.session.execute(db.insert(Opportunity), rows)
    db.session.commit()


def listed(answer) -> list[int]:
    """The ids of the roles in a list, in their order."""
    return [int(found) for found in re.findall(r'<li class="role-row" id="opportunity-(\d+)"', answer.text)]


class Inertness(HTMLParser):
    """Reads a part of a page and keeps every tag and attribute of it that could do something."""

    TAGS = frozenset({"script", "img", "iframe", "object", "embed", "style", "link", "meta", "base", "form", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.TAGS:
            self.dangers.append(tag)
        for name, value in attrs:
            acts = name.startswith(("on", "hx-", "data-hx")) or name in ("style", "src", "srcdoc")
            leads_astray = name == "href" and urlsplit(value or "").scheme not in ("", "http", "https", "mailto", "tel")
            if acts or leads_astray:
                self.dangers.append(f"{tag} {name}={value}")


def dangers(html: str) -> list[str]:
    """What in `html` could do something by itself or lead to a place that no link of ours leads to."""
    parser = Inertness()
    parser.feed(html)
    return parser.dangers


def text_of(page: str) -> str:
    """The part of a role's page that holds what people typed: after the live attributes of its article."""
    article = page[page.index("<article") : page.index("</article>")]
    body = article[article.index(">") + 1 :]
    ours = r'<form (?:class="role-state__changes"|id="(?:keep-template|star)-\d+").*?</form>'
    body = re.sub(ours, "", body, flags=re.DOTALL)
    return re.sub(r'<div id="(?:answers-\d+|pool-count)"[^>]*>', "<div>", body)
