"""How often a client and we speak: the last touches a user may know of, and the usual gap between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from accounts.models import User
from accounts.prepared import Prepared
from relationships.interactions.visibility import links_seen_by
from relationships.network.tie_rules import INTERVALS

FEWEST_GAPS = 3
"""Gaps between days with a touch before a habit is read out of them."""
GRACE = 1.25
"""A gap is called open from this many times the usual one."""

_SEEN, _READER = links_seen_by("t")
_LAST_TOUCHES = Prepared(
    "interactions_last_touches",
    f"""
SELECT c.id, touch.occurred_at
FROM unnest(%(client_ids)s::bigint[]) AS c (id)
CROSS JOIN LATERAL (
    SELECT t.occurred_at FROM interactions_touchclient t
    WHERE t.client_id = c.id AND t.occurred_at <= now() AND {_SEEN}
    ORDER BY t.occurred_at DESC LIMIT %(most)s
) touch
ORDER BY c.id, touch.occurred_at DESC
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Rhythm:
    """The last touches, newest first. `usual_days` is read from them when `measured`, else it is what is expected."""

    touches: Sequence[datetime]
    usual_days: float
    expected_days: float
    measured: bool

    @property
    def last(self) -> datetime | None:
        """The last touch."""
        return self.touches[0] if self.touches else None

    def is_late(self, today: date, zone: tzinfo | None) -> bool:
        """Whether the open gap is longer than usual and than expected, with some grace: no list that cries wolf."""
        if self.last is None:
            return False
        open_days = (today - self.last.astimezone(zone).date()).days
        return open_days > GRACE * max(self.usual_days, self.expected_days)


def rhythm_of(touches: Sequence[datetime], tier: str, own: int | None) -> Rhythm:
    """The rhythm of one client from its last touches, its tier and the gap in days that was set for it."""
    expected = float(own or INTERVALS.get(tier, INTERVALS[""]))
    usual = usual_days(touches)
    return Rhythm(touches, usual or expected, expected, measured=usual is not None)


def last_touches(user: User, client_ids: Sequence[int], *, most: int) -> Mapping[int, list[datetime]]:
    """Up to `most` past touches per visible client, newest first, without those that `user` may not know of."""
    touches: dict[int, list[datetime]] = {pk: [] for pk in client_ids}
    if not touches:
        return touches
    values = {"client_ids": list(client_ids), "most": most, **dict.fromkeys(_READER, user.pk)}
    for client_id, occurred_at in _LAST_TOUCHES.rows(values):
        touches[client_id].append(occurred_at)
    return touches


def usual_days(touches: Sequence[datetime]) -> float | None:
    """The mean gap between days with a touch; None until there are three gaps to read a habit from."""
    days = sorted({moment.date() for moment in touches})
    gaps = len(days) - 1
    return (days[-1] - days[0]).days / gaps if gaps >= FEWEST_GAPS else None
