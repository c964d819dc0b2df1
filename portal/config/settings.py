"""What an installation chooses, read from the environment."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from portal.config import data_folder, languages
from portal.config import database_url as config_database_url
from portal.config.errors import BadSetting
from portal.config.validators import (
    Rule,
    email_address,
    folder_path,
    host_names,
    is_weak,
    key_text,
    line_of_text,
    list_of_days,
    mail_server,
    one_of,
    rate_limit,
    web_address,
    whole_number,
)

PREFIX = "RELAIS_"


def declare_setting(default, rule: Rule, about: str, *, secret: bool = False):
    """Declare one setting: its default, what it may be, and the sentence that `docs/settings.md` shows.

    secret: its value is never shown again.
    `rule` turns its text into a value or raises ValueError; `about` is the sentence.
    """
    return field(default=default, metadata={"rule": rule, "about": about, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What an installation chooses. Field `x` is read from the variable `RELAIS_X`."""

    mode: str = declare_setting(
        "development",
        one_of("production", "development", "demo"),
        "`production`, `development` or `demo`. Demo shows one-click accounts.",
    )
    data_dir: Path = declare_setting(
        Path("instance"), folder_path, "Folder of the database, uploads and built static files."
    )
    database_url: str = declare_setting(
        "", config_database_url.check_address, "Address of the database. Empty: SQLite in the data folder.", secret=True
    )
    secret_key: str = declare_setting(
        "", key_text, "Signs cookies. Empty: made once and kept in the data folder.", secret=True
    )
    host_url: str = declare_setting(
        "http://localhost:8000", web_address, "Address that people type; used for every absolute link."
    )
    allowed_hosts: str = declare_setting("", host_names, "More host names that may be asked for, separated by commas.")
    organisation: str = declare_setting(
        "Relais", line_of_text(1, 120), "Name of the organisation, shown in titles and letters."
    )
    privacy_officer: str = declare_setting(
        "", line_of_text(0, 160), "Name of the privacy officer, shown on every page. Required in production."
    )
    privacy_contact: str = declare_setting("", email_address, "E-mail of the privacy officer. Required in production.")
    default_language: str = declare_setting(
        languages.DEFAULT,
        one_of(*languages.CODES),
        f"{' or '.join(f'`{code}`' for code in languages.CODES)}: the language of someone who has not chosen.",
    )
    idle_minutes: int = declare_setting(30, whole_number(1, 1440), "Minutes without a deed after which a session ends.")
    session_hours: int = declare_setting(12, whole_number(1, 720), "Hours after which a session ends whatever happens.")
    invitation_days: int = declare_setting(7, whole_number(1, 90), "Days for which an invitation link works.")
    proxies: int = declare_setting(
        0, whole_number(0, 9), "How many trusted reverse proxies stand in front (X-Forwarded-*)."
    )
    worker: str = declare_setting(
        "inside", one_of("inside", "apart"), "`inside` the web processes, or `apart` (`bin/run --worker`)."
    )
    processes: int = declare_setting(2, whole_number(1, 64), "Web processes.")
    live_streams: int = declare_setting(
        640, whole_number(0, 8000), "Live streams that one process holds; beyond, pages poll."
    )
    sign_in_tries: str = declare_setting(
        "10 per 15 minutes", rate_limit, "Wrong passwords for one account from one network."
    )
    consent_days: int = declare_setting(14, whole_number(1, 365), "Days for which a candidate’s unanswered link works.")
    consent_reminders: str = declare_setting(
        "3 7", list_of_days(365), "Days after which an unanswered candidate is reminded; empty: never."
    )
    unagreed_days: int = declare_setting(
        30, whole_number(1, 365), "Days after which the data of a person who never agreed is erased."
    )
    candidate_months: int = declare_setting(
        24, whole_number(1, 120), "Months after the last contact for which a candidate’s data is kept."
    )
    weekly_limit: int = declare_setting(
        10, whole_number(1, 1000), "Referrals in seven days beyond which a recruiter’s go-ahead is asked."
    )
    smtp_url: str = declare_setting(
        "",
        mail_server,
        "Mail server: smtp://user:password@host:port (smtps:// for TLS at once). Empty: letters wait.",
        secret=True,
    )
    mail_from: str = declare_setting(
        "",
        email_address,
        "Address that letters come from and bounces go to, as in relais@example.com. Empty: relais@ and the host.",
    )
    ownership_days: int = declare_setting(
        180, whole_number(1, 3650), "Days for which the first referrer of a person owns the referral."
    )
    log_level: str = declare_setting(
        "INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "Lowest level of the JSON log lines."
    )

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address in force, with psycopg 3 for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'relais.sqlite'}"
        return config_database_url.for_sqlalchemy(self.database_url)

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database, whichever links lead to it; None on PostgreSQL."""
        kind, _, path = self.database.partition(":///")
        return Path(path).resolve() if kind == "sqlite" else None

    @property
    def reminder_days(self) -> list[int]:
        """Days after which an unanswered candidate is reminded, in order."""
        return [int(day) for day in self.consent_reminders.split()]

    @property
    def demo(self) -> bool:
        """Whether the one-click accounts are shown."""
        return self.mode == "demo"

    @property
    def production(self) -> bool:
        """Whether the strict rules of production hold."""
        return self.mode == "production"

    @property
    def signature(self) -> str:
        """What ends the title of every page: the organisation and Relais, once where they are called the same."""
        return "Relais" if self.organisation == "Relais" else f"{self.organisation} · Relais"

    @property
    def hosts(self) -> frozenset[str]:
        """Host names that are answered, without port, in lower case."""
        own = urlsplit(self.host_url).hostname or ""
        named = (host.strip().lower() for host in self.allowed_hosts.split(","))
        return frozenset({own, *(host for host in named if host)})

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from variables named `RELAIS_*`.

        Raises BadSetting for an unknown name, a value of the wrong form, or one that production refuses.
        """
        env = os.environ if env is None else env
        known = {PREFIX + declared.name.upper(): declared.name for declared in fields(cls)}
        given = {name: text for name, text in env.items() if name.upper().startswith(PREFIX)}
        if unknown := sorted(set(given) - set(known)):
            raise BadSetting(f"Unknown setting {unknown[0]}. docs/settings.md lists the names, all in capitals.")
        return cls(**{known[name]: text for name, text in given.items()}).checked()

    def checked(self) -> Settings:
        """Return the settings, each read by its rule, with a data folder that is ready. Raises BadSetting."""
        values = {declared.name: _read(declared, str(getattr(self, declared.name))) for declared in fields(self)}
        settings = replace(self, **values)
        if settings.consent_days > settings.unagreed_days:
            raise BadSetting("RELAIS_UNAGREED_DAYS can’t be less than RELAIS_CONSENT_DAYS: who is asked may answer.")
        if settings.production:
            settings._check_production()
        data_folder.make_ready(settings.data_dir)
        if not settings.secret_key:
            settings = replace(settings, secret_key=data_folder.kept_key(settings.data_dir))
        if settings.production and is_weak(settings.secret_key):
            raise BadSetting(
                "RELAIS_SECRET_KEY can be guessed: production needs 32 characters that repeat no piece, 10 of them "
                "different. Leave it out, and one is made and kept in the data folder."
            )
        return settings

    def _check_production(self) -> None:
        if not self.privacy_officer or not self.privacy_contact:
            raise BadSetting("RELAIS_PRIVACY_OFFICER and RELAIS_PRIVACY_CONTACT are required in production.")
        if urlsplit(self.host_url).scheme != "https":
            raise BadSetting("RELAIS_HOST_URL must start with https:// in production.")


def _read(declared: Field, text: str):
    name = PREFIX + declared.name.upper()
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text):
        raise BadSetting(f"{name} holds a line break, or something else that is no character.")
    if text != text.strip():
        raise BadSetting(f"{name} begins or ends with a blank.")
    try:
        return declared.metadata["rule"](text)
    except ValueError as error:
        shown = "" if declared.metadata["secret"] else f" is {text!r}; it"
        raise BadSetting(f"{name}{shown} must be {error}.") from None
