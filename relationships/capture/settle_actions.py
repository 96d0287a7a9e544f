"""Giving every message that was read its fate, and writing the touchpoints: many at once, in one transaction."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import the_firm
from relationships.capture import reasons, settling_sql
from relationships.capture.addresses import FREE_MAIL, other_spelling
from relationships.capture.found import Found
from relationships.capture.models import Message
from relationships.capture.own_queries import drops_of, holder_of, keeps, own_addresses
from relationships.clients.signals import facts_changed

MANY = 20
"""A mail to more people outside the firm than this is a mailing."""
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


@dataclass
class Tally:
    """How many messages were read and what became of them; `made` touchpoints are new."""

    read: int = 0
    made: int = 0
    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, fate: str) -> int:
        return sum(times for (each, _), times in self.by_reason.items() if each == fate)

    def add(self, other: Tally) -> None:
        self.read += other.read
        self.made += other.made
        self.by_reason += other.by_reason

    @property
    def is_whole(self) -> bool:
        """Whether every message that was read has exactly one fate."""
        return self.read == sum(self.of(fate) for fate in reasons.FATES)


@transaction.atomic
def settle(*, user: User, found: Sequence[Found], source: str, adding: Iterable[int] = ()) -> Tally:
    """Give each message of `user`'s its fate and write it.

    The same messages again change nothing. `adding`: ids of touchpoints that take in who has become known since.
    """
    if not found:
        return Tally()
    values = _values(user, source, adding)
    with connection.cursor() as cursor:
        # One at a time: two colleagues who hand in the same mail at once get one touchpoint.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial'), hashtext('capture'))")
        _stage(cursor, found, keeps(user), drops_of(user))
        for statement in (settling_sql.ONE_EACH, settling_sql.WHO, settling_sql.TAKING_PART, settling_sql.FATES):
            cursor.execute(statement, dict(values))
        for statement in (
            settling_sql.JOIN,
            settling_sql.NEW_IDS,
            settling_sql.INSERT,
            settling_sql.COLLEAGUES,
            *settling_sql.LINKS,
            settling_sql.RETOLD,
        ):
            cursor.execute(statement, dict(values))
        cursor.execute(settling_sql.CONCERNED, dict(values))
        concerned = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(settling_sql.REMEMBER, dict(values))
        cursor.execute(settling_sql.PROPOSE, dict(values))
        cursor.execute(settling_sql.FULFIL, dict(values))
        tally = _tally(cursor, len(found))
        cursor.execute(_FORGET)
    if concerned:
        facts_changed.send(sender=Message, client_ids=concerned)
    assert tally.is_whole, "A message was lost."
    return tally


_FORGET = "DROP TABLE " + ", ".join(
    f"capture_{name}" for name in ("in", "in_party", "one", "who", "person", "place", "client", "fate", "colleague")
)


def _values(user: User, source: str, adding: Iterable[int]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(email, '@', 2) FROM accounts_user"
            " WHERE email IS NOT NULL AND is_active AND left_on IS NULL"
        )
        domains = sorted({row[0] for row in cursor.fetchall()} - FREE_MAIL)
    return {
        "user": user.pk,
        "holder": holder_of(user).pk,
        "own": sorted(own_addresses(user)),
        "domains": domains,
        "zone": the_firm().time_zone,
        "many": MANY,
        "source": source,
        "adding": list(adding),
        **dict.fromkeys(settling_sql.READER, user.pk),
        **dict.fromkeys(settling_sql.NOBODY, 0),
    }


def _stage(cursor: Any, found: Sequence[Found], kept: str, drops: frozenset[str]) -> None:
    cursor.execute(settling_sql.STAGE)
    messages, parties = io.StringIO(), io.StringIO()
    for number, each in enumerate(found):
        subject = "" if kept == "nothing" else each.subject
        summary = "\n\n".join(filter(None, [subject, each.body if kept == "body" else ""]))
        at = each.occurred_at.isoformat() if each.occurred_at else None
        sender = each.sender.address if each.sender else ""
        row = (number, each.key, each.kind, each.label[-300:], at, each.minutes, sender, subject, summary)
        _write(messages, (*row, each.ignored, each.refused))
        # Place 0 is the sender's: without one, others begin at 1.
        named = [(0, each.sender)] if each.sender else []
        named += [(place, party) for place, party in enumerate(each.others, 1) if party.address != sender]
        for place, party in named:
            if party.address not in drops:
                _write(parties, (number, place, party.address, other_spelling(party.address), party.name))
    for table, lines in (("capture_in", messages), ("capture_in_party", parties)):
        lines.seek(0)
        cursor.copy_expert(f"COPY {table} FROM STDIN", lines)
    cursor.execute("ANALYZE capture_in; ANALYZE capture_in_party")


def _write(lines: io.StringIO, values: tuple[object, ...]) -> None:
    cells = ("\\N" if value is None else str(value).translate(_ESCAPES) for value in values)
    lines.write("\t".join(cells) + "\n")


def _tally(cursor: Any, read: int) -> Tally:
    cursor.execute(settling_sql.COUNTS)
    by_reason = Counter({(fate, reason): times for fate, reason, times in cursor.fetchall()})
    cursor.execute(settling_sql.MADE)
    return Tally(read, cursor.fetchone()[0], by_reason)
