"""Settings: every `RELAIS_*` variable, typed, loud when wrong, described in `docs/settings.md`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit


class OperatorError(Exception):
    """What whoever runs Relais must mend before it goes on; the message is the sentence that they read."""


class BadSetting(OperatorError):
    """A setting has a value that Relais refuses to start with; the message says which and why."""


def setting(default, about: str, *, secret: bool = False):
    """Declare one setting: its default, and the sentence that `docs/settings.md` shows."""
    return field(default=default, metadata={"about": about, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What an installation chooses. Field `x` is read from the variable `RELAIS_X`."""

    mode: str = setting("development", "`production`, `development` or `demo`. Demo shows one-click accounts.")
    data_dir: Path = setting(Path("instance"), "Folder of the database, uploads and built static files.")
    database_url: str = setting("", "SQLAlchemy address. Empty: SQLite in the data folder.")
    secret_key: str = setting("", "Signs cookies. Empty: made once and kept in the data folder.", secret=True)
    host_url: str = setting("http://localhost:8000", "Address that people type; used for every absolute link.")
    allowed_hosts: str = setting("", "More host names that may be asked for, separated by commas.")
    organisation: str = setting("Relais", "Name of the organisation, shown in titles and letters.")
    privacy_officer: str = setting("", "Name of the privacy officer, shown on every page. Required in production.")
    privacy_contact: str = setting("", "E-mail of the privacy officer. Required in production.")
    default_language: str = setting("fr", "`fr` or `en`: the language of someone who has not chosen.")
    idle_minutes: int = setting(30, "Minutes without a deed after which a session ends.")
    session_hours: int = setting(12, "Hours after which a session ends whatever happens.")
    invitation_days: int = setting(7, "Days for which an invitation link works.")
    proxies: int = setting(0, "How many trusted reverse proxies stand in front (X-Forwarded-*).")
    worker: str = setting("inside", "`inside` the web processes, or `apart` (`bin/run --worker`).")
    processes: int = setting(2, "Web processes.")
    live_streams: int = setting(640, "Live streams that one process holds; beyond, pages poll.")
    sign_in_tries: str = setting("10 per 15 minutes", "Wrong passwords for one account from one network.")
    consent_days: int = setting(14, "Days for which a candidate’s unanswered link works.")
    consent_reminders: str = setting("3 7", "Days after which an unanswered candidate is reminded; empty: never.")
    unagreed_days: int = setting(30, "Days after which the data of a person who never agreed is erased.")
    candidate_months: int = setting(24, "Months after the last contact for which a candidate’s data is kept.")
    weekly_limit: int = setting(10, "Referrals in seven days beyond which a recruiter’s go-ahead is asked.")
    smtp_url: str = setting(
        "",
        "Mail server: smtp://user:password@host:port (smtps:// for TLS at once). Empty: letters wait.",
        secret=True,
    )
    mail_from: str = setting(
        "", "Address that letters come from and bounces go to, as in relais@example.com. Empty: relais@ and the host."
    )
    ownership_days: int = setting(180, "Days for which the first referrer of a person owns the referral.")
    log_level: str = setting("INFO", "Lowest level of the JSON log lines.")

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address in force, with psycopg 3 for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'relais.sqlite'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def reminder_days(self) -> list[int]:
        """Days after which an unanswered candidate is reminded, in order."""
        return sorted(int(day) for day in self.consent_reminders.split())

    @property
    def demo(self) -> bool:
        """Whether the one-click accounts are shown."""
        return self.mode == "demo"

    @property
    def production(self) -> bool:
        """Whether the strict rules of production hold."""
        return self.mode == "production"

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
        known = {f"RELAIS_{f.name.upper()}": f for f in fields(cls)}
        given = {name: value for name, value in env.items() if name.startswith("RELAIS_")}
        if unknown := sorted(set(given) - set(known)):
            raise BadSetting(f"Unknown setting {unknown[0]}. docs/settings.md lists the names.")
        values = {known[name].name: _read(name, known[name], text) for name, text in given.items()}
        return cls(**values).checked()

    def checked(self) -> Settings:
        """Return the settings, completed with a kept secret key. Raises BadSetting."""
        _one_of("RELAIS_MODE", self.mode, "production", "development", "demo")
        _one_of("RELAIS_DEFAULT_LANGUAGE", self.default_language, "fr", "en")
        _one_of("RELAIS_WORKER", self.worker, "inside", "apart")
        if not urlsplit(self.host_url).hostname:
            raise BadSetting("RELAIS_HOST_URL must be an address such as https://relais.example.com.")
        self._check_mail()
        self._check_times()
        if self.production:
            self._check_production()
        return self if self.secret_key else _with_kept_key(self)

    def _check_mail(self) -> None:
        try:
            server = urlsplit(self.smtp_url)
            sound = not self.smtp_url or (server.scheme in ("smtp", "smtps") and server.hostname and server.port != 0)
        except ValueError:
            sound = False
        if not sound:
            raise BadSetting("RELAIS_SMTP_URL must be smtp://user:password@host:port, or smtps://… for TLS at once.")
        if self.mail_from and not all(self.mail_from.rpartition("@")):
            raise BadSetting("RELAIS_MAIL_FROM must be an address such as relais@example.com.")

    def _check_times(self) -> None:
        if not all(day.isdecimal() for day in self.consent_reminders.split()):
            raise BadSetting("RELAIS_CONSENT_REMINDERS must be days such as 3 7, or empty.")
        if not 0 < self.consent_days <= self.unagreed_days:
            raise BadSetting("RELAIS_UNAGREED_DAYS can’t be less than RELAIS_CONSENT_DAYS: who is asked may answer.")

    def _check_production(self) -> None:
        if self.secret_key and len(self.secret_key) < 32:
            raise BadSetting("RELAIS_SECRET_KEY must have at least 32 characters in production.")
        if not self.privacy_officer or "@" not in self.privacy_contact:
            raise BadSetting("RELAIS_PRIVACY_OFFICER and RELAIS_PRIVACY_CONTACT are required in production.")
        if urlsplit(self.host_url).scheme != "https":
            raise BadSetting("RELAIS_HOST_URL must start with https:// in production.")


def _one_of(name: str, value: str, *choices: str) -> None:
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")


def _read(name: str, declared, text: str):
    kind = type(declared.default)
    if kind is int:
        if not text.isascii() or not text.isdigit() or int(text) > 1_000_000:
            raise BadSetting(f"{name} is {text!r}; it must be a whole number.")
        return int(text)
    return kind(text)


def _with_kept_key(settings: Settings) -> Settings:
    """The key is made once per data folder: restarting signs nobody out."""
    path = settings.data_dir / "secret_key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return replace(settings, secret_key=path.read_text().strip())
