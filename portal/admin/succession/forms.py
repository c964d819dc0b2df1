"""The choice of who takes over: one for all, another for a kind in an office, another for one thing."""

from __future__ import annotations

from collections.abc import Mapping

from portal.admin.succession.holdings import Group, Held
from portal.core.errors import Refused
from portal.web.i18n.translations import gettext as _

TEAM = "team"
"""What is sent for nobody in particular."""


def read_choice(sent: Mapping[str, str]):
    """The choice that a form sent, as a function of a group and a thing, which raises Refused where none was made."""

    def choose(group: Group, thing: Held) -> int | None:
        names = (f"{group.kind}-{group.office.id}-{thing.id}", group.key, "all")
        chosen = next((sent[name] for name in names if sent.get(name)), "")
        if chosen == TEAM:
            return None
        if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
            raise Refused(_("Choose who takes over, or leave it to the recruiting team."))
        return int(chosen)

    return choose
