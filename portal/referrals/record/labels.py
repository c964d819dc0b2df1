"""What the facts of a referral are called: how people know each other, how well one vouches."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.opportunities.labels import FIELDS
from portal.referrals.stages.definitions import STAGES
from portal.web.i18n import language_names

KNOWN_AS = {
    "colleague": _l("Colleague"),
    "client": _l("Client"),
    "classmate": _l("Studied together"),
    "friend": _l("Friend"),
    "family": _l("Family"),
    "community": _l("Neighbourhood or association"),
    "met_once": _l("Met once"),
}
AGREED_BY = {"phone": _l("On the phone"), "in_person": _l("Face to face"), "text": _l("By text message")}
"""How somebody may have agreed to be named; any other way is kept as it was typed."""
VOUCHED = {
    4: _l("I would put my own name behind this person"),
    3: _l("I have seen this person’s work, and it was good"),
    2: _l("I have a good impression, without having seen the work"),
    1: _l("I barely know how this person works"),
}
HARDLY_KNOWN = ("met_once", 1)
"""The relationship, and the level of vouching, at which two other paths are offered first."""
LANGUAGES = language_names.language_choices()
BECAME = {stage.code: stage.became for stage in STAGES}
"""What became of a referral, for who made it."""


def describe_agreement(how: str) -> str:
    """How somebody agreed to be named, in words of the reader where it is one of AGREED_BY, else as it was typed."""
    return str(AGREED_BY.get(how, how))


def is_hardly_known(relationship: str | None, vouch: str | int | None) -> bool:
    """Whether somebody described so would better be asked first, or told no; referring them stays possible."""
    return relationship == HARDLY_KNOWN[0] or str(vouch) == str(HARDLY_KNOWN[1])


def init_blueprint(bp: Blueprint) -> None:
    """Make these words filters of every template: `{{ referral.relationship | known_as }}`."""
    bp.add_app_template_filter(KNOWN_AS.__getitem__, "known_as")
    bp.add_app_template_filter(describe_agreement)
    bp.add_app_template_filter(VOUCHED.__getitem__, "vouched")
    bp.add_app_template_filter(FIELDS.__getitem__, "field_name")
