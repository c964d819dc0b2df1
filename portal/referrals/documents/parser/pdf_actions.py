"""Whether a PDF would do something by itself, or something that a CV never needs to do when a link is followed.

What may be done is listed, not what may not (ISO 32000-2, 12.6): a viewer may know actions of its own.
"""

from __future__ import annotations

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from portal.referrals.documents.parser.errors import ParseError

MOST_NODES = 60_000
BY_ITSELF = frozenset({"/GoTo", "/Named", "/SetOCGState", "/Trans", "/GoToDp"})
"""Actions that show another place of the same document."""
FOLLOWED = BY_ITSELF | {"/URI", "/Thread", "/Hide", "/ResetForm"}
"""What may also happen when somebody presses a link or a button: a viewer asks before it leaves the document."""
AWAY = {"/URI", "/GoToR", "/GoToE", "/SubmitForm"}
TRIGGERS = frozenset({"a list of what happens by itself"})
"""Reached through /AA: each value is an action."""
PROGRAMS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/Rendition", "/GoTo3DView"}
PLAYED = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/PRC", "/U3D"}
"""Kinds of annotations and streams that a player of its own opens."""
ATTACHED = (".xml", ".json", ".txt", ".csv", ".png", ".jpg", ".jpeg")
"""Attached files that only hold data: a European CV carries itself as XML."""
PASSED_OVER = {
    "/P", "/Contents", "/StructTreeRoot", "/Metadata", "/Thumb", "/B", "/ColorSpace", "/ExtGState", "/Properties",
    "/Shading", "/ToUnicode", "/Widths", "/W", "/FontDescriptor", "/Encoding", "/PieceInfo", "/OCProperties",
}  # fmt: skip
"""What leads to looks and words, never to actions."""


def refuse_what_acts(root: DictionaryObject) -> None:
    """Raise No when something reachable from `root` runs a program or a script, fetches something, or is a program."""
    waiting: list[tuple[PdfObject, frozenset | None]] = [(root, None)]
    seen = set()
    for _turn in range(MOST_NODES):
        if not waiting:
            return
        node, allowed = waiting.pop()
        if isinstance(node, IndirectObject):
            place = (node.idnum, node.generation, allowed)
            if place in seen:
                continue
            seen.add(place)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            _refuse_what_it_is(node)
            if allowed in (BY_ITSELF, FOLLOWED):
                _refuse_unless(node, allowed)
            waiting += [(part, _allowed_at(key, part, allowed)) for key, part in node.items() if _leads_on(key, part)]
        elif isinstance(node, ArrayObject):
            waiting += [(part, allowed) for part in node if _may_hold(part)]
    raise ParseError("heavy")


def _leads_on(key: str, part: object) -> bool:
    return key not in PASSED_OVER and _may_hold(part)


def _may_hold(part: object) -> bool:
    return isinstance(part, IndirectObject | DictionaryObject | ArrayObject)


def _allowed_at(key: str, part: PdfObject, around: frozenset | None) -> frozenset | None:
    """What the action may do that is kept under `key`, `around` being what its holder may; None: no action is there."""
    if around is TRIGGERS:
        return BY_ITSELF
    if key == "/AA":
        return TRIGGERS
    if key == "/OpenAction":  # an array is a place to begin at
        return None if isinstance(part.get_object(), ArrayObject) else BY_ITSELF
    if key in ("/A", "/PA"):
        return FOLLOWED
    return around if key == "/Next" else None


def _refuse_unless(action: DictionaryObject, allowed: frozenset) -> None:
    kind = action.get("/S")
    if kind is not None and kind not in allowed:
        raise ParseError("outside" if kind in AWAY else "program")


def _refuse_what_it_is(node: DictionaryObject) -> None:
    if "/JS" in node or "/XFA" in node or "/OnInstantiate" in node:
        raise ParseError("program")
    if node.get("/S") in PROGRAMS or node.get("/Subtype") in PLAYED:
        raise ParseError("program")
    if node.get("/S") in AWAY - {"/URI"} or node.get("/FS") == "/URL":
        raise ParseError("outside")
    if isinstance(node, StreamObject) and "/F" in node:  # its bytes are in another file
        raise ParseError("outside")
    if "/EF" in node and not str(node.get("/UF") or node.get("/F") or "").lower().endswith(ATTACHED):
        raise ParseError("attached")
    matrix = node.get("/FontMatrix")  # a string there is run as a script by some viewers
    if matrix is not None and not all(isinstance(number, NumberObject | FloatObject) for number in matrix):
        raise ParseError("program")
