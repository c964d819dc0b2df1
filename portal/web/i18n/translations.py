"""Texts of the catalogue, looked up once per language: a page says hundreds of them (docs/performance.md)."""

from __future__ import annotations

from functools import cached_property

from flask.globals import app_ctx
from flask_babel import Babel, Domain
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from markupsafe import Markup

from portal.config.languages import LANGUAGES
from portal.core.caches import cached

MOST = 8192
OVERLAYS = tuple(f"{code}_{country}" for code, known in LANGUAGES.items() for country in known.countries)
"""Locales in which some texts read otherwise; each has its own small file `portal/web/catalogue/<name>.po`."""


def overlaid_domain(name: str) -> str:
    """The domain of the whole catalogue with an overlay: no folder of its own, since gettext takes `fr_FR` for `fr`."""
    return f"messages_{name}"


def reader_language() -> str:
    """The language of the reader, a code of `config.languages`."""
    return locale_name()[:2]


def locale_name() -> str:
    """The language with the country where its words differ: "fr", "fr_FR". What keeps words is kept by it.

    It is what Flask-Babel settled on, or would, without its many ways there.
    """
    here = app_ctx._get_current_object()
    settled = here.g.get("_flask_babel")
    locale = getattr(settled, "babel_locale", None)
    if locale is None:
        return here.app.extensions["babel"].locale_selector()
    return f"{locale.language}_{locale.territory}" if locale.territory else locale.language


def gettext(string: str, **variables) -> str:
    """Flask-Babel's `gettext`, for the rooms whose texts are said most."""
    return speech.domain_instance.gettext(string, **variables)


def lazy_gettext(string: str, **variables) -> LazyString:
    """Its lazy sister."""
    return LazyString(gettext, string, **variables)


class KeptTexts(Domain):
    """The domain of Flask-Babel, for Python and for lazy texts, with what it has looked up kept by language."""

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.found = cached(MOST)(self._found)
        self.counted = cached(MOST)(self._counted)
        self.overlays = {name: Domain(domain=overlaid_domain(name)) for name in OVERLAYS}

    def get_translations(self):
        """Those of the reader's language, with what reads otherwise in their country."""
        over = self.overlays.get(locale_name())
        return over.get_translations() if over else super().get_translations()

    def gettext(self, string: str, **variables) -> str:
        """The text in the language of the reader, with `variables` filled in."""
        text = self.found(locale_name(), string)
        return text % variables if variables else text

    def ngettext(self, singular: str, plural: str, num: int, **variables) -> str:
        """The text for that many, with `num` and `variables` filled in."""
        return self.counted(locale_name(), singular, plural, num) % {"num": num, **variables}

    def _counted(self, _language: str, singular: str, plural: str, num: int) -> str:
        return self.get_translations().ungettext(singular, plural, num)

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

    @cached(MOST)
    def marked(_language: str, message: str, html: bool) -> str:
        text = babel.domain_instance.gettext(message)
        return Markup(text) if html else text  # noqa: S704 texts of the catalogue are ours

    @cached(MOST)
    def plain(language: str, message: str, html: bool) -> str:
        return marked(language, message, html) % {}

    @pass_eval_context
    def gettext(eval_ctx, message: str, **variables) -> str:
        language = locale_name()
        if variables:
            return marked(language, message, eval_ctx.autoescape) % variables
        return plain(language, message, eval_ctx.autoescape)

    return gettext


speech = Speech()
"""The one of the house."""
