"""One spelling for a phone number and for an e-mail address, by the libraries that know the rules. Pure.

Numbers: Google's rules, so that "061 555 01 23" in Basel and "+41 (0)61 555 01 23" are one. Addresses: letters instead of
punycode behind the "@", composed letters, lower case.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

_PLAIN = re.compile(r"[\x21-\x7e]+")
_EXTENSION = re.compile(r"(ext|x|#).*$", re.IGNORECASE)


def mail_address(written: str) -> str:
    """`written` in the one spelling; what the library does not take for an address stays, in lower case.

    Lower case is taken letter by letter, as PostgreSQL does.
    """
    if _PLAIN.fullmatch(written) and "xn--" not in written.lower():
        return written.lower()
    try:
        found = validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError:
        found = written
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in found)


def phone_number(written: str, region: str) -> str:
    """`written` as +41615550123, without an extension; blank for what can be no number, or has no country.

    `region`: two letters of the country that numbers without one are in; blank: not known.
    """
    try:
        found = parse(_EXTENSION.sub("", written), region or None)
    except NumberParseException:
        return ""
    return format_number(found, PhoneNumberFormat.E164) if is_possible_number(found) else ""


@cache
def region_of(time_zone: str) -> str:
    """The country that a time zone lies in; blank for UTC and the like. Source: the zone.tab of the time zone data."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == time_zone), "")
