"""Where this machine keeps the programs that the tests drive: `python -m tests.support.programs browser`."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSERS = ("chromium-headless-shell", *WHOLE)
POSTGRESQL_HOMES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def browser(names: tuple[str, ...] = BROWSERS) -> Path | None:
    """A Chromium that Playwright can drive: first the one without windows, which costs a third of the processor.

    `CHROMIUM=chromium HEADED=1` shows the windows.
    """
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ((named,) if named else names))
    return next((Path(path) for path in found if path), None)


def whole_browser() -> Path | None:
    """The Chromium that people have: with a microphone, and frames as a screen shows them."""
    return browser(WHOLE)


def postgresql() -> Path | None:
    """The folder of the newest PostgreSQL server here: the one that holds both `initdb` and `postgres`."""
    homes = [home for pattern in POSTGRESQL_HOMES for home in Path("/").glob(pattern.lstrip("/"))]
    homes.sort(key=lambda home: [int(number) for number in re.findall(r"\d+", str(home))], reverse=True)
    if on_path := shutil.which("initdb"):
        homes.append(Path(on_path).resolve().parent)
    return next((home for home in homes if (home / "initdb").exists() and (home / "postgres").exists()), None)


def html() -> Path | None:
    """The Nu HTML checker that bin/tools/package.json names, where there is a Java to run it."""
    jar = Path(__file__).resolve().parents[2] / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    return jar if jar.exists() and shutil.which("java") else None


def dies_with_us(stop: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` that has Linux stop the child when the tests are killed; nothing elsewhere."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec little is safe
    return lambda: prctl(1, int(stop))


if __name__ == "__main__":
    place = {"browser": lambda: browser() and whole_browser(), "postgresql": postgresql, "html": html}[sys.argv[1]]()
    print(place or "not found")
    sys.exit(place is None)
