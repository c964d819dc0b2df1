"""A likely slip in the domain of an address: “exmaple.com” for “example.com”. From a short list, without network."""

from __future__ import annotations

PROVIDERS = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.ca", "hotmail.fr", "outlook.com", "outlook.fr", "live.com",
    "live.ca", "live.fr", "yahoo.com", "yahoo.ca", "yahoo.fr", "icloud.com", "videotron.ca", "sympatico.ca",
    "bell.net", "cgocable.ca", "orange.fr", "wanadoo.fr", "laposte.net", "bbox.fr", "skynet.be", "telenet.be",
    "bluewin.ch", "protonmail.com", "proton.me", "desjardins.com", "example.com",
)  # fmt: skip
"""Where the addresses of most people are; the last one is that of examples, and of the demo office."""
OTHERS = frozenset({
    "mail.com", "email.com", "ymail.com", "gmx.com", "free.fr", "sfr.fr", "me.com", "mac.com", "msn.com", "aol.com",
    "live.be", "yahoo.co", "outlook.be", "hotmail.be",
})  # fmt: skip
"""Real ones that look like a slip of one of those."""


def suggest_address(address: str) -> str:
    """`address` with the domain that was probably meant; "" when nothing looks like a slip."""
    local, at, domain = address.rpartition("@")
    domain = domain.casefold()
    if not at or domain in PROVIDERS or domain in OTHERS:
        return ""
    meant = next((known for known in PROVIDERS if _is_one_slip(domain, known)), "")
    return f"{local}@{meant}" if meant else ""


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours have changed places."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = next((at for at, (one, two) in enumerate(zip(typed, meant, strict=False)) if one != two), len(meant))
    rest, wanted = typed[start:], meant[start:]
    swapped = rest[:2] == wanted[1::-1] and len(wanted) > 1 and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
