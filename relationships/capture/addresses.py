"""One normal form for a mail address, so that two spellings of it are one correspondent. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254
_SHAPE = re.compile(r"[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]+@[^\s@<>\"(),:;\[\]\\\x00-\x20\x7f]+\.[^\s@<>\"(),:;\[\]\\]+")
_MACHINES = re.compile(
    r"(no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|bounces?|notifications?|newsletter)([-+=_.].*)?"
)


def normal_address(written: str) -> str:
    """`written` in lower case, its domain in ASCII; "" when it is no address.

    Lower case is taken letter by letter, as PostgreSQL does.
    """
    text = unicodedata.normalize("NFC", written.strip().strip("<>'\"").strip())
    text = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")
    if len(text) > LONGEST or not _SHAPE.fullmatch(text):
        return ""
    local, _, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    found = f"{local}@{domain.rstrip('.')}"
    return found if len(found) <= LONGEST and "." in domain.strip(".") else ""


def other_spelling(address: str) -> str:
    """The same normal address with its domain in letters where it is in punycode; else the address itself."""
    local, _, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


def domain_of(address: str) -> str:
    """What stands behind the "@"."""
    return address.rpartition("@")[2]


def is_machine(address: str) -> bool:
    """Whether the address is one that nobody reads: "noreply@…", "mailer-daemon@…"."""
    return bool(_MACHINES.fullmatch(address.rpartition("@")[0]))
