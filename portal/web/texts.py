"""Texts of the catalogue, looked up once per language: a page says hundreds of them (docs/performance.md)."""

from __future__ import annotations

from functools import cached_property, lru_cache

from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_eval_context
from markupsafe import Markup

MOST = 8192


class KeptTexts(Domain):
    """The domain of Flask-Babel, for Python and for lazy texts, with what it has looked up kept by language."""

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.found = lru_cache(maxsize=MOST)(self._found)

    def gettext(self, string: str, **variables) -> str:
        """The text in the language of the reader, with `variables` filled in."""
        text = self.found(get_locale().language, string)
        return text % variables if variables else text

    def _found(self, _language: str, string: str) -> str:
        return self.get_translations().ugettext(string)


class Speech(Babel):
    """Flask-Babel with texts that are kept."""

    @cached_property
    def domain_instance(self) -> Domain:
        """The only domain that there is."""
        return KeptTexts(domain=self.domain)


def of_templates(babel: Babel):
    """The `_` of templates: what Jinja's own does, but each text is marked safe once per language."""

    @lru_cache(maxsize=MOST)
    def marked(_language: str, message: str, html: bool) -> str:
        text = babel.domain_instance.gettext(message)
        return Markup(text) if html else text  # noqa: S704 texts of the catalogue are ours

    @lru_cache(maxsize=MOST)
    def plain(language: str, message: str, html: bool) -> str:
        return marked(language, message, html) % {}

    @pass_eval_context
    def gettext(eval_ctx, message: str, **variables) -> str:
        language = get_locale().language
        if variables:
            return marked(language, message, eval_ctx.autoescape) % variables
        return plain(language, message, eval_ctx.autoescape)

    return gettext
