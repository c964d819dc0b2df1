"""E-mail addresses: read as people paste them, kept as people read them, sent to as every server takes them.

And when two spellings are one mailbox: `canonical_address` is the only rule of the house for that.
"""

from __future__ import annotations

import re
import unicodedata

import idna
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.core.text_normalization import without_marks

_NAMED = re.compile(r"[^<>]*<([^<>]+)>\W*")
_MAILTO = re.compile(r"mailto:([^?]*).*", re.IGNORECASE | re.DOTALL)
_TYPED = str.maketrans("’‘ʼ＇＠", "''''@")
UNDOTTED = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Providers to which dots before the @ mean nothing, with the name under which their mailboxes are known."""


def tidy_address(typed: str | None) -> str:
    """`typed` without what comes along: unseen marks, `mailto:`, a name around `<…>`, curved apostrophes."""
    text = without_marks(typed or "").translate(_TYPED).strip(" \t\r\n\u00a0\u202f,;")
    for shape in (_NAMED, _MAILTO):
        if found := shape.fullmatch(text):
            text = found[1].strip()
    return text


def parse_address(typed: str, *, accents: bool = False) -> str:
    """The address that `typed` says: RFC 5322's everyday form, domains in their own letters, those of an intranet too.

    accents: whether letters that only few mail servers take may stand before the @. Raises Refused.
    """
    found = _validated(tidy_address(typed))
    if found is None:
        raise Refused(_("This is not an e-mail address. Example: name@example.com"))
    if found.ascii_email is None and not accents:
        raise Refused(_("Mail servers take no accents before the @. Check this address: it is mostly written without."))
    return found.normalized


def for_sending(address: str) -> str:
    """The address as every mail server takes it, its domain as `xn--…`; as it is where accents stand before the @."""
    found = _validated(address)
    return found.ascii_email if found and found.ascii_email else address


def _validated(address: str) -> ValidatedEmail | None:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None


def canonical_address(address: str) -> str:
    """The one form of all spellings that reach the same mailbox; for comparing, never for writing to.

    Capitals, a tag (`name+tag@`), the two spellings of an international domain and, where the provider ignores them,
    dots make no other mailbox. A phone number (E.164) stays as it is.
    """
    plain = unicodedata.normalize("NFKC", address.strip()).casefold()
    local, at, domain = plain.rpartition("@")
    if not at:
        return plain
    domain = _ascii(domain)
    local = local.partition("+")[0] or local
    if domain in UNDOTTED:
        local, domain = local.replace(".", "") or local, UNDOTTED[domain]
    return f"{local}@{domain}"


def is_same(one: str | None, other: str | None) -> bool:
    """Whether both reach the same mailbox; nothing reaches none."""
    return bool(one and other) and canonical_address(one) == canonical_address(other)


def _ascii(domain: str) -> str:
    """The domain as the name servers know it; as it stands where it could not be one."""
    domain = domain.rstrip(".")
    try:
        return idna.encode(domain, uts46=True).decode()
    except UnicodeError:
        return domain
