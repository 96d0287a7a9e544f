"""One mail, read: who wrote to whom, when, about what, and whether people wrote it at all. Pure; never raises."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from email.message import Message

from relationships.capture import reasons
from relationships.capture.forwarded import Inner, inner_mail
from relationships.capture.found import MAIL, Found
from relationships.capture.machine_mail import failed_recipients, why_ignored
from relationships.capture.mail_headers import headers_of, parties, sent_at, text_of
from relationships.capture.mail_text import own_words, whole, words_of

LARGEST = 25 * 1024 * 1024
LONGEST_REPORT = 200_000
"""Bytes of a bounce that are looked through for addresses."""
MOST_AHEAD = dt.timedelta(days=1)
"""Clocks go wrong; a mail from further ahead has no date."""
_RECIPIENTS = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc")
_ANGLES = re.compile(r"<([^<>\s]{3,})>")


@dataclass(frozen=True)
class Reader:
    """For whom mail is read: `own` addresses of the holder, `zone` of dates without one, now, and what to keep."""

    own: frozenset[str]
    zone: dt.tzinfo
    now: dt.datetime
    keeps_body: bool = False
    drops: frozenset[str] = frozenset()
    """The holder's drop addresses, which are nobody."""
    dropped: bool = False
    """It came to a drop address: mail passed on is looked into, and strangers' is refused."""
    ahead: dt.timedelta = dt.timedelta()
    """How far ahead the times of a repeating event are looked for."""


def read_mail(raw: bytes, reader: Reader, *, label: str = "", fallback: dt.datetime | None = None) -> Found:
    """The mail `raw`; `fallback` is when it arrived, for one without a date."""
    if len(raw) > LARGEST:
        return _refused(raw, reasons.TOO_LARGE, label)
    if not raw.strip():
        return _refused(raw, reasons.EMPTY, label)
    try:
        return _read(raw, reader, label, fallback)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, OverflowError, AssertionError):
        return _refused(raw, reasons.UNREADABLE, label)


def _read(raw: bytes, reader: Reader, label: str, fallback: dt.datetime | None) -> Found:
    headers = headers_of(raw)
    if not headers.keys():
        return _refused(raw, reasons.NOT_MAIL, label)
    sender = next(iter(parties(headers, "From", "Sender", "Reply-To")), None)
    others = [each for each in parties(headers, *_RECIPIENTS) if each.address not in reader.drops]
    subject = text_of(headers, "Subject")
    found = Found(
        kind=MAIL,
        key=_key(headers, raw),
        occurred_at=sent_at(headers) or fallback,
        sender=sender,
        others=tuple(others),
        subject=subject,
        ignored=why_ignored(headers, sender, subject),
        label=label,
    )
    if found.ignored == reasons.BOUNCE and not reader.dropped:
        return _with(found, failed=failed_recipients(headers, raw[:LONGEST_REPORT].decode("ascii", "replace")))
    if reader.dropped:
        found = _unwrapped(found, raw, reader)
    return _judged(found, raw, reader)


def _unwrapped(found: Found, raw: bytes, reader: Reader) -> Found:
    """Mail of the holder's own to nobody but the drop address is the mail inside it."""
    mine = found.sender is not None and found.sender.address in reader.own
    if mine and not [each for each in found.others if each.address not in reader.own]:
        mail = whole(raw)
        inner = inner_mail(mail, reader.zone) if mail is not None else None
        return _of(inner, found) if inner else found
    named = {each.address for each in (*found.others, *([found.sender] if found.sender else []))}
    return found if named & reader.own else _with(found, refused=reasons.STRANGER, ignored="")


def _of(inner: Inner, outer: Found) -> Found:
    key = _key_of_id(inner.message_id)
    if not key:
        said = (inner.sender.address, inner.sent_at, inner.subject)
        key = _hash("forwarded", *map(str, said), "" if inner.sent_at else outer.key)
    return Found(
        kind=MAIL,
        key=key,
        occurred_at=inner.sent_at or outer.occurred_at,
        sender=inner.sender,
        others=inner.others,
        subject=inner.subject or outer.subject,
        label=outer.label,
    )


def _judged(found: Found, raw: bytes, reader: Reader) -> Found:
    """`found` with what is wrong with it, or with its body where that is wanted."""
    if found.refused or found.ignored:
        return found
    if found.sender is None and not found.others:
        return _with(found, refused=reasons.NO_ADDRESS)
    if found.occurred_at is None:
        return _with(found, refused=reasons.NO_DATE)
    if found.occurred_at > reader.now:
        if found.occurred_at > reader.now + MOST_AHEAD:
            return _with(found, refused=reasons.ODD_DATE)
        found = _with(found, occurred_at=reader.now)
    if reader.keeps_body and (mail := whole(raw)) is not None:
        found = _with(found, body=own_words(words_of(mail)))
    return found


def _with(found: Found, **changes: object) -> Found:
    return Found(**{**vars(found), **changes})


def _refused(raw: bytes, reason: str, label: str) -> Found:
    return Found(kind=MAIL, key=hashlib.sha256(raw).hexdigest(), refused=reason, label=label)


def _key(headers: Message, raw: bytes) -> str:
    """By Message-ID, which everybody who holds the mail has; without one by what was sent."""
    by_id = _key_of_id(str(headers.get("Message-ID") or ""))
    if by_id:
        return by_id
    said = [str(headers.get(name) or "") for name in ("From", "To", "Cc", "Date", "Subject")]
    body = raw.split(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n", 1)[-1]
    return _hash("content", *said, hashlib.sha256(b"".join(body.split())).hexdigest())


def _key_of_id(written: str) -> str:
    found = _ANGLES.search(written)
    bare = found[1] if found else written.strip()
    return _hash("id", bare) if len(bare) >= 3 else ""


def _hash(*said: str) -> str:
    return hashlib.sha256("\x1f".join(said).encode("utf-8", "replace")).hexdigest()
