"""Who is overdue for a word and who is soon: somebody's book by the cadence that counts for each client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from relationships.attention.day_book_sql import BOOK, BOOK_READER
from relationships.attention.day_reasons import GRACE, BookClient
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.interactions.queries.planned import planned_with
from relationships.interactions.queries.rights import logs_for

SOON = timedelta(days=14)
MOST = 200
EVERYBODY = 1_000_000


@dataclass(frozen=True)
class Beat:
    """A client and its cadence. `due_on`: the day on which a word is wanted; `overdue_on`: when it is late."""

    client: BookClient
    due_on: date
    overdue_on: date
    planned: PlannedTouch | None


@dataclass(frozen=True)
class RhythmPage:
    """Context of attention/rhythm_list.html."""

    of: User
    overdue: list[Beat]
    due: list[Beat]
    upcoming: list[Beat]
    silent: list[BookClient]
    """Never spoken to."""
    today: date


def rhythm_page(user: User) -> RhythmPage:
    """The book of whoever `user` is or logs for, the longest overdue first."""
    day, of = firm_day(), logs_for(user)
    asked = {"of": of.pk, "today": day.on, "zone": day.zone, "fees": False, "health": False}
    asked |= {"many": EVERYBODY, "most": 0, "also": [], **dict.fromkeys(BOOK_READER, user.pk)}
    book = [BookClient(*row) for row in BOOK.rows(asked)]
    planned = planned_with(user, [client.pk for client in book])
    beats = sorted(
        (beat_of(client, planned.get(client.pk)) for client in book if client.last_on),
        key=lambda beat: (beat.overdue_on, beat.client.name),
    )
    return RhythmPage(
        of,
        [beat for beat in beats if beat.overdue_on < day.on][:MOST],
        [beat for beat in beats if beat.overdue_on >= day.on and beat.due_on <= day.on][:MOST],
        [beat for beat in beats if day.on < beat.due_on <= day.on + SOON][:MOST],
        [client for client in book if client.last_on is None][:MOST],
        day.on,
    )


def beat_of(client: BookClient, planned: PlannedTouch | None) -> Beat:
    """When a word is wanted and when it is overdue; without a set maximum a quarter more than wanted."""
    assert client.last_on is not None
    most = client.maximum or round(GRACE * client.wanted_days)
    return Beat(
        client, client.last_on + timedelta(days=client.wanted_days), client.last_on + timedelta(days=most), planned
    )
