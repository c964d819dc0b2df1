"""Every cache of a process is made in one way, and docs/performance.md says how much it holds and whom it tells of."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal
from portal.core.caches import CANDIDATES, COLLEAGUES, NOBODY, all_caches
from portal.web.fragment_cache import remember_fragments
from portal.web.i18n.translations import speech

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([a-z_.0-9]+)` \| (`.+?) \| (\w+) \|", re.M)
MEMOISED = {"lru_cache", "cache"}
REGISTRIES = {
    "activity/event_types.py: _kinds",
    "activity/log.py: _readers",
    "activity/subjects.py: _tellers",
    "jobs/queue.py: _handlers",
    "jobs/reindexing.py: _kinds",
    "jobs/scheduler.py: _chores",
    "mail/outbox.py: _composers",
    "mail/outbox.py: _examples",
    "mail/outbox.py: _undelivered",
    "mail/outbox.py: _withheld",
    "ports.py: _held",
    "referrals/record/search_index.py: _words_of",
    "running_lock.py: _held",
}
"""What is filled as modules are loaded, and what is held on purpose until the end: code, sockets, locked files."""


def written() -> set[tuple[str, int | None, str]]:
    table = (ROOT / "docs" / "performance.md").read_text("utf-8")
    return {
        (f"{module}.{name}", None if most == "∞" else int(most), about)
        for module, caches, about in ROW.findall(table)
        for name, most in re.findall(r"`([\w.<>]+)` (\d+|∞)", caches)
    }


def load_everything() -> None:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@pytest.mark.sqlite_only
def test_every_cache_stands_in_the_table_with_its_size_and_whom_it_tells_of(app):
    load_everything()
    drawn, texts = remember_fragments(str), speech.domain_instance  # made when they are first used
    here = {(cache.name, cache.most, cache.about) for cache in all_caches()}
    assert here == written()
    assert {about for _name, _most, about in here} == {NOBODY, COLLEAGUES, CANDIDATES}
    assert (drawn("x"), texts.domain) == ("x", ["messages"])


def made_by_hand(source: str) -> Iterator[str]:
    """Memoised functions that are not `cached`, and names of modules that begin as something empty to be filled."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "functools":
            yield from (alias.name for alias in node.names if alias.name in MEMOISED)
        if isinstance(node, ast.Attribute) and node.attr == "lru_cache":
            yield node.attr
    for node in tree.body:
        value = getattr(node, "value", None)
        empty = isinstance(value, ast.Dict | ast.List) and not ast.dump(value).count("value=")
        called = isinstance(value, ast.Call) and getattr(value.func, "id", "") in {"dict", "set", "OrderedDict"}
        if empty or (called and not value.args):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            yield target.id


def test_nothing_else_is_kept_in_memory():
    found = {
        f"{path.relative_to(ROOT / 'portal')}: {name}"
        for path in (ROOT / "portal").rglob("*.py")
        for name in made_by_hand(path.read_text("utf-8"))
    }
    assert found - {"core/caches.py: lru_cache"} == REGISTRIES
    assert list(made_by_hand("from functools import cache\n_kept: dict = {}\nFULL = {1: 2}\nMORE = OrderedDict()")) == [
        "cache",
        "_kept",
        "MORE",
    ]
