"""How a file is refused inside the cell: by a code, which `inspection` outside puts into words."""

from __future__ import annotations

CODES = ("wrong_type", "encrypted", "damaged", "heavy", "bomb", "program", "outside", "attached", "blank")


class ParseError(Exception):
    """The file is refused; `code` is one of CODES."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
