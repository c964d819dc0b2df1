"""The forms of a request: whom to ask with which words, what the producer answers, what is said to their question."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.opportunities.candidate_requests.requests import Proposal
from portal.web.forms.choices import MultiCheckboxField
from portal.web.forms.fields import Form, LongText, OnceForm, input_needed

LONGEST = 1000


class AskForm(OnceForm):
    """Whom to ask, and the message."""

    to = MultiCheckboxField(
        _l("Who to ask"), validate_choice=False, validators=[input_needed(_l("Choose who to ask."))]
    )
    message = LongText(_l("Your message"), most=LONGEST, validators=[input_needed(_l("Write a message first."))])

    def offer_producers(self, proposals: list[Proposal]) -> AskForm:
        """Let these be chosen; whoever was asked in the meantime is named by the rule."""
        self.to.choices = [(str(one.id), one.name) for one in proposals]
        self.to.process_formdata(self.to.raw_data or [])  # what was sent could not be known before the choices
        return self


class QuestionForm(Form):
    """What the producer wants to know; the answer itself is the button."""

    question = LongText(_l("What would you like to know?"), most=LONGEST)


class ReplyForm(Form):
    """What a recruiter says to the question."""

    reply = LongText(_l("Your answer"), most=LONGEST, validators=[input_needed(_l("Write an answer first."))])
