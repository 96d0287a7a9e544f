"""What was read from a mail or a calendar, before anybody is looked up. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MAIL, EVENT = "mail", "event"
LONGEST_SUBJECT = 300
LONGEST_BODY = 4_000


@dataclass(frozen=True)
class Party:
    """Somebody named in a header: a normal address (`addresses.normal_address`), and the name beside it, if any."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Found:
    """One mail or event.

    `key` (64 hex digits) is the same for the same mail, whoever holds it. `ignored` or `refused` is a reason
    (`reasons`) that was plain from the mail alone; at most one is set. `minutes` 1 to 14,400.
    """

    kind: str
    key: str
    occurred_at: dt.datetime | None = None
    minutes: int | None = None
    sender: Party | None = None
    others: tuple[Party, ...] = ()
    subject: str = ""
    body: str = ""
    ignored: str = ""
    refused: str = ""
    failed: tuple[str, ...] = ()
    """Addresses that this mail says nothing could be delivered to."""
    label: str = ""
    """Where it stood: a file's name, and the number in it."""
