"""The templates of roles of one’s offices."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.opportunities.role_templates import templates
from portal.web.guards import only
from portal.web.htmx import redirect_to, render_page

bp = Blueprint("role_templates", __name__)


@bp.get("/opportunities/templates")
@only("recruiter")
def index():
    """What a new role may begin with."""
    kept = db.session.scalars(templates.select_templates(current_user)).all()
    return render_page("opportunities/role_templates/index.html", templates=kept)


@bp.post("/opportunities/templates/<int:template_id>")
@only("recruiter")
def delete_template(template_id: int):
    """Throw a template away."""
    templates.delete_template(templates.find_template(template_id, current_user))
    return redirect_to(url_for(".index"), _("Template deleted."))
