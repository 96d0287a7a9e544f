"""What captured mail says of people who may have moved: mail that came back, and a name that writes from a new domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils import timezone

from relationships.capture.found import Found
from relationships.contacts.move_actions import note_bounces, note_new_addresses


class HasFate(Protocol):
    """What became of one message."""

    @property
    def fate(self) -> str: ...


def note_signs(found: Sequence[Found], passed_over: Iterable[str], settled: Sequence[HasFate]) -> None:
    """Remember the signs in these messages; the same ones again change nothing.

    Only a sender says where they write from now; mail that people wrote, that nobody refused.
    """
    today = timezone.localdate()
    bounced, written = [], []
    for each, became in zip(found, settled, strict=True):
        on = min(timezone.localdate(each.occurred_at), today) if each.occurred_at else today
        bounced += [(address, on) for address in each.failed]
        if each.sender and each.sender.name and became.fate not in ("ignored", "refused"):
            written.append((each.sender.name, each.sender.address, on))
    note_bounces(bounced)
    note_new_addresses(written, passed_over=passed_over)
