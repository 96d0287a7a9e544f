"""Giving every message that was read its fate, and writing the touchpoints: many at once, in one transaction."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import the_firm
from relationships.capture import settling_sql
from relationships.capture.addresses import other_spelling
from relationships.capture.coming_sql import COMING
from relationships.capture.erased import without_erased
from relationships.capture.found import Found
from relationships.capture.mail_headers import plain
from relationships.capture.models import Message
from relationships.capture.move_signs import note_signs
from relationships.capture.own_queries import drops_of, holder_of, keeps, own_addresses
from relationships.clients.signals import facts_changed
from relationships.contacts.free_mail import FREE_MAIL

MANY = 20
"""A mail to more people outside the firm than this is a mailing."""
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


class Settled(NamedTuple):
    """What became of one message; `made`: a touchpoint that is new."""

    fate: str
    reason: str
    made: bool


@transaction.atomic
def settle(
    *, user: User, found: Sequence[Found], source: str, adding: Iterable[int] = (), origin: str = ""
) -> list[Settled]:
    """Give each message of `user`'s its fate, write it, and answer it: one for each, in their order.

    The same messages again change nothing. `adding`: ids of touchpoints that take in who has become known since.
    `origin`: the calendar that they stand in, so that what it no longer says is to come can be let go.
    """
    if not found:
        return []
    found = without_erased(found)
    values = _values(user, source, adding, origin)
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
            *COMING,
        ):
            cursor.execute(statement, dict(values))
        _count_versions_up(cursor, values)
        cursor.execute(settling_sql.CONCERNED, dict(values))
        concerned = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(settling_sql.REMEMBER, dict(values))
        cursor.execute(settling_sql.PROPOSE, dict(values))
        cursor.execute(settling_sql.FULFIL, dict(values))
        cursor.execute(settling_sql.SETTLED)
        settled = [Settled(*row) for row in cursor.fetchall()]
        cursor.execute(_FORGET)
    note_signs(found, _passed_over(values), settled)
    if concerned:
        facts_changed.send(sender=Message, client_ids=concerned)
    assert len(settled) == len(found), "A message was lost."
    return settled


def _passed_over(values: dict[str, Any]) -> set[str]:
    """Domains that say nothing of where somebody works: the firm's own, and free ones."""
    return {*values["domains"], *FREE_MAIL}


_FORGET = "DROP TABLE " + ", ".join(
    f"capture_{name}" for name in ("in", "in_party", "one", "who", "person", "place", "client", "fate", "colleague")
)


def _count_versions_up(cursor: Any, values: dict[str, Any]) -> None:
    """Touchpoints that took somebody in have changed: whoever edits one meanwhile is told."""
    cursor.execute(settling_sql.CHANGED, dict(values))
    changed = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(changed), settling_sql.RETOLD_AT_ONCE):
        few = changed[start : start + settling_sql.RETOLD_AT_ONCE]
        cursor.execute(settling_sql.RETOLD, {"changed": few})


def _values(user: User, source: str, adding: Iterable[int], origin: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(email, '@', 2) FROM accounts_user"
            " WHERE email IS NOT NULL AND is_active AND (left_on IS NULL OR left_on >= current_date)"
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
        "origin": origin,
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
        row = (
            number,
            each.key,
            each.kind,
            plain(each.label[-300:], longest=300),
            at,
            each.minutes,
            sender,
            subject,
            summary,
        )
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
