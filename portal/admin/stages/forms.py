"""The form of all stages at once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange

from portal.referrals.stages import settings
from portal.referrals.stages.definitions import ALL_STAGES, OUTCOMES
from portal.referrals.stages.editing import Wanted
from portal.referrals.stages.settings import LONGEST_DELAY, POLICIES
from portal.web.forms.fields import Form, ShortText, input_needed

SEEN = dict(zip(POLICIES, (_l("The stage"), _l("Only that it is moving forward"), _l("Dates alone")), strict=True))
OUT_OF_REACH = lazy_ngettext("From 1 to %(num)s business day.", "From 1 to %(num)s business days.", LONGEST_DELAY)


class _Marked(Form):
    mark = HiddenField()


def _fields(stage: str) -> dict:
    own = {
        "label_fr": ShortText(_l("Name in French"), most=40),
        "label_en": ShortText(_l("Name in English"), most=40),
        "shared": SelectField(_l("Visible to referrers"), choices=list(SEEN.items())),
    }
    if stage not in OUTCOMES:
        within = [input_needed(OUT_OF_REACH), NumberRange(1, LONGEST_DELAY, message=OUT_OF_REACH)]
        own["news_days"] = IntegerField(_l("Time allowed, in business days"), within)
    return {f"{stage}-{name}": field for name, field in own.items()}


StagesForm = type(
    "StagesForm", (_Marked,), {name: field for stage in ALL_STAGES for name, field in _fields(stage).items()}
)


def filled_in() -> StagesForm:
    """The form with what holds now."""
    form = StagesForm(formdata=None)
    form.mark.data = settings.rules_version()
    for stage, rule in settings.read_rules().items():
        form[f"{stage}-label_fr"].data, form[f"{stage}-label_en"].data = rule.names["fr"], rule.names["en"]
        form[f"{stage}-shared"].data = rule.shared
        if stage not in OUTCOMES:
            form[f"{stage}-news_days"].data = rule.news_days
    return form


def read_rules(form: StagesForm) -> dict[str, Wanted]:
    """What a valid form asks for, by stage."""

    def of(stage: str, name: str):
        return form[f"{stage}-{name}"].data

    return {
        stage: Wanted(
            of(stage, "label_fr") or "",
            of(stage, "label_en") or "",
            of(stage, "shared"),
            None if stage in OUTCOMES else of(stage, "news_days"),
        )
        for stage in ALL_STAGES
    }
