"""Letters as the mail server gets them: the message with its headers, and the way to the server."""

from __future__ import annotations

import contextlib
import hashlib
import re
import smtplib
import ssl
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, quote
from urllib.parse import unquote, urlsplit

from portal.core.contact_details.email_addresses import for_sending
from portal.core.db import utcnow
from portal.mail.outbox import Mail, mail_from

NO_ACCENTS, GAVE_UP, NO_STARTTLS = "no-accents", "gave-up", "no-starttls"
"""Reasons of ours, said in the reader’s language where they are shown; the words of a mail server stay its own."""
REASONS = (NO_ACCENTS, GAVE_UP, NO_STARTTLS)
LINE = 76
"""Columns of a line of the body and of a folded header (RFC 2045, RFC 2047)."""
PATIENCE = 20
"""Seconds that each answer of the server may take."""
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")
HERE = {"localhost", "127.0.0.1", "::1"}


class ServerAway(Exception):
    """The mail server can't be reached or won't talk to us: no letter is to blame. `reason`: why, for the admin."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refusal(Exception):
    """This letter was not taken. `final`: and never will be. `reason` says why without naming the recipient."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


class Carrier:
    """The way to the mail server of the settings: one connection, made when first needed, for many letters.

    smtp://user:password@host:port uses STARTTLS where offered, and says no password without it but on this machine;
    smtps:// speaks TLS at once. Certificates are checked.
    """

    def __init__(self, settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def send(self, mail: Mail, message_id: str, key: str) -> None:
        """Hand the letter over. Raises Away before anything of it was said, else Refusal."""
        letter, address = build_message(mail, message_id, key, self._settings), for_sending(mail.address)
        server = self._reached()
        options = [] if address.isascii() else ["SMTPUTF8"]
        if options and not server.has_extn("smtputf8"):
            raise Refusal(NO_ACCENTS, final=True)
        try:
            sender = for_sending(mail_from(self._settings))
            server.sendmail(sender, [address], letter.as_bytes(policy=Headers(utf8=bool(options))), options)
        except (OSError, smtplib.SMTPException) as error:
            self.leave()
            raise Refusal(_without(in_words(error), mail), final=_is_final(error)) from None

    def leave(self) -> None:
        """End the connection, if there is one."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.sock.settimeout(2)
                server.quit()
            server.close()

    def _reached(self) -> smtplib.SMTP:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._server.rset()[0] == 250:
                    return self._server
            self.leave()
        try:
            self._server = _connected(urlsplit(self._settings.smtp_url))
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(in_words(error)) from None
        return self._server


def _connected(url) -> smtplib.SMTP:
    host, safe = url.hostname, url.scheme == "smtps"
    trust = ssl.create_default_context()
    if safe:
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=PATIENCE, context=trust)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=PATIENCE)
    try:
        server.ehlo_or_helo_if_needed()
        if not safe and server.has_extn("starttls"):
            server.starttls(context=trust)
            safe = True
        if url.username and not safe and host not in HERE:
            raise smtplib.SMTPNotSupportedError(NO_STARTTLS)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def build_message(mail: Mail, message_id: str, key: str, settings) -> EmailMessage:
    """The letter with its headers, in seven bits. `message_id` and `key` are the same at every try.

    Of `mail`; `settings` name the sender.
    """
    letter = EmailMessage(policy=SMTP.clone(max_line_length=LINE))
    sender = mail_from(settings)
    letter["From"] = _addressee(settings.organisation, sender)
    letter["To"] = _addressee(mail.name, mail.address)
    letter["Subject"] = _one_line(mail.subject)
    letter["Date"] = format_datetime(utcnow())
    letter["Message-ID"] = message_id
    letter["Idempotency-Key"] = hashlib.sha256(key.encode()).hexdigest()[:32]
    if mail.reply_to:
        letter["Reply-To"] = _addressee("", mail.reply_to)
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe:
        letter["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(mail.text, cte="quoted-printable")
    letter.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    letter["Content-Language"] = mail.language  # last: the content takes every Content-* header with it
    return letter


class Headers(EmailPolicy):
    """How headers are written: the package's own folding loses blanks between words with accents.

    >>> Headers().fold("Subject", "Une très bonne nouvelle")
    'Subject: =?utf-8?q?Une_tr=C3=A8s_bonne_nouvelle?=\\r\\n'
    """

    linesep = "\r\n"

    def fold(self, name: str, value) -> str:
        """The header with its line ends."""
        if self.utf8:
            return f"{name}: {value}\r\n"
        people = getattr(value, "addresses", None)
        text = ",\r\n ".join(_person(one, name) for one in people) if people else _encoded(str(value), name)
        return f"{name}: {text}\r\n"

    def fold_binary(self, name: str, value) -> bytes:
        """The same in bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def _person(one: Address, header: str) -> str:
    if not one.display_name:
        return one.addr_spec
    plain = one.display_name.isascii()
    name = f'"{quote(one.display_name)}"' if plain else _encoded(one.display_name, header)
    return f"{name}\r\n <{one.addr_spec}>"


def _encoded(text: str, header: str) -> str:
    """`text` for a header: as it is in ASCII, else in encoded words of at most 75 characters that lose no blank."""
    return text if text.isascii() else Header(text, "utf-8", LINE - 1, header).encode(linesep="\r\n")


def _addressee(name: str, address: str) -> Address:
    local, _at, domain = for_sending(address).rpartition("@")
    return Address(_one_line(name), local, domain)


def _one_line(text: str) -> str:
    """Header values hold no line end: nobody adds a header through a name."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip(" ")


def _is_final(error: Exception) -> bool:
    """Whether the server said for good that it does not take this letter for this recipient."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def in_words(error: Exception) -> str:
    """Why it failed: what a mail server said, else the kind of the error alone, for its text may hold anything."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _said(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError) and str(error) in REASONS:
        return str(error)
    if isinstance(error, smtplib.SMTPNotSupportedError | ConnectionError | TimeoutError | ssl.SSLError):
        return f"{type(error).__name__}: {error}"[:300]
    return type(error).__name__


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return ADDRESS.sub("…", f"{code} {_one_line(text)}")[:300]


def _without(reason: str, mail: Mail) -> str:
    """The reason without the recipient: a server likes to repeat whom it does not know."""
    for part in (mail.address, mail.address.partition("@")[0], mail.name):
        if part:
            reason = re.sub(re.escape(part), "…", reason, flags=re.IGNORECASE)
    return reason
