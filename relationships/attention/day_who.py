"""Who stands in the rows of a day: names and posts, the touches of half a year, and what was said last."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from relationships.attention import day_sql
from relationships.attention.day_rows import Subject
from relationships.capture.models import DropAddress
from relationships.capture.own_queries import drop_written
from relationships.foundation.display.days import day as said_day
from relationships.hospitality.guest_queries import FactLine
from relationships.hospitality.models import GuestFact
from relationships.interactions.kinds import FEELINGS, KINDS

_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{8,300})[”“»\"]")
_HOW = {"call": "Usually by phone", "email": "Usually by e-mail", "meeting": "Usually in person"}
ENOUGH = 3
MOST_TO_KNOW = 3


@dataclass(frozen=True)
class Who:
    """A person, or a client where nobody is known. `email` is "" without one."""

    public_id: str
    name: str
    title: str = ""
    client_name: str = ""
    client_id: str = ""
    email: str = ""
    drop: str = ""
    """The reader's drop address, to copy what one writes from here; "" without one."""
    is_client: bool = False


@dataclass(frozen=True)
class Spoken:
    """The last touches with somebody, newest first, and the last words that were noted."""

    touches: list[datetime] = field(default_factory=list)
    words: str = ""
    is_quote: bool = False
    when: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    """Icon and sentence: what is good to know."""


def who_they_are(
    user: User, subjects: Collection[Subject], clients: Mapping[int, tuple[str, str]]
) -> dict[Subject, Who]:
    """Everybody of `subjects` whom `user` may know of; `clients` are the public ids and names of the book."""
    people = [pk for sort, pk in subjects if sort == "p"]
    asked = {"people": people, "clients": list(clients), "reader": user.pk, **dict.fromkeys(day_sql.READER, user.pk)}
    found: dict[Subject, Who] = {}
    for pk, public_id, name, title, _, client, client_id, email, token in day_sql.WHO.rows(asked) if people else ():
        drop = drop_written(DropAddress(token=token)) if token else ""
        found["p", pk] = Who(public_id, name, title or "", client or "", client_id or "", email or "", drop)
    for sort, pk in subjects:
        if sort == "c" and pk in clients:
            public_id, name = clients[pk]
            found["c", pk] = Who(public_id, name, client_id=public_id, is_client=True)
    return found


def what_was_said(user: User, subjects: Collection[Subject]) -> dict[Subject, Spoken]:
    """The touches of each subject that `user` may know of."""
    asked = {sort: [pk for which, pk in subjects if which == sort] for sort in "pc"}
    values = {"people": asked["p"], "clients": asked["c"], **dict.fromkeys(day_sql.READER, user.pk)}
    rows: dict[Subject, list[tuple[datetime, str, int | None, str]]] = defaultdict(list)
    for sort, pk, at, kind, sentiment, summary in day_sql.TOUCHES.rows(values) if subjects else ():
        rows[sort, pk].append((at, kind, sentiment, summary))
    return {subject: _spoken(found) for subject, found in rows.items()}


def what_to_know(lines: Sequence[FactLine]) -> list[tuple[str, str]]:
    """What a host would remember of a person, at most three lines: icon and text."""
    return [(line.icon, _line(line.fact)) for line in lines[:MOST_TO_KNOW]]


def _line(fact: GuestFact) -> str:
    return f"Better not mentioned: {fact.text}" if fact.topic == GuestFact.Topic.AVOID else fact.text


def _spoken(rows: list[tuple[datetime, str, int | None, str]]) -> Spoken:
    noted = next((row for row in rows if row[3].strip()), None)
    words = when = ""
    is_quote = False
    if noted:
        quote = _QUOTED.search(noted[3])
        words, is_quote = (quote[1], True) if quote else (noted[3].splitlines()[0][:200], False)
        local = timezone.localtime(noted[0]).date()
        when = f"{KINDS[noted[1]].noun}, {said_day(local, timezone.localdate())}"
    return Spoken([row[0] for row in rows], words, is_quote, when, list(_facts(rows)))


def _facts(rows: list[tuple[datetime, str, int | None, str]]) -> Iterable[tuple[str, str]]:
    kinds = Counter(kind for _, kind, _, _ in rows if kind in _HOW)
    if kinds and sum(kinds.values()) >= ENOUGH:
        (kind, count), *_ = kinds.most_common(1)
        yield KINDS[kind].icon, f"{_HOW[kind]}, {count} of the last {len(rows)} times"
    moods = [(at, mood) for at, _, mood, _ in rows if mood is not None]
    if moods:
        icon, word = FEELINGS[moods[0][1]]
        local = timezone.localtime(moods[0][0]).date()
        yield icon, f"It felt {word.lower()} on {said_day(local, timezone.localdate())}"
