"""Every stage of a referral, declared once: whatever is a fact of the code about one stands here and nowhere else.

Tables, pages, letters, figures, style sheets and scripts read it. Code that means one particular stage names its
constant (`FIRST`, `HIRED`), never its code. To add a stage: its declaration, in its place; a migration of the CHECK of
`referral.stage`; the catalogue; and a colour of its own in `tokens.css`, where none of those serves.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from portal.web.i18n.translations import lazy_gettext as _l

FIRST = "awaiting_consent"
AFTER_YES = "received"
"""Where a referral stands once both have agreed: the way there is theirs alone (`introductions/opening`)."""
CONTACTED = "contacted"
INTERVIEW = "interview"
OFFER = "offer"
HIRED = "hired"
NOT_SELECTED = "not_selected"
WITHDRAWN = "withdrawn"
TAKEN_BACK = "taken_back"
TALENT_POOL = "talent_pool"
DECLINED = "declined"
EXPIRED = "expired"
"""The stages that the code means by themselves; the others are known by their declaration alone."""

ENDS_BY_HAND = (HIRED, NOT_SELECTED, WITHDRAWN, TALENT_POOL)
AROUND = ("around",)
"""The ways of a stage at work: to every other stage at work, and to each of `ENDS_BY_HAND`."""
ENDED_BEFORE = _l("This referral ended before the introduction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a referral, and all that the code knows of it; what an organisation changes is `settings`.

    ways: the codes of the stages that may follow, or AROUND. is_end: an outcome. news_days: business days until the
    referrer must have news (product.md, no black hole).
    tone: a colour `--stage-…` of `tokens.css`; shape: of its dot, "" (full), `hollow` or `square`.
    reached: what the history says when it is reached, with %(name)s, %(them)s, %(by)s. became: what became of the
    referral, for who made it. for_candidate: where things stand, on the candidate's page; None where that says no more
    than that it goes on, or ended. in_copy: what happened, in the copy of what is held about them, where that is said
    otherwise. hidden: why nobody was told who it is, of an end before the introduction; None says ENDED_BEFORE.
    is_goal: what everybody hopes for; has_figure: the figures of a producer count it by its name.
    """

    code: str
    label: LazyString
    ways: tuple[str, ...] = ()
    is_end: bool = False
    news_days: int = 10
    icon: str
    tone: str = "grey"
    shape: str = ""
    reached: LazyString | None = None
    became: LazyString
    for_candidate: LazyString | None = None
    in_copy: LazyString | None = None
    hidden: LazyString | None = None
    is_goal: bool = False
    has_figure: bool = False


STAGES = (
    Stage(
        code=FIRST,
        label=_l("Awaiting consent"),
        ways=(AFTER_YES, NOT_SELECTED, WITHDRAWN, TAKEN_BACK, DECLINED, EXPIRED),
        news_days=2,
        icon="send",
        tone="sand",
        shape="hollow",
        became=_l("We are waiting for this person’s own consent"),
        in_copy=_l("You were referred."),
    ),
    Stage(
        code=AFTER_YES,
        label=_l("Received"),
        ways=AROUND,
        news_days=2,
        icon="handshake",
        tone="blue",
        reached=_l("%(name)s agreed to be introduced. %(by)s received the referral."),
        became=_l("The office has received your referral"),
        for_candidate=_l("The office has your details and will get in touch with you."),
    ),
    Stage(
        code=CONTACTED,
        label=_l("Contacted"),
        ways=AROUND,
        icon="phone",
        tone="teal",
        reached=_l("%(by)s got in touch with %(them)s."),
        became=_l("The office is in touch with this person"),
        for_candidate=_l("The office has got in touch with you."),
    ),
    Stage(
        code=INTERVIEW,
        label=_l("Interview"),
        ways=AROUND,
        icon="calendar",
        tone="violet",
        reached=_l("%(name)s is invited to an interview."),
        became=_l("An interview is under way"),
        for_candidate=_l("You are at the interview stage."),
    ),
    Stage(
        code=OFFER,
        label=_l("Offer"),
        ways=AROUND,
        icon="file-text",
        tone="amber",
        reached=_l("%(name)s received an offer."),
        became=_l("An offer has been made"),
        for_candidate=_l("An offer is being prepared or has been made to you."),
    ),
    Stage(
        code=HIRED,
        label=_l("Hired"),
        is_end=True,
        icon="award",
        tone="green",
        reached=_l("%(name)s is hired. Welcome!"),
        became=_l("Hired: thank you!"),
        for_candidate=_l("You are hired. Welcome!"),
        is_goal=True,
        has_figure=True,
    ),
    Stage(
        code=NOT_SELECTED,
        label=_l("Not selected"),
        is_end=True,
        icon="archive",
        shape="square",
        reached=_l("%(name)s was not chosen this time."),
        became=_l("Not chosen this time"),
        for_candidate=_l("Not this time."),
    ),
    Stage(
        code=WITHDRAWN,
        label=_l("Withdrawn"),
        is_end=True,
        icon="archive",
        shape="square",
        reached=_l("%(name)s chose not to continue."),
        became=_l("This person chose not to continue"),
        for_candidate=_l("You chose not to continue."),
    ),
    Stage(
        code=TAKEN_BACK,
        label=_l("Taken back"),
        is_end=True,
        icon="archive",
        shape="square",
        reached=_l("%(by)s took the referral back."),
        became=_l("You took this referral back"),
        in_copy=_l("The introduction did not take place: the person who referred you took the referral back."),
        hidden=_l("The referral was taken back"),
    ),
    Stage(
        code=TALENT_POOL,
        label=_l("Talent pool"),
        ways=(AFTER_YES, CONTACTED),
        is_end=True,
        icon="bookmark",
        tone="blue",
        shape="hollow",
        reached=_l("%(name)s joins the talent pool, for later."),
        became=_l("Kept in the talent pool, for later"),
        for_candidate=_l("The office would like to contact you again later."),
        has_figure=True,
    ),
    Stage(
        code=DECLINED,
        label=_l("Consent declined"),
        is_end=True,
        icon="archive",
        shape="square",
        reached=_l("%(name)s did not wish to be introduced."),
        became=_l("This person did not wish to be introduced"),
        in_copy=_l("The introduction did not take place: you said no."),
        hidden=_l("This person said no"),
    ),
    Stage(
        code=EXPIRED,
        label=_l("Expired"),
        is_end=True,
        icon="hourglass",
        shape="hollow",
        reached=_l("%(name)s did not answer in time."),
        became=_l("No answer came in time"),
        in_copy=_l("The introduction did not take place: no answer came in time."),
        hidden=_l("This person did not answer in time"),
    ),
)
"""In the order in which boards, lists and figures show them: the open ones first, then the outcomes."""

BY_CODE = {stage.code: stage for stage in STAGES}
ALL_STAGES = tuple(BY_CODE)
OPEN = tuple(stage.code for stage in STAGES if not stage.is_end)
OUTCOMES = tuple(stage.code for stage in STAGES if stage.is_end)


def find_stage(code: str) -> Stage | None:
    """The stage of that code; None for one that is no longer known, or that a reader is not told."""
    return BY_CODE.get(code)


def ways_from(stage: Stage) -> tuple[str, ...]:
    """The codes of the stages to which a referral may go from `stage`, in the order in which they are offered."""
    if stage.ways is not AROUND:
        return stage.ways
    return (*(other.code for other in STAGES if other.ways is AROUND and other is not stage), *ENDS_BY_HAND)
