"""The texts that are offered: of one office, for its managers; of the whole organisation, for administrators."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.admin.message_templates import editing
from portal.admin.message_templates.editing import SECTIONS
from portal.admin.office_policy import find_office, may_run
from portal.config import languages
from portal.core.db import utcnow
from portal.core.errors import Refused
from portal.core.text_normalization import clean_text
from portal.offices.models import Office
from portal.web.guards import admins, only, require_allowed
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("message_templates", __name__)
PAGE = "admin/message_templates/index.html"


@bp.get("/offices/<int:office_id>/texts")
@only("manager")
def of_office(office_id: int):
    """The texts of one office."""
    return render_page(PAGE, **_shown(_mine(office_id)))


@bp.post("/offices/<int:office_id>/texts/<section>")
@only("manager")
def change_of_office(office_id: int, section: str):
    """Let an office offer other texts."""
    return _change(_mine(office_id), section)


@bp.get("/admin/texts")
@admins
def of_all():
    """The texts of the whole organisation."""
    return render_page(PAGE, **_shown(None))


@bp.post("/admin/texts/<section>")
@admins
def change_of_all(section: str):
    """Let every office without texts of its own offer others."""
    return _change(None, section)


def _mine(office_id: int) -> Office:
    office = find_office(office_id)
    require_allowed(may_run(office))
    return office


def _change(office: Office | None, section: str):
    if section not in SECTIONS:
        abort(404)
    texts = [clean_text(text) for text in request.form.getlist("text")]
    titles = [clean_text(title)[:120] for title in request.form.getlist("title")] or [""] * len(texts)
    given = list(zip(titles, texts, strict=False))
    if len(given) != len(editing.list_section(section, office.id if office else None, _language())):
        abort(422)
    try:
        editing.change_texts(section, office, _language(), given, by=current_user, now=utcnow())
    except Refused as no:
        return answer_refused(PAGE, **_shown(office), at=section, given=given, refusal=no.reason)
    return redirect_to(_address(office, section), _("Saved. It is offered from now on."))


def _address(office: Office | None, section: str) -> str:
    more = {"language": _language(), "_anchor": section}
    return url_for(".of_office", office_id=office.id, **more) if office else url_for(".of_all", **more)


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in languages.CODES else current_language()


def _shown(office: Office | None) -> dict:
    language, office_id = _language(), office.id if office else None
    every = [(name, editing.title_of(name), editing.list_section(name, office_id, language)) for name in SECTIONS]
    return {"office": office, "sections": every, "written_in": language}
