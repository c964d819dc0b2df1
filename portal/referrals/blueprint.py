"""The blueprint of referrals: the pages of its packages, and what their templates share."""

from __future__ import annotations

from flask import Blueprint

from portal.referrals.board.views import bp as board
from portal.referrals.detail import facts
from portal.referrals.detail.contact_views import blank_added_contact, blank_contact
from portal.referrals.detail.contact_views import bp as contacts
from portal.referrals.detail.introduction_views import bp as introductions
from portal.referrals.detail.link_views import bp as candidate_links
from portal.referrals.detail.reply_views import bp as replies
from portal.referrals.detail.request_views import bp as update_requests
from portal.referrals.detail.step_views import bp as next_steps
from portal.referrals.detail.thanks_views import bp as thanks
from portal.referrals.detail.views import bp as detail
from portal.referrals.duplicates.views import bp as duplicates
from portal.referrals.handover.views import bp as handover
from portal.referrals.my_referrals.views import bp as my_referrals
from portal.referrals.pool.views import bp as pool
from portal.referrals.record import display_names, labels
from portal.referrals.recruiter_tasks.views import bp as recruiter_tasks
from portal.referrals.role_endings.under_way import count_under_way
from portal.referrals.role_endings.views import bp as role_endings
from portal.referrals.stages.definitions import FIRST, HIRED, find_stage
from portal.referrals.stages.settings import rules_version
from portal.referrals.submission.address_hints import bp as address_hints
from portal.referrals.submission.address_hints import hint_attributes
from portal.referrals.submission.contact_requests.views import bp as contact_requests
from portal.referrals.submission.decline_letters.views import bp as decline_letters
from portal.referrals.submission.forms import WordForm
from portal.referrals.submission.views import bp as submission
from portal.referrals.submission.weekly_limit.views import bp as weekly_limit
from portal.writing_help.views import bp as writing_help

bp = Blueprint("referrals", __name__)
PACKAGES = (
    address_hints,
    board,
    candidate_links,
    contacts,
    contact_requests,
    decline_letters,
    detail,
    duplicates,
    handover,
    recruiter_tasks,
    introductions,
    my_referrals,
    next_steps,
    pool,
    replies,
    role_endings,
    submission,
    thanks,
    update_requests,
    weekly_limit,
    writing_help,
)
for package in PACKAGES:
    bp.register_blueprint(package)
labels.init_blueprint(bp)
facts.init_blueprint(bp)
bp.add_app_template_global(WordForm.blank, "blank_word")
bp.add_app_template_global(rules_version, "stage_rules")
bp.add_app_template_global(display_names.aim_of)
bp.add_app_template_global(find_stage, "find_stage")
bp.add_app_template_global(blank_contact)
bp.add_app_template_global(blank_added_contact)
bp.add_app_template_global(hint_attributes, "address_hints")
bp.add_app_template_global(count_under_way, "referrals_under_way")
bp.add_app_template_global(HIRED, "hired_stage")
bp.add_app_template_global(FIRST, "first_stage")
