"""How the person can be reached: corrected by the referrer, and what the office was given beside it."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.core.contact_details.email_addresses import parse_address
from portal.core.contact_details.phone_numbers import parse_number
from portal.core.db import utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.referrals.added_contacts import contacts
from portal.referrals.consent import contact_corrections
from portal.referrals.detail import view_model
from portal.referrals.record import queries
from portal.referrals.record.models import Referral
from portal.web.forms.address_typos import ask_about_slip
from portal.web.forms.fields import Form, PhoneField, ShortText, VersionedForm, input_needed, is_email, regions_of
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import redirect_to, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("contacts", __name__)


class ContactForm(VersionedForm):
    """How the person can be reached, one of the two at least."""

    email = ShortText(_l("E-mail"), most=254, validators=[is_email], shaped=True)
    phone = PhoneField(_l("Phone"))
    address_kept = HiddenField()

    @classmethod
    def about(cls, referral: Referral, **sent) -> ContactForm:
        """Filled with what the referrer typed."""
        known = {"email": referral.typed_email, "phone": referral.typed_phone, "version": referral.version}
        form = cls(data=known, **sent)
        form.phone.regions = regions_of([referral.office_id])
        return form

    def validate_email(self, field) -> None:
        """One way to be reached stays."""
        if not field.data and not self.phone.data:
            raise ValidationError(_l("Give an e-mail address or a phone number, at least one."))
        ask_about_slip(field, self.address_kept)


class AddedContactForm(Form):
    """A way to reach the person that somebody of the office was given: an address or a number."""

    value = ShortText(
        _l("E-mail or phone"), most=254, validators=[input_needed(_l("Write an e-mail or a phone number."))]
    )
    regions: tuple[str, ...] = ()

    def validate_value(self, field) -> None:
        """It is read as one of the two."""
        try:
            if "@" in field.data:
                field.data = parse_address(field.data)
            else:
                field.data = parse_number(field.data, self.regions)
        except Refused as no:
            raise ValidationError(no.reason) from None


def blank_added_contact() -> AddedContactForm:
    """The form of what the office was given, empty."""
    return AddedContactForm(formdata=None)


def blank_contact(referral) -> ContactForm | None:
    """The form for who referred them, as long as it may be corrected; None for everybody else."""
    if not contact_corrections.may_correct(current_user, referral):
        return None
    return ContactForm.about(referral, formdata=None)


@bp.post("/referrals/<int:referral_id>/contact")
@signed_in
def correct_contact(referral_id: int):
    """Another address or number; the link of before ends."""
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(referral.referrer_id == current_user.id)
    form, person, now = ContactForm.about(referral), current_user._get_current_object(), utcnow()
    if not form.validate():
        return _page(referral, 422, contact=form)
    told = {"email": form.email.data or "", "phone": form.phone.data or "", "version": form.seen}
    try:
        changed = contact_corrections.correct_contact(referral, by=person, now=now, **told)
    except Refused as no:
        form.form_errors.append(no.reason)
        return _page(referral, 409 if isinstance(no, Conflict) else 422, contact=form)
    said = _("Corrected. The link of before works no more.") if changed else None
    return redirect_to(url_for("referrals.detail.show", referral_id=referral_id), said)


@bp.post("/referrals/<int:referral_id>/contacts")
@signed_in
def add_contact(referral_id: int):
    """Another way to reach the person, with the name of who was given it."""
    referral = queries.find_referral(current_user, referral_id)
    if not contacts.may_add(current_user, referral):
        abort(404)
    form = AddedContactForm()
    form.regions = regions_of([referral.office_id])
    if not form.validate():
        return _page(referral, 422, given=form)
    try:
        contacts.add_contact(referral, form.value.data, by=current_user._get_current_object(), now=utcnow())
    except Refused as no:
        form.value.errors, form.value.data = [no.reason], form.value.raw_data[0]
        return _page(referral, 422, given=form)
    return redirect_to(url_for("referrals.detail.show", referral_id=referral_id), _("Added, with your name."))


def _page(referral: Referral, status: int, **forms):
    view = view_model.for_reader(referral, current_user, utcnow(), current_language())
    context = {"view": view, "word": None, "key": new_token(), **forms}
    return render_page("referrals/detail/show.html", status=status, **context)
