"""The walls of the cell. `limit` before anything is read, `seal` before the file is looked at.

Once sealed, the kernel gives this process no new file descriptor: neither a file nor a socket can be opened, by
Python or by a C library. The audit hook says no to the same deeds with a name, and to new programs.
"""

from __future__ import annotations

import codecs
import os
import sys

MEMORY = 384 * 1024 * 1024
CPU_SECONDS = 10
ENCODINGS = (
    "ascii", "latin-1", "cp1252", "utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "mac-roman", "charmap",
    "raw-unicode-escape", "gb18030", "gbk", "big5", "euc-jp", "euc-kr", "shift-jis", "cp949", "cp932", "cp950",
)  # fmt: skip
ALLOWED = ("array.", "builtins.", "code.", "compile", "cpython.", "exec", "function.", "gc.", "import", "marshal.",
           "object.", "re.", "sys._getframe", "sys.excepthook", "sys.unraisablehook", "time.")  # fmt: skip


class Walled(BaseException):
    """Something in the cell tried what it may not. Not an Exception: no parser forgives it by accident."""


def limit() -> None:
    """Bound memory, time and processes of this program, and let it write no file. Best effort outside POSIX."""
    try:
        import resource
    except ImportError:
        return
    os.nice(10)  # pages come first
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def seal() -> None:
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
        raise Walled(event)
