"""A field of a form in every language."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import Field

from portal.config import languages
from portal.core.translated import Texts
from portal.web.i18n.language_names import insert_language


class InEachLanguage:
    """`title = InEachLanguage(ShortText, _l("Title in %(language)s"), most=160)` makes `title_fr` and `title_en`.

    first: validators of the first field alone, for what is said of all of them. named: what the fields are called.
    The rest is given to each field. Of a form it is its fields by language, of those which were not taken out.
    """

    def __init__(
        self,
        kind: type[Field],
        label: object,
        *,
        named: str = "{name}_{code}",
        first: tuple[Callable, ...] = (),
        **options,
    ) -> None:
        self.named = named
        self.fields = {}
        for code in languages.CODES:
            of_all = first if not self.fields else ()
            self.fields[code] = kind(insert_language(label, code), validators=of_all, **options)

    def __set_name__(self, owner: type, name: str) -> None:
        self.names = {code: self.named.format(name=name, code=code) for code in self.fields}
        for code, field in self.fields.items():
            setattr(owner, self.names[code], field)

    def __get__(self, form, owner):
        if form is None:
            return self
        return {code: form[name] for code, name in self.names.items() if name in form}


def read_texts(fields: dict[str, Field]) -> Texts:
    """What was typed in the fields of one `InEachLanguage`."""
    return Texts((code, field.data or "") for code, field in fields.items())
