"""Inviting many people, for administrators."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.admin.invitations import sending
from portal.admin.users import queries
from portal.admin.users.forms import TickedForm
from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.web.forms import resubmission
from portal.web.guards import admins
from portal.web.htmx import redirect_to

bp = Blueprint("invitations", __name__, url_prefix="/admin/people/invitations")


@bp.post("/ticked")
@admins
def change_ticked():
    """Invite the ticked people (`what=invite`) or give them a partner (`what=partner`), once for each form."""
    form, filters = TickedForm(), queries.Filters.from_address(request.form)
    back = url_for("admin.users.index", **filters.address())
    if not form.validate():
        raise Refused(_("Open the list again: this form was too old."))
    person, now = current_user._get_current_object(), utcnow()

    def done() -> int:
        chosen = sending.find_ticked(_ticked_ids(filters) if form.everybody.data else _ids(request.form))
        if form.what.data == "partner":
            return sending.name_partner(chosen, form.partner_id, by=person, now=now)
        return sending.invite_people(chosen, by=person, now=now)

    count = idempotency.do_once(form.deed_key.data, person.id, resubmission.request_words(), done, now)
    if form.what.data == "partner":
        said = ngettext("%(num)s producer has this partner now.", "%(num)s producers have this partner now.", count)
    else:
        said = ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count)
    return redirect_to(back, said)


def _ids(form) -> list[int]:
    texts = dict.fromkeys(form.getlist("person"))
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]


def _ticked_ids(filters: queries.Filters) -> list[int]:
    """All whom the filters leave, one more than may be at most."""
    return [person.id for person in db.session.scalars(queries.select_people(filters).limit(sending.MOST + 1))]
