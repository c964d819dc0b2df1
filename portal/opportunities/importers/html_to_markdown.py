"""The descriptions that boards deliver (HTML, or text with bullets) as clean Markdown without a tag left."""

import re
from html import unescape as html_unescape

from lxml import etree, html  # ty: ignore[missing-module-member] (compiled, without stubs)

from portal.opportunities.importers.parsing import unescape_text

INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*"}
HEADINGS = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "####", "h6": "####"}
DROPPED = {"script", "style", "head", "iframe", "object", "template", "noscript", "svg", "form", "title"}
BLOCKS = {"p", "div", "section", "article", "table", "tr", "blockquote", "ul", "ol", "li", *HEADINGS}
LOOKS_HTML = re.compile(r"<\s*/?\s*(p|br|ul|ol|li|div|b|strong|h\d|span|i|em|u|a|script|style|table)\b", re.I)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BULLET = re.compile(r"^\s*(?:[-–—•·*▪●◦➢✔✓>]|o\s(?=[A-ZÀ-Ü]))\s*(?=\S)")


def to_markdown(text: str) -> str:
    """Markdown of a description, whether it came as HTML, as HTML written as text, or as text. Never holds a tag."""
    if LOOKS_HTML.search(text):
        return html_to_markdown(text)
    plain = unescape_text(text)
    return html_to_markdown(plain) if LOOKS_HTML.search(plain) else text_to_markdown(plain)


def text_to_markdown(text: str) -> str:
    """Each line a paragraph, each bullet an item; characters that mean something in Markdown are escaped."""
    pieces = []
    for line in CONTROLS.sub("", text).splitlines():
        if not line.strip():
            continue
        item = BULLET.match(line)
        pieces.append(("- " if item else "") + _line_start(escape_markdown(line[item.end() if item else 0 :])))
    return _join(pieces)


def html_to_markdown(text: str) -> str:
    """Paragraphs, headings, lists and emphasis; scripts, styles, links' addresses and all else dropped."""
    try:
        root = html.fragment_fromstring(CONTROLS.sub("", text), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return _without_tags(text)
    writer = _Writer()
    writer.walk(root)
    writer.flush()
    # The parser gives up on absurd nesting and keeps nothing: the words are still worth having.
    return _join(writer.pieces) or ("" if root.xpath("//script|//style") else _without_tags(text))


def _without_tags(text: str) -> str:
    return text_to_markdown(html_unescape(re.sub(r"<[^>]*>", " ", text)))


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text.replace("\u200b", "").replace("\ufeff", ""))
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text).replace("<", "&lt;").replace(">", "&gt;").strip()


def _line_start(line: str) -> str:
    line = re.sub(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-+$|~~~)", r"\\\1", line.strip())
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", line)


def _join(pieces: list[str]) -> str:
    kept = [piece for piece in pieces if piece.strip()]
    text = ""
    for before, piece in zip(["", *kept], kept, strict=False):
        together = _is_item(before) and _is_item(piece)
        text += ("" if not text else "\n" if together else "\n\n") + piece
    return text


def _is_item(piece: str) -> bool:
    return bool(re.match(r" *(?:- |\d+\. )", piece))


class _Writer:
    """Walks the tree; keeps the runs of the current line with their emphasis, and the lists that it is in."""

    def __init__(self):
        self.pieces, self.runs, self.marks = [], [], []
        self.heading, self.item, self.lists = "", False, []  # lists: how many items of each are written

    def walk(self, node, depth: int = 0):
        """Reads one element; deeper than 100 levels only its text is kept."""
        if not isinstance(node.tag, str) or node.tag in DROPPED:
            return
        if depth > 100:
            self.say("".join(node.itertext()))
            return
        self.open(node.tag)
        self.say(node.text)
        for child in node:
            self.walk(child, depth + 1)
            self.say(child.tail)
        self.close(node.tag)

    def say(self, text):
        if text:
            self.runs.append((self.marks[0] if self.marks else "", text))

    def open(self, tag):
        if tag in BLOCKS or tag == "br":
            self.flush()
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        elif tag == "li":
            self.item = True
        elif tag in HEADINGS and not self.lists:
            self.heading = HEADINGS[tag] + " "
        elif tag in INLINE:
            self.marks.append(INLINE[tag])
        elif tag in ("td", "th"):
            self.say(" ")

    def close(self, tag):
        if tag in BLOCKS:
            self.flush()
            self.heading = ""
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "li":
            self.item = False
        elif tag in INLINE:
            self.marks.pop()

    def flush(self):
        """Ends the current line, if it says something."""
        line = "".join(_emphasised(mark, text) for mark, text in _grouped(self.runs)).strip()
        self.runs = []
        if not line:
            return
        line = line.replace("**", "") if self.heading else _line_start(line)
        self.pieces.append((self.heading or self._start()) + line)
        self.heading, self.item = "", False

    def _start(self) -> str:
        """The marker of a new item, or the indent that keeps a paragraph in its item."""
        if not (self.item and self.lists):
            return _indent(self.lists) + ("- " if self.item else "")
        outer = _indent(self.lists[:-1])
        self.lists[-1][1] += 1
        return outer + _marker(*self.lists[-1])


def _marker(tag: str, number: int) -> str:
    return "- " if tag == "ul" else f"{number}. "


def _indent(lists) -> str:
    return "".join(" " * len(_marker(tag, written)) for tag, written in lists if written)


def _grouped(runs):
    """Runs of one emphasis put together, blanks between two of them included."""
    groups: list[list[str]] = []
    for mark, text in runs:
        if groups and (groups[-1][0] == mark or not text.strip()):
            groups[-1][1] += text
        else:
            groups.append([mark, text])
    return groups


def _emphasised(mark: str, text: str) -> str:
    text = re.sub(r"[ \t\r\n\f\u00a0]*[ \t\r\n\f]+[ \t\r\n\f\u00a0]*", " ", text)
    inner = escape_markdown(text.strip())
    lead, tail = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
    return f"{lead}{mark}{inner}{mark}{tail}" if inner else " "
