"""Role × office × route: what each of the cast meets at every route, with things of Alice's office in Québec.

`open`: let in (whatever an empty form then answers). 403: they see it, the deed is not theirs. 404: for them it
does not exist. A route that is missing here fails the test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.core.db import db, utcnow
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.filters import Filters
from portal.opportunities.role_templates.models import RoleTemplate
from portal.opportunities.saved import searches
from portal.referrals.acknowledgements import thanks
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record.models import ReferralDraft
from portal.referrals.submission.contact_requests import requests
from portal.referrals.submission.weekly_limit.limit import GoAhead
from tests import factories
from tests.house.owned_things import make_owned

PEOPLE = ("alice", "rita", "max", "bruno", "romain", "ada")
"""Producer, recruiter and manager of Québec; producer and recruiter of Montréal; admin."""
OPEN, NOT_THEIRS, NOT_THERE = "open", 403, 404


def row(*answers):
    return dict(zip(PEOPLE, answers, strict=True))


ALL = row(*[OPEN] * 6)
MEMBERS = row(OPEN, OPEN, OPEN, OPEN, OPEN, 403)
"""Whoever belongs to an office; the admin of the cast belongs to none."""
STAFF = row(403, OPEN, OPEN, 403, OPEN, OPEN)
RECRUITERS = row(403, OPEN, 403, 403, OPEN, OPEN)
ADMINS = row(403, 403, 403, 403, 403, OPEN)
OF_QUEBEC = row(OPEN, OPEN, OPEN, 404, 404, OPEN)
HERS = row(OPEN, 404, 404, 404, 404, 404)
LIKENESS = row(403, OPEN, 403, 403, 404, 404)
"""Two people whom only recruiters of Québec may read both."""
HELD_BY_QUEBEC = row(403, OPEN, 403, 404, 404, 403)
"""Seen by Québec; done by its recruiters alone: an admin holds no role there by that."""

ROUTES = {
    "accounts.profile.change_details": ALL,
    "accounts.profile.change_own_password": ALL,
    "accounts.profile.end_other_sessions": ALL,
    "accounts.profile.end_session": HERS,
    "accounts.profile.extend_session": ALL,
    "accounts.profile.show": ALL,
    "accounts.sign_in.sign_out": ALL,
    "admin.consents": ADMINS,
    "admin.index": ADMINS,
    "admin.log": ADMINS,
    "admin.office_settings.close_day": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.office_settings.open_day": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.office_settings.rest_on_holiday": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.office_settings.show": OF_QUEBEC,
    "admin.office_settings.work_on_holiday": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.message_templates.change_of_all": ADMINS,
    "admin.message_templates.change_of_office": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.message_templates.of_all": ADMINS,
    "admin.message_templates.of_office": row(403, 403, OPEN, 403, 403, OPEN),
    "admin.offices.change": ADMINS,
    "admin.offices.create": ADMINS,
    "admin.offices.index": ADMINS,
    "admin.offices.new": ADMINS,
    "admin.offices.show": ADMINS,
    "admin.invitations.add_list": ADMINS,
    "admin.invitations.change_ticked": ADMINS,
    "admin.succession.hand_on": ADMINS,
    "admin.succession.show": ADMINS,
    "admin.invitations.show_list": ADMINS,
    "admin.users.change": ADMINS,
    "admin.users.change_access": ADMINS,
    "admin.users.change_roles": ADMINS,
    "admin.users.create": ADMINS,
    "admin.users.index": ADMINS,
    "admin.users.make_link": ADMINS,
    "admin.users.new": ADMINS,
    "admin.users.show": ADMINS,
    "admin.show_access_log": ADMINS,
    "admin.stages.change": ADMINS,
    "admin.stages.show": ADMINS,
    "admin.emails.change_rhythm": ADMINS,
    "admin.emails.index": ADMINS,
    "admin.emails.letter": ADMINS,
    "admin.emails.letter_html": ADMINS,
    "admin.emails.letters": ADMINS,
    "admin.emails.retry": ADMINS,
    "admin.emails.retry_all": ADMINS,
    "admin.emails.show_rhythm": ADMINS,
    "admin.emails.send_trial": ADMINS,
    "admin.emails.show_trial": ADMINS,
    "home.index": ALL,
    "home.palette": ALL,
    "live.signals_since": ALL,
    "notifications.unread_notices": ALL,
    "notifications.index": ALL,
    "notifications.preferences.change": ALL,
    "notifications.preferences.show": ALL,
    "notifications.mark_notice_read": HERS,
    "notifications.mark_all_read": ALL,
    "opportunities.index": ALL,
    "opportunities.show": ALL,
    "opportunities.saved.index": ALL,
    "opportunities.saved.star_role": ALL,
    "opportunities.saved.save_search": ALL,
    "opportunities.saved.change": HERS,
    "opportunities.role_templates.index": RECRUITERS,
    "opportunities.role_templates.delete_template": row(403, OPEN, 403, 403, 404, 404),  # Rita has deleted it
    "opportunities.editor.keep_template": row(403, OPEN, 403, 403, 403, OPEN),
    "opportunities.editor.answer_still_open": row(403, OPEN, 403, 403, 403, OPEN),
    "opportunities.candidate_requests.index": row(403, OPEN, OPEN, 403, 403, OPEN),
    "opportunities.candidate_requests.ask_producers": row(403, OPEN, 403, 403, 403, OPEN),
    "opportunities.candidate_requests.show": OF_QUEBEC,
    "opportunities.candidate_requests.answer_request": row(OPEN, 403, 403, 404, 404, 403),
    "opportunities.candidate_requests.reply_to_question": row(403, OPEN, 403, 404, 404, OPEN),
    "opportunities.editor.new": RECRUITERS,
    "opportunities.editor.create": RECRUITERS,
    "opportunities.editor.preview_text": RECRUITERS,
    "opportunities.editor.edit": row(403, OPEN, 403, 403, 403, OPEN),
    "opportunities.editor.save_opportunity": row(403, OPEN, 403, 403, 403, OPEN),
    "opportunities.editor.change_state": row(403, OPEN, 403, 403, 403, OPEN),
    "producers.index": ALL,
    "producers.show": OF_QUEBEC,
    "producers.edit": row(OPEN, OPEN, OPEN, 404, 404, OPEN),
    "producers.save_profile": row(OPEN, 403, 403, 404, 404, 403),
    "producers.choose_partner": row(403, OPEN, OPEN, 404, 404, OPEN),
    "producers.write_note": row(403, OPEN, 403, 404, 404, 403),
    "referrals.candidate_portal.take_back": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.decline_letters.rewrite_letter": ALL,
    "referrals.decline_letters.show": ALL,
    "referrals.pool.index": STAFF,
    "referrals.pool.count_for_role": STAFF,
    "referrals.pool.choose_month": row(403, OPEN, 403, 403, 404, 403),
    "referrals.recruiter_tasks.put_off": row(403, OPEN, 403, 403, 404, 403),
    "referrals.contacts.add_contact": row(*[404] * 6),
    "referrals.documents.add_given": row(*[404] * 6),
    "referrals.documents.show": row(*[404] * 6),  # until the introduction opens
    "referrals.writing_help.advise_text": ALL,
    "referrals.candidate_links.resend_link": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.update_requests.ask_for_update": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.my_referrals.index": ALL,
    "referrals.my_referrals.outcomes": ALL,
    "referrals.link_reissue.renew_link": ADMINS,
    "referrals.link_reissue.show": ADMINS,
    "referrals.weekly_limit.ask_go_ahead": MEMBERS,
    "referrals.weekly_limit.show": row(OPEN, OPEN, 404, 404, 404, OPEN),
    "referrals.weekly_limit.save_answer": row(403, OPEN, 404, 404, 404, 403),
    "referrals.submission.new": MEMBERS,
    "referrals.submission.submit": MEMBERS,
    "referrals.submission.save_draft": row(OPEN, 404, 404, 404, 404, 403),
    "referrals.submission.save_draft (a new one)": MEMBERS,
    "referrals.submission.remove_draft": HERS,
    "referrals.detail.show": OF_QUEBEC,
    "referrals.detail.write_note": HELD_BY_QUEBEC,
    "referrals.contact_requests.index": ALL,
    "referrals.contact_requests.new": MEMBERS,
    "referrals.contact_requests.create": MEMBERS,
    "referrals.contact_requests.show": HERS,
    "referrals.contact_requests.begin_referral": HERS,
    "referrals.contact_requests.remove_request": HERS,
    "referrals.handover.show": STAFF,
    "referrals.handover.hand_over": STAFF,
    "referrals.introductions.save_answer": HELD_BY_QUEBEC,
    "referrals.introductions.show_more": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.introductions.tell_more": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.recruiter_tasks.index": RECRUITERS,
    "referrals.recruiter_tasks.tell_referrer": row(403, OPEN, 403, 403, 404, 403),
    "referrals.recruiter_tasks.thank_together": RECRUITERS,
    "referrals.next_steps.show": HELD_BY_QUEBEC,
    "referrals.next_steps.plan_step": HELD_BY_QUEBEC,
    "referrals.next_steps.end_step": HELD_BY_QUEBEC,
    "referrals.next_steps.download_step": HELD_BY_QUEBEC,
    "referrals.recruiter_tasks.end_step": row(403, OPEN, 403, 403, 404, 403),
    "referrals.recruiter_tasks.mark_reply_read": row(403, OPEN, 403, 403, 404, 403),
    "referrals.replies.show": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.replies.send_reply": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.thanks.show": HELD_BY_QUEBEC,
    "referrals.thanks.show_choices": HELD_BY_QUEBEC,
    "referrals.thanks.thank_referrer": HELD_BY_QUEBEC,
    "referrals.thanks.log_call": HELD_BY_QUEBEC,
    "referrals.thanks.leave_voice_note": HELD_BY_QUEBEC,
    "referrals.thanks.play_voice_note": OF_QUEBEC,
    "referrals.thanks.remove_voice_note": row(403, OPEN, 403, 404, 404, 403),
    "referrals.thanks.edit_text": row(403, OPEN, 403, 404, 404, 403),
    "referrals.thanks.save_text": row(403, OPEN, 403, 404, 404, 403),
    "referrals.duplicates.already_known": ALL,
    "referrals.duplicates.index": RECRUITERS,
    "referrals.duplicates.show": LIKENESS,
    "referrals.duplicates.merge_records": LIKENESS,
    "referrals.duplicates.keep_apart": LIKENESS,
    "referrals.duplicates.separate_records": LIKENESS,
    "referrals.address_hints.show": ALL,
    "referrals.contacts.correct_contact": row(OPEN, 403, 403, 404, 404, 403),
    "referrals.role_endings.show": row(403, OPEN, 403, 403, 403, 403),
    "referrals.role_endings.settle_referrals": row(403, OPEN, 403, 403, 403, 403),
    "referrals.board.show_board": STAFF,
    "referrals.board.show_column": STAFF,
    "referrals.board.show_heads": STAFF,
    "referrals.board.show_rows": STAFF,
    "referrals.board.show_card": row(404, OPEN, OPEN, 404, 404, OPEN),
    "referrals.board.move_card": HELD_BY_QUEBEC,
    "referrals.board.undo_move": HELD_BY_QUEBEC,
    "referrals.board.agreement_form": HELD_BY_QUEBEC,
    "referrals.board.confirm_agreement": row(403, OPEN, OPEN, 404, 404, 403),
    "referrals.board.record_agreement": HELD_BY_QUEBEC,
    "referrals.board.set_agreement_aside": row(403, OPEN, OPEN, 404, 404, 403),
}
STREAMS = {"live.stream"}
"""Never ends by itself: tests/live has its own."""


def declared(app) -> set[str]:
    return {name for name, view in app.view_functions.items() if not view.door.public} - STREAMS


@pytest.mark.sqlite_only
def test_every_route_is_in_the_matrix(app):
    assert declared(app) == {name.split()[0] for name in ROUTES}


@pytest.fixture
def things(app, cast):
    """One of each thing of Alice in Québec, by the name of its id in addresses."""
    role = factories.a_role(cast.rita)
    referral = factories.with_step(factories.a_referral(cast.alice, role), cast.rita)
    asked = requests.create_request("Julie", "fr", None, by=cast.alice, now=utcnow())
    said = {"name": "Julie Roy", "email": "", "phone": "", "fields": [], "experience": "Courtière.", "wish": ""}
    requests.answer_request(asked, said | {"may_be_named": False}, now=utcnow())
    sound = (Path(__file__).parents[1] / "data" / "sound" / "tone.webm").read_bytes()
    voice = thanks.leave_voice_note(referral, sound, "Merci.", by=cast.rita, now=utcnow())
    draft = ReferralDraft(user_id=cast.alice.id, answers={"typed": {}}, updated_at=utcnow())
    go_ahead = GoAhead(user_id=cast.alice.id, office_id=cast.quebec.id, asked_at=utcnow())
    alike = [factories.a_referral(cast.alice, role, stage="received").candidate_id for _record in range(2)]
    likeness = Likeness(first_id=alike[0], second_id=alike[1], why="field", found_at=utcnow())
    name_asked = CandidateRequest(opportunity=role, user=cast.alice, by=cast.rita, message="?", asked_at=utcnow())
    template = RoleTemplate(office_id=cast.quebec.id, name="Courtier", values={}, kept_at=utcnow())
    search = searches.save_search(Filters(field=("insurance",)), by=cast.alice, now=utcnow())
    db.session.add_all((draft, go_ahead, likeness, template, name_asked))
    db.session.commit()
    return {
        "opportunity_id": role.id,
        "referral_id": referral.id,
        "producer_id": cast.alice.id,
        "person_id": cast.alice.id,
        "office_id": cast.quebec.id,
        "draft_id": draft.id,
        "voice_id": voice.id,
        "request_id": asked.id,
        "go_ahead_id": go_ahead.id,
        "likeness_id": likeness.id,
        "search_id": search.id,
        "template_id": template.id,
        "candidate_request_id": name_asked.id,
        "move_id": 1,
        "day_id": 1,
        "day": "2027-01-01",
        "section": "thanks",
        "name": "notifications.news",
        "last_id": 0,
        "column": "received",
    }


def rules_of(app, endpoint: str) -> list:
    """The rules that the row speaks of: those with an id, unless it says “(a new one)” or there are none."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint.split()[0]]
    with_id = [rule for rule in rules if rule.arguments]
    return [rule for rule in rules if not rule.arguments] if "(" in endpoint else with_id or rules


@pytest.mark.sqlite_only
@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_each_person_meets_what_the_matrix_says(app, cast, client_for, things, endpoint):
    rules = rules_of(app, endpoint)
    for person, expected in ROUTES[endpoint].items():
        client = client_for(getattr(cast, person))
        for rule in rules:
            values = {name: things.get(name) or make_owned(name, cast) for name in rule.arguments}
            with app.test_request_context():
                url = app.url_for(rule.endpoint, **values)
            method = "GET" if "GET" in rule.methods else "POST"
            met = client.open(url, method=method, htmx=endpoint.endswith((".column", ".heads", ".rows", ".card")))
            assert outcome(met.status_code) == expected, f"{person} at {method} {url}: {met.status_code}"


def outcome(status: int) -> str | int:
    if status in (NOT_THEIRS, NOT_THERE):
        return status
    assert status != 401
    assert status < 500
    return OPEN
