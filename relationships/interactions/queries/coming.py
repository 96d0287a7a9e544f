"""Meetings to come, by the hour: whom a reader may know to be invited, and for which client they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.foundation.named_parameters import named
from relationships.interactions.coming_models import COMING_SEEN
from relationships.interactions.queries.rights import logs_for

MOST = 100
_SEEN, _READER = named(COMING_SEEN.format(pk="m.id"), [0] * COMING_SEEN.count("%s"), prefix="seen")
# The same invitation in several calendars is one meeting with several hosts.
_COMING = Prepared(
    "interactions_coming",
    f"""
WITH soon AS (
    SELECT m.* FROM interactions_comingmeeting m
    WHERE m.starts_at >= %(start)s::timestamptz AND m.starts_at < %(end)s::timestamptz
      AND (%(of)s::bigint IS NULL OR m.colleague_id = %(of)s::bigint)
      AND (%(person)s::bigint IS NULL OR EXISTS (SELECT FROM interactions_comingperson a
           WHERE a.meeting_id = m.id AND a.person_id = %(person)s::bigint))
      AND (%(client)s::bigint IS NULL OR EXISTS (SELECT FROM interactions_comingperson a
           WHERE a.meeting_id = m.id AND a.client_id = %(client)s::bigint))
      AND {_SEEN}
    ORDER BY m.starts_at, m.id LIMIT %(most)s::int
)
SELECT m.key, m.starts_at, m.minutes, m.title, m.others, m.colleague_id, u.name, p.id, p.public_id, p.name,
       c.public_id, c.name
FROM soon m JOIN accounts_user u ON u.id = m.colleague_id
JOIN interactions_comingperson l ON l.meeting_id = m.id JOIN contacts_person p ON p.id = l.person_id
LEFT JOIN clients_client c ON c.id = l.client_id
ORDER BY m.starts_at, m.key, m.colleague_id, c.name_search NULLS LAST, p.name, p.id
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Behalf:
    """A client that somebody comes for."""

    public_id: str
    name: str


@dataclass(frozen=True)
class Invited:
    """Somebody known who comes, and for which client."""

    pk: int
    public_id: str
    name: str
    client: Behalf | None


@dataclass(frozen=True)
class Coming:
    """A meeting to come. `title` is told only to those in whose calendar it stands, and to who logs for them."""

    at: datetime
    minutes: int | None
    title: str
    others: int
    hosts: tuple[str, ...]
    people: tuple[Invited, ...]

    @property
    def clients(self) -> list[Behalf]:
        """Each client that somebody comes for, once."""
        return list(dict.fromkeys(each.client for each in self.people if each.client))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day and of the next one, where the reader is."""
    start = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=start.tzinfo)


def coming_on(user: User, day: date, *, of: User | None = None) -> list[Coming]:
    """The meetings of a day: everybody's, or those in the calendar of `of`. One statement."""
    start, end = day_bounds(day)
    return _coming(user, start, end, of=of.pk if of else None)


def next_meeting(user: User, *, person_id: int | None = None, client_id: int | None = None) -> Coming | None:
    """The next one with this person, or with somebody of this client. One statement."""
    now = timezone.now()
    found = _coming(user, now, now + timedelta(days=366), person=person_id, client=client_id, most=1)
    return found[0] if found else None


def _coming(user: User, start: datetime, end: datetime, *, most: int = MOST, **narrowed: int | None) -> list[Coming]:
    if not (can(user, Capability.SEE_CLIENTS) and can(user, Capability.SEE_PEOPLE)):
        return []
    asked: dict[str, Any] = {"of": None, "person": None, "client": None, **narrowed}
    asked |= {"start": start, "end": end, "most": most, **dict.fromkeys(_READER, user.pk)}
    own = {user.pk, logs_for(user).pk}
    meetings: dict[tuple[str, datetime], Coming] = {}
    for row in _COMING.rows(asked):
        key = (row[0], row[1])
        known = meetings.get(key) or Coming(row[1], row[2], "", row[4], (), ())
        meetings[key] = _with(known, row, told=row[5] in own)
    return list(meetings.values())


def _with(known: Coming, row: Sequence[Any], *, told: bool) -> Coming:
    person = Invited(row[7], row[8], row[9], Behalf(row[10], row[11]) if row[10] else None)
    return replace(
        known,
        title=row[3] if told and row[3] else known.title,
        others=min(known.others, row[4]),
        hosts=known.hosts if row[6] in known.hosts else (*known.hosts, row[6]),
        people=known.people if person in known.people else (*known.people, person),
    )
