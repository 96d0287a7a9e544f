"""Every message of a file, whatever kind of file it is. Pure; never raises."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from relationships.capture import reasons
from relationships.capture.calendar_events import read_calendar
from relationships.capture.found import MAIL as A_MAIL
from relationships.capture.found import Found
from relationships.capture.mail_reading import LARGEST, Reader, read_mail
from relationships.capture.mailboxes import CALENDAR, MAIL, MAILBOX, first_bytes, kind_of, mails_in


def read_file(file: IO[bytes], reader: Reader, *, name: str) -> Iterator[Found]:
    """At least one message: a file that holds none is one that is refused, with its reason."""
    head = first_bytes(file)
    kind = kind_of(head)
    if kind == MAILBOX:
        for number, raw in enumerate(mails_in(file), 1):
            yield read_mail(raw, reader, label=f"{name} #{number}")
    elif kind in (MAIL, CALENDAR):
        raw = file.read(LARGEST + 1)
        if kind == MAIL:
            yield read_mail(raw, reader, label=name)
        elif len(raw) > LARGEST:
            yield refused(raw, reasons.TOO_LARGE, name)
        else:
            yield from read_calendar(raw, reader, label=name)
    else:
        yield refused(head, kind, name)


def refused(raw: bytes, reason: str, name: str) -> Found:
    """A file of which nothing is read, and why."""
    return Found(
        kind=A_MAIL, key=hashlib.sha256(name.encode("utf-8", "replace") + raw).hexdigest(), refused=reason, label=name
    )
