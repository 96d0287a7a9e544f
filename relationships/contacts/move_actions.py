"""A person moves: positions end and begin, addresses stay; and signs of it, each remembered with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.actions import AlreadyKnown, add_contact_point
from relationships.contacts.models import MoveSignal, OutsidePost, Person, Position
from relationships.contacts.outside_post_actions import add_job
from relationships.contacts.position_actions import EndsBeforeItStarts, end_position

# Exactly one person of that name, who is reached at another domain so far. Namesakes known only behind walls hinder no sign
# of anybody in sight: whoever missed it would know that there is one.
_NEW_ADDRESSES = """
INSERT INTO contacts_movesignal (person_id, kind, said, seen_on)
SELECT DISTINCT ON (p.id, s.address) p.id, 'address', s.address, s.seen_on
FROM unnest(%(names)s::text[], %(addresses)s::text[], %(days)s::date[]) AS s (name, address, seen_on)
JOIN contacts_person p ON p.name = s.name AND p.archived_at IS NULL
WHERE split_part(s.address, '@', 2) <> ALL (%(passed_over)s::text[])
  AND NOT EXISTS (SELECT FROM contacts_person q WHERE q.name = s.name AND q.archived_at IS NULL AND q.id <> p.id
                    AND q.id NOT IN (SELECT h.id FROM people_walled_from(0) h (id)))
  AND NOT EXISTS (SELECT FROM contacts_contactpoint c WHERE c.kind = 'email' AND c.value = s.address)
  AND EXISTS (SELECT FROM contacts_contactpoint c WHERE c.person_id = p.id AND c.kind = 'email')
  AND NOT EXISTS (SELECT FROM contacts_contactpoint c WHERE c.person_id = p.id AND c.kind = 'email'
                    AND split_part(c.value, '@', 2) = split_part(s.address, '@', 2))
ORDER BY p.id, s.address, s.seen_on DESC
ON CONFLICT DO NOTHING RETURNING id
"""
_BOUNCES = """
INSERT INTO contacts_movesignal (person_id, kind, said, seen_on)
SELECT DISTINCT ON (c.person_id, c.value) c.person_id, 'bounce', c.value, s.seen_on
FROM unnest(%(addresses)s::text[], %(days)s::date[]) AS s (address, seen_on)
JOIN contacts_contactpoint c ON c.value = s.address AND c.kind = 'email' AND c.archived_at IS NULL
JOIN contacts_person p ON p.id = c.person_id AND p.archived_at IS NULL
ORDER BY c.person_id, c.value, s.seen_on DESC
ON CONFLICT DO NOTHING RETURNING id
"""


@transaction.atomic
def move_person(
    *,
    person: Person,
    employer: Client | str,
    moved_on: date,
    title: str = "",
    ends: Iterable[Position | OutsidePost] = (),
    email: str = "",
    signal: MoveSignal | None = None,
    by: User | None = None,
) -> None:
    """End what they held, start at `employer` the same day; the old addresses stay, so that mail still finds them.

    Touchpoints stay with the client of their day. Raises `EndsBeforeItStarts` or `Conflict`.
    """
    for held in ends:
        if held.started_on and moved_on < held.started_on:
            raise EndsBeforeItStarts
        if isinstance(held, Position):
            end_position(position=held, expected_version=held.version, ended_on=moved_on)
        else:
            held.save_changes(expected_version=held.version, changes={"ended_on": moved_on})
    add_job(person=person, employer=employer, title=title, started_on=moved_on)
    if email:
        with suppress(AlreadyKnown):
            add_contact_point(person=person, kind="email", value=email, is_primary=True)
    if signal is not None and by is not None:
        settle_signal(signal=signal, outcome=MoveSignal.Outcome.MOVED, by=by)


@transaction.atomic
def settle_signal(*, signal: MoveSignal, outcome: str, by: User) -> MoveSignal:
    """Say what is true of a sign; it does not come again. "" asks anew."""
    return signal.save_changes(
        expected_version=signal.version, changes={"outcome": outcome, "settled_by": by if outcome else None}
    )


@transaction.atomic
def note_new_addresses(said: Sequence[tuple[str, str, date]], *, passed_over: Iterable[str]) -> int:
    """Remember who wrote from an address at a new domain: (name, address, day). `passed_over`: domains that say nothing,
    such as ours and free ones. Answers how many signs are new."""
    values = {
        "names": [name for name, _, _ in said],
        "addresses": [address for _, address, _ in said],
        "days": [day for _, _, day in said],
        "passed_over": sorted(passed_over),
    }
    return _note(_NEW_ADDRESSES, values) if said else 0


@transaction.atomic
def note_bounces(said: Sequence[tuple[str, date]]) -> int:
    """Remember addresses to which mail could not be delivered, and the day; answers how many signs are new."""
    values = {"addresses": [address for address, _ in said], "days": [day for _, day in said]}
    return _note(_BOUNCES, values) if said else 0


@transaction.atomic
def note_employers(said: Sequence[tuple[int, str, str]], *, seen_on: date) -> int:
    """Remember employers that a list names for people: (person id, employer, title); answers how many signs are new."""
    made = 0
    for person_id, employer, title in said:
        _, is_new = MoveSignal.objects.unscoped(
            reason="of people whom the caller found through the gate"
        ).get_or_create(
            person_id=person_id,
            kind=MoveSignal.Kind.LIST,
            said=employer[:320],
            defaults={"title": title[:200], "seen_on": seen_on},
        )
        made += is_new
    return made


@transaction.atomic
def note_told(*, person: Person, employer: str, title: str, on: date) -> MoveSignal:
    """Remember that the person themselves told us of a new post. Said again it waits again, also after a "not so"."""
    rows = MoveSignal.objects.unscoped(reason="their own word about themselves")
    known = {"title": title[:200], "seen_on": on}
    signal, is_new = rows.get_or_create(person=person, kind=MoveSignal.Kind.TOLD, said=employer[:320], defaults=known)
    if is_new:
        return signal
    again = {**known, "outcome": "", "settled_by": None}
    return signal.save_changes(expected_version=signal.version, changes=again)


def _note(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return len(cursor.fetchall())
