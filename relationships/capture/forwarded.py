"""The mail inside a mail that a colleague passed on: attached whole, or quoted with its headers. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.message import Message

from dateutil import parser as dates

from relationships.capture.found import LONGEST_SUBJECT, Party
from relationships.capture.mail_headers import FIRST, LAST, moment_of, parties, parties_in, plain, sent_at, text_of
from relationships.capture.mail_text import attached_mail, words_of

_NAMES = {
    "from": "from von de da van från fra desde",
    "to": "to an à a para aan till til pour",
    "cc": "cc kopie copie copia kopia",
    "date": "date sent datum gesendet envoyé enviado fecha data inviato verzonden skickat sendt",
    "subject": "subject betreff objet asunto oggetto onderwerp ämne emne assunto",
}
_MEANS = {word: name for name, words in _NAMES.items() for word in words.split()}
_LINE = re.compile(r"^[>\s]*\*?([A-Za-zÀ-ÿ]{1,12})\s?:\*?\s*(.*)$")
_LONGEST_SEARCH = 2_000
"""Lines looked at: what a colleague writes above the mail they pass on is shorter."""


@dataclass(frozen=True)
class Inner:
    """The mail inside: who wrote it to whom, when (None: not said), and about what."""

    sender: Party
    others: tuple[Party, ...]
    sent_at: dt.datetime | None
    subject: str
    message_id: str = ""


def inner_mail(mail: Message, zone: dt.tzinfo) -> Inner | None:
    """The mail inside `mail`; dates without a zone are in `zone`."""
    attached = attached_mail(mail)
    if attached is not None:
        sender = next(iter(parties(attached, "From", "Sender")), None)
        if sender is None:
            return None
        others = tuple(parties(attached, "To", "Cc"))
        message_id = str(attached.get("Message-ID") or "")
        return Inner(sender, others, sent_at(attached), text_of(attached, "Subject"), message_id)
    return _quoted(words_of(mail), zone)


def _quoted(text: str, zone: dt.tzinfo) -> Inner | None:
    lines = text.replace("\r\n", "\n").split("\n")[:_LONGEST_SEARCH]
    for number, line in enumerate(lines):
        if _meaning(line)[0] == "from" and (said := _block(lines[number:])).keys() >= {"from"} and len(said) >= 3:
            sender = next(iter(parties_in(said["from"])), None)
            if sender is not None:
                others = parties_in(", ".join(said[key] for key in ("to", "cc") if key in said))
                subject = plain(said.get("subject", ""), longest=LONGEST_SUBJECT)
                return Inner(sender, tuple(others), _moment(said.get("date", ""), zone), subject)
    return None


def _block(lines: list[str]) -> dict[str, str]:
    """The headers that stand together at the top of `lines`; a line without a name goes on with the one before."""
    said: dict[str, str] = {}
    last = ""
    for line in lines[:20]:
        name, value = _meaning(line)
        if name and name not in said:
            said[name], last = value, name
        elif not line.strip(" >\t"):
            if len(said) >= 3:
                break
        elif last in ("to", "cc") and not name:
            said[last] += " " + line.strip(" >\t")
    return said


def _meaning(line: str) -> tuple[str, str]:
    found = _LINE.match(line)
    return (_MEANS.get(found[1].lower(), ""), found[2].strip()) if found else ("", "")


def _moment(written: str, zone: dt.tzinfo) -> dt.datetime | None:
    if not written:
        return None
    exact = moment_of(written)
    if exact is not None and re.search(r"[+-]\d{4}|GMT|UTC", written):
        return exact
    try:
        moment = dates.parse(written[:100].replace(" at ", " ").replace(" um ", " "), fuzzy=True)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return exact
    return moment if FIRST <= moment <= LAST else exact
