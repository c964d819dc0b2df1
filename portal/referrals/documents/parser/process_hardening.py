"""The walls of the cell. `limit_resources` before anything is read, `seal_process` before the file is looked at.

Once sealed, the kernel gives this process no new file descriptor: neither a file nor a socket can be opened, by
Python or by a C library. The audit hook says no to the same deeds with a name, and to new programs.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import sys

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 8
ENCODINGS = (
    "ascii", "latin-1", "cp437", "cp1252", "utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "mac-roman",
    "charmap", "gb2312", "gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift-jis", "cp932", "cp949", "cp950",
)  # fmt: skip
ALLOWED = ("array.", "builtins.", "code.", "compile", "cpython.", "exec", "function.", "gc.", "import", "marshal.",
           "object.", "sys._getframe", "sys.excepthook", "sys.unraisablehook", "time.")  # fmt: skip
"""Deeds that touch nothing outside the process."""


def limit_resources() -> None:
    """Bound memory, time and processes of this program, and let it write no file. Best effort outside POSIX."""
    try:
        import resource
    except ImportError:
        return
    os.nice(5)  # pages come first
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as first:
        first.write("1000")  # when the machine runs out of memory, this goes before the portal does
    for name, most in (("AS", MEMORY), ("CPU", CPU_SECONDS), ("FSIZE", 0), ("CORE", 0), ("NPROC", 0)):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # not every system knows each
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most + 1 if name == "CPU" else most))


def seal_process() -> None:
    """From here on: no file, no socket, no program, no way back."""
    for name in ENCODINGS:
        codecs.lookup(name)  # later there is no file to read them from
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # the three that are open
    except ImportError:
        pass
    sys.addaudithook(_watch)


def _watch(event: str, _arguments: tuple) -> None:
    if not event.startswith(ALLOWED):
        raise PermissionError(event)
