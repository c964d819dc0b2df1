"""Inviting many people, for administrators."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.admin import overview
from portal.admin.invitations import adding, roster, sending
from portal.admin.invitations.forms import LONGEST, ListForm
from portal.admin.users import queries
from portal.admin.users.forms import TickedForm
from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.text_normalization import clean_text
from portal.web.forms import resubmission
from portal.web.guards import admins
from portal.web.htmx import redirect_to, render_page

bp = Blueprint("invitations", __name__, url_prefix="/admin/people/invitations")
PAGE = "admin/invitations/list.html"


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


@bp.get("/list")
@admins
def show_list():
    """Where a list of people is pasted, or a file of one is chosen."""
    return render_page(PAGE, **_list_page(_list_form()))


@bp.post("/list")
@admins
def add_list():
    """Look at a list (`step=check`), or add everybody in it and invite them, once for each form (`step=add`)."""
    form, person, now = _list_form(), current_user._get_current_object(), utcnow()
    lines: list[roster.Line] = []
    if form.validate():
        try:
            lines = roster.read_lines(form.people.data, dict(overview.office_names()), form.office_id)
            if request.form.get("step") == "add":
                return _add_once(form, lines, person, now)
        except Refused as no:
            form.form_errors.append(no.reason)
    wrong = bool(form.errors) or any(line.error for line in lines)
    return render_page(PAGE, status=422 if wrong else 200, **_list_page(form, lines))


def _add_once(form: ListForm, lines: list[roster.Line], person, now):
    def done() -> int:
        return adding.add_people(lines, form.plan, language=form.language.data, by=person, now=now)

    count = idempotency.do_once(form.deed_key.data, person.id, resubmission.request_words(), done, now)
    said = ngettext("%(num)s person was added.", "%(num)s people were added.", count)
    return redirect_to(url_for("admin.users.index", state="invited"), said)


def _list_form() -> ListForm:
    form = ListForm()
    form.office.choices = [("", _("Choose…")), *((str(id_), name) for id_, name in overview.office_names())]
    file = request.files.get("file")
    if file and (content := file.read(4 * LONGEST)):
        form.people.data = clean_text(roster.decode_file(content))
    return form


def _list_page(form: ListForm, lines: Sequence[roster.Line] = ()) -> dict:
    form.renew_key()
    known = adding.find_known(lines) if lines else set()
    fine = [line for line in lines if not line.error and line.email not in known]
    return {"form": form, "lines": lines, "known": known, "fine": fine, "offices": dict(overview.office_names())}


def _ids(form) -> list[int]:
    texts = dict.fromkeys(form.getlist("person"))
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]


def _ticked_ids(filters: queries.Filters) -> list[int]:
    """All whom the filters leave, one more than may be at most."""
    return [person.id for person in db.session.scalars(queries.select_people(filters).limit(sending.MOST + 1))]
