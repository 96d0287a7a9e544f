"""What changed since the score of a week ago: which parts, and the facts that came in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.interactions.queries.timeline import Entry, timeline
from relationships.scoring.health_part import Part
from relationships.scoring.models import Health, HealthHistory
from relationships.scoring.part_entries import CountedEntry, counted_lines, read_lines

MOST = 5


@dataclass(frozen=True)
class SinceThen:
    """`parts` that moved by a point or more, the largest move first. The newest `touches` and `entries` since; `more`
    of either than are named. `weights`: version then and now, if they differ."""

    since: date
    parts: Sequence[Part]
    touches: Sequence[Entry]
    entries: Sequence[CountedEntry]
    more: bool
    weights: tuple[int, int] | None

    @property
    def only_time(self) -> bool:
        """Nothing came in: what moved, moved by the days that passed."""
        return not self.touches and not self.entries and self.weights is None


def since_then(
    user: User, client: Client, row: Health, before: HealthHistory, since: date, parts: Sequence[Part]
) -> SinceThen:
    """Of a visible client; `since` is the day that the page names."""
    moved = sorted((part for part in parts if part.change), key=lambda part: (-abs(part.change or 0), part.key))
    shown = [entry for _, entries in timeline(user, client=client, most=MOST + 1).days for entry in entries]
    touches = [entry for entry in shown if timezone.localtime(entry.touch.occurred_at).date() > since]
    entries: list[CountedEntry] = []
    if can(user, Capability.SEE_FEES):
        entries = read_lines(user, counted_lines(client, after=since, until=row.as_of)[: MOST + 1])
    weights = (before.policy_version, row.policy_version)
    return SinceThen(
        since,
        moved,
        touches[:MOST],
        entries[:MOST],
        len(touches) > MOST or len(entries) > MOST,
        weights if weights[0] != weights[1] else None,
    )
