"""The log says which referral of which office a line is about; the places of the administration fit on one line."""

from __future__ import annotations

import re

from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.referrals.stages.events import ACCEPTED
from portal.referrals.status_updates.events import MANAGERS_TOLD, REMINDED
from tests import factories


def test_a_line_of_the_log_says_which_referral_and_names_nobody(cast, client_for):
    first, second = (factories.a_referral(cast.alice) for _time in range(2))
    now = utcnow()
    record(ACCEPTED, first, by=cast.rita, now=now)
    record(REMINDED, second, by=None, now=now, count=1, to=[cast.rita.id])
    record(MANAGERS_TOLD, cast.quebec, by=None, now=now, office_id=cast.quebec.id, count=2, to=[cast.max.id])
    db.session.commit()
    for address in ("/admin/log", "/admin"):
        page = client_for(cast.ada).get(f"{address}?lang=fr").text
        told = re.findall(r'<span class="log__about">(.*?)</span>', page)
        office = f" · {cast.quebec.name}"
        assert told[:3] == [
            f"2\u00a0recommandations{office}",
            f"Recommandation n°\u00a0{second.id}{office}",
            f"Recommandation n°\u00a0{first.id}{office}",
        ]
        assert first.candidate.name not in page


def test_the_places_of_the_administration_are_six_and_their_parts_three(cast, client_for):
    ada = client_for(cast.ada)
    for address, parts in (("/admin/people", 0), ("/admin/letters", 3), ("/admin/texts", 3), ("/admin/consents", 3)):
        page = ada.get(address).text
        navs = re.findall(r'<nav class="tabs".*?</nav>', page, re.S)
        assert navs[0].count("<a ") == 6, address
        assert re.findall(r'aria-current="(\w+)"', navs[0]) == ["true" if parts else "page"], address
        if parts:
            assert navs[1].count("<a ") == parts, address
            assert navs[1].count('aria-current="page"') == 1, address
