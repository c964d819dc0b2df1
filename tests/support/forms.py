"""The forms of a page as a browser would send them, and whatever in a page could run or reach out."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = frozenset({"text", "textarea", "email", "tel", "url", "search", "date", "month", "number", "hidden", "select"})
RUN = ("javascript:", "vbscript:", "data:")


@dataclass
class Form:
    """A form that posts: where to, and (name, type, value) of its controls in order."""

    action: str
    controls: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that somebody could send text under, each once; the token is no such."""
        told = (name for name, kind, _value in self.controls if kind in TYPED and name != "csrf_token")
        return tuple(dict.fromkeys(told))

    def kind_of(self, name: str) -> str:
        """The type of the first control of that name."""
        return next(kind for known, kind, _value in self.controls if known == name)


class Page(HTMLParser):
    """`forms`: those that post; `alive`: what no text of a person may ever become."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.alive: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._choice: tuple[Form, str] | None = None
        self._text: tuple[Form, str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._judge(tag, given)
        if tag == "form":
            self._begin(given)
        form = self._by_id.get(given.get("form", "")) or self._form
        if form is None or (not given.get("name") and tag != "option"):
            return
        if tag in ("input", "button"):
            form.controls.append((given["name"], given.get("type", "text"), given.get("value", "")))
        elif tag == "textarea":
            self._text = (form, given["name"], [])
        elif tag == "select":
            self._choice = (form, given["name"])
        elif tag == "option" and self._choice and given.get("value"):
            self._choice[0].controls.append((self._choice[1], "select", given["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._choice = None
        elif tag == "textarea" and self._text:
            form, name, parts = self._text
            form.controls.append((name, "textarea", "".join(parts).removeprefix("\n")))  # as browsers do
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[2].append(data)

    def _begin(self, given: dict[str, str]) -> None:
        action = given.get("hx-post") or given.get("action", "")
        posts = "hx-post" in given or given.get("method", "").lower() == "post"
        self._form = Form(action) if posts else None
        if self._form:
            self.forms.append(self._form)
            self._by_id |= {given["id"]: self._form} if given.get("id") else {}

    def _judge(self, tag: str, given: dict[str, str]) -> None:
        scripts = tag == "script" and not given.get("src", "").startswith("/static/")
        pictures = tag == "img" and not given.get("src", "").startswith(("/", "data:image/"))
        if scripts or pictures or tag in ("object", "embed", "base", "math", "style", "marquee"):
            self.alive.append(f"<{tag} {given}>")
        for name, value in given.items():
            leads = name in ("href", "src", "action", "formaction", "xlink:href")
            runs = leads and value.strip().lower().startswith(RUN) and not value.startswith("data:image/")
            if name.startswith("on") or name == "style" or runs:
                self.alive.append(f"<{tag} {name}={value[:80]!r}>")
