"""The form of all stages at once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange

from portal.config.languages import CODES
from portal.core.translated import Texts
from portal.referrals.stages import settings
from portal.referrals.stages.definitions import ALL_STAGES, OUTCOMES
from portal.referrals.stages.editing import Wanted
from portal.referrals.stages.settings import LONGEST_DELAY, POLICIES
from portal.web.forms.fields import Form, ShortText, input_needed
from portal.web.i18n.language_names import insert_language

SEEN = dict(zip(POLICIES, (_l("The stage"), _l("Only that it is moving forward"), _l("Dates alone")), strict=True))
OUT_OF_REACH = lazy_ngettext("From 1 to %(num)s business day.", "From 1 to %(num)s business days.", LONGEST_DELAY)


class _Marked(Form):
    mark = HiddenField()


def _fields(stage: str) -> dict:
    own = {
        **{f"label_{code}": ShortText(insert_language(_l("Name in %(language)s"), code), most=40) for code in CODES},
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
        for code in CODES:
            form[f"{stage}-label_{code}"].data = rule.names[code]
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
            Texts((code, of(stage, f"label_{code}") or "") for code in CODES),
            of(stage, "shared"),
            None if stage in OUTCOMES else of(stage, "news_days"),
        )
        for stage in ALL_STAGES
    }
