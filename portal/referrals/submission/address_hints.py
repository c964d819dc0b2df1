"""While an address is typed: whether it looks like a slip. Our own server says so, by POST; nothing is kept."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from markupsafe import escape

from portal.core.db import own_unit
from portal.core.text_normalization import clean_text
from portal.web.forms.address_typos import describe_slip
from portal.web.guards import signed_in

bp = Blueprint("address_hints", __name__)
LONGEST = 254


@bp.post("/referrals/address-hint")
@signed_in
@own_unit
def show():
    """“exmaple.com: did you mean example.com?”, or nothing."""
    return str(escape(describe_slip(clean_text(request.form.get("email", "")[:LONGEST]))))


def hint_attributes() -> dict[str, str]:
    """The attributes of the field of an address, whose slip is said in `#address-slip`."""
    return {
        "hx-post": url_for("referrals.address_hints.show"),
        "hx-trigger": "change",
        "hx-target": "#address-slip",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
    }
