"""A stage of a referral is declared once: no code of one is written anywhere else in the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import ALL_STAGES, BY_CODE, OPEN, OUTCOMES, STAGES, ways_from

ROOT = Path(__file__).resolve().parents[2]
DECLARATION = "portal/referrals/stages/definitions.py"
OTHERWISE_MEANT = {
    "portal/admin/consent_register_queries.py": {"withdrawn"},  # which consents are listed
    "portal/candidate_portal/emails.py": {"withdrawn", "taken_back"},  # templates of letters
    "portal/candidate_portal/responses.py": {"withdrawn"},  # a word of `closing.WORDS`
    "portal/candidate_portal/withdrawal.py": {"taken_back"},  # why somebody is erased
    "portal/home/overdue_rate.py": {"hired"},  # a column of the figures
    "portal/opportunities/importers/formats/talentsoft.py": {"offer"},  # an element of a job board's feed
    "portal/referrals/detail/introduction_views.py": {"declined"},  # the recruiter's answer
    "portal/referrals/candidate_updates/texts.py": {"hired"},  # a reason, as it is kept
    "portal/referrals/consent/events.py": {"taken_back"},  # what the log calls it
    "portal/referrals/consent/register.py": {"withdrawn"},  # how a consent was taken back
    "portal/referrals/introductions/emails.py": {"declined"},  # the recruiter's answer, and its letter
    "portal/referrals/introductions/last_response.py": {"declined"},  # the recruiter's answer
    "portal/referrals/introductions/responses.py": {"declined"},  # the recruiter's answer
    "portal/referrals/stages/closing.py": {"withdrawn"},  # a word to the referrer
    "portal/referrals/stages/closing_reasons.py": {"declined", "hired"},  # reasons, as they are kept
    "templates/candidate_portal/over.html": {"withdrawn"},  # the state of the candidate's page
    "templates/referrals/detail/_hidden.html": {"withdrawn"},  # why a name is hidden
    "templates/referrals/introductions/_answer.html": {"declined"},  # the recruiter's answer, in these four
    "templates/referrals/introductions/_asked.html": {"declined"},
    "templates/referrals/introductions/_control.html": {"declined"},
    "templates/referrals/introductions/_on_day.html": {"declined"},
}
"""Words that are spelled as the code of a stage and mean something else, by file."""
CODES = "|".join(code.replace("_", "[-_]") for code in ALL_STAGES)
NAMED = re.compile(rf"""["'`=]({CODES})["'`&]|--(?:stage-)?({CODES})\b""")
"""A code as a text, as a value of an address, or as the modifier of a class or a token."""


def codes_in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in BY_CODE:
            yield node.value


def codes_in(path: Path) -> set[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return set(codes_in_python(text))
    return {(one or other).replace("-", "_") for one, other in NAMED.findall(text)}


def files() -> Iterator[Path]:
    yield from (ROOT / "portal").rglob("*.py")
    yield from (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    for kind in ("css", "js"):
        yield from (ROOT / "static" / kind).rglob(f"*.{kind}")


def test_no_code_of_a_stage_stands_anywhere_but_in_its_declaration():
    found = {path.relative_to(ROOT).as_posix(): codes for path in files() if (codes := codes_in(path))}
    assert found.pop(DECLARATION) == set(ALL_STAGES)
    assert found == OTHERWISE_MEANT


def test_a_code_is_found_however_it_is_written():
    said = """a == "hired", data-stage='not_selected', `offer`, ?stage=expired& .stage--talent-pool --stage-received"""
    found = {(one or other).replace("-", "_") for one, other in NAMED.findall(said)}
    assert found == {"hired", "not_selected", "offer", "expired", "talent_pool", "received"}
    assert list(codes_in_python('x = {"a": "interview", "b": "interviews"}')) == ["interview"]


def test_the_declaration_is_whole():
    assert (*OPEN, *OUTCOMES) == ALL_STAGES, "the open ones first"
    for stage in STAGES:
        assert stage.is_end or ways_from(stage), stage.code
        assert set(ways_from(stage)) <= set(ALL_STAGES) - {stage.code}
        assert (stage.reached is None) == (stage is STAGES[0]), "only the first is reached by nothing"
        assert stage.for_candidate is not None or stage.in_copy is not None


def test_the_table_takes_the_declared_stages_and_no_other():
    check = next(one for one in Referral.__table__.constraints if str(one.name).endswith("stage"))
    assert re.findall(r"'(\w+)'", str(check.sqltext)) == list(ALL_STAGES)


@pytest.mark.parametrize("what", ["icon", "tone"])
def test_icons_and_tones_are_there(what):
    if what == "tone":
        kept = " ".join((ROOT / "static/css/tokens.css").read_text("utf-8").split())
        assert all(f'[data-tone="{stage.tone}"] {{ --tone: var(--stage-{stage.tone}); }}' in kept for stage in STAGES)
    else:
        kept = (ROOT / "static/icons/icons.txt").read_text("utf-8").split()
        assert {stage.icon for stage in STAGES} <= set(kept)
