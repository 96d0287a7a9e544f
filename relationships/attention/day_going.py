"""How it is going with the clients somebody looks after: how many are in rhythm."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from relationships.attention.day_book_sql import BOOK_READER, RHYTHM
from relationships.attention.day_reasons import GRACE
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.rights import logs_for

COUNTED_AT_ONCE = 1_000
"""Beyond so many clients the page comes first, and then asks how they are going."""


@dataclass(frozen=True)
class Going:
    """Of `clients` looked after, `in_rhythm` had their last word no longer ago than wanted, with some grace."""

    of: User
    clients: int
    in_rhythm: int


def how_it_is_going(user: User) -> Going:
    """The book of whoever `user` is or logs for. One statement."""
    return going_of(user, logs_for(user))


def going_of(user: User, of: User) -> Going:
    """The book of `of`, as far as `user` may know it."""
    day = firm_day()
    asked = {"of": of.pk, "today": day.on, "zone": day.zone, "grace": GRACE}
    ((clients, in_rhythm),) = RHYTHM.rows(asked | dict.fromkeys(BOOK_READER, user.pk))
    return Going(of, clients, in_rhythm)
