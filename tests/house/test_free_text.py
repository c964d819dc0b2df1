"""No free text of any form takes a government or bank number, and no rule that keeps text lets one in (privacy 9)."""

from __future__ import annotations

import importlib
import pkgutil
from zoneinfo import ZoneInfo

import pytest
from wtforms import EmailField, Form, HiddenField, PasswordField, StringField, TelField, URLField
from wtforms.validators import StopValidation

import portal
from portal.core.db import utcnow
from portal.core.errors import Refused
from portal.core.forbidden_numbers import REASONS
from portal.opportunities import editing
from portal.referrals.introductions.verbal_consent import record_agreement
from portal.referrals.next_steps import steps
from portal.referrals.stages import transitions
from portal.referrals.status_updates import office_notes, updates
from portal.referrals.submission import drafts
from portal.web.forms import fields
from tests import factories
from tests.referrals.submission.answers import typed

NUMBERS = {
    "sin": "130 692 544",
    "card": "4111 1111 1111 1111",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "nir": "1 55 08 75 116 008 18",
}
SHAPED = (HiddenField, PasswordField, EmailField, TelField, URLField)
SHAPED_NAMES = {"email", "phone"}
"""What is checked for a shape of its own, and is no free text."""


def every_form() -> set[type]:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name not in ("portal.serve", "portal.worker"):
            importlib.import_module(module.name)
    found, left = set(), [fields.Form]
    while left:
        left += (below := left.pop().__subclasses__())
        found |= set(below)
    return {form for form in found if form.__module__.startswith("portal.")}


def free_texts() -> list[tuple[str, object]]:
    told = []
    for form in every_form():
        for name in dir(form):
            field = getattr(form, name)
            kind = getattr(field, "field_class", None)
            if kind and issubclass(kind, StringField) and not issubclass(kind, SHAPED) and name not in SHAPED_NAMES:
                told.append((f"{form.__module__}.{form.__name__}.{name}", field))
    return sorted(told, key=lambda one: one[0])


def refuses(unbound, text: str) -> bool:
    field = unbound.bind(form=Form(), name="field")
    field.data, field.raw_data = text, [text]
    for check in field.validators:
        try:
            check(Form(), field)
        except StopValidation as no:
            if no.args and no.args[0] in REASONS.values():
                return True
        except Exception:  # another rule of the field, which needs its form
            continue
    return False


@pytest.mark.sqlite_only
def test_every_free_text_of_every_form_refuses_each_kind_of_number(app):
    told = free_texts()
    assert len(told) > 60
    with app.test_request_context():
        holes = [
            f"{name} takes a {kind}"
            for name, field in told
            for kind, text in NUMBERS.items()
            if not refuses(field, f"Son numéro est {text}, je crois.")
        ]
    assert not holes, "\n".join(holes)


@pytest.mark.parametrize("kind", NUMBERS)
def test_the_rules_that_keep_text_refuse_it_too(cast, kind):
    bad, now = f"Voici : {NUMBERS[kind]}", utcnow()
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received")
    waiting = factories.a_referral(cast.alice, factories.a_role(cast.rita))
    role = factories.a_role(cast.rita)
    told = {"on": now.astimezone(ZoneInfo(cast.quebec.timezone)).date(), "channel": "phone", "how": bad}
    common = {"by": cast.rita, "now": now}
    deeds = {
        "a word": lambda: updates.tell_referrer(referral, bad, **common),
        "a note": lambda: transitions.move_referral(
            referral, "contacted", version=referral.version, note=bad, **common
        ),
        "an internal note": lambda: transitions.move_referral(
            referral, "contacted", version=referral.version, private_note=bad, **common
        ),
        "a note for the office": lambda: office_notes.write_office_note(referral, bad, **common),
        "a call": lambda: office_notes.log_person_call(referral, bad, **common),
        "a next step": lambda: steps.plan_step(
            referral, steps.Plan("other", told["on"], whom=bad), version=referral.version, **common
        ),
        "an agreement": lambda: record_agreement(waiting, version=waiting.version, **told, **common),
        "a draft": lambda: drafts.keep_draft(
            {name: [value] for name, value in typed(why=bad).items() if isinstance(value, str)},
            by=cast.alice, now=now, opportunity_id=None,
        ),
        "a role": lambda: editing.edit_opportunity(role, {"body_fr": bad}, version=role.version, **common),
        "a new role": lambda: editing.create_opportunity({"title_fr": bad}, office=cast.quebec, **common),
    }  # fmt: skip
    for name, deed in deeds.items():
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.reason == REASONS[kind], name


def test_a_draft_may_hold_a_phone_number_of_any_country(cast):
    fields = {name: [value] for name, value in typed(phone="+4915112345677").items() if isinstance(value, str)}
    assert drafts.keep_draft(fields, by=cast.alice, now=utcnow(), opportunity_id=None) is not None


def test_the_key_of_a_form_that_looks_like_an_account_hinders_no_draft(cast):
    fields = {"deed_key": ["FR1420041010050500013M02606"], "name": ["Jeanne"]}
    assert drafts.keep_draft(fields, by=cast.alice, now=utcnow(), opportunity_id=None) is not None
