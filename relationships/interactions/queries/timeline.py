"""What has happened with a client or a person, newest first, thirty at a time.

A page is found by the line index (client or person, time, touch), so its cost does not grow with the number of touches;
it is continued after the last touch shown, not counted from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.interactions.queries.cursor import Cursor

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """A touchpoint as this user may know it: people hidden from them are not among `people`."""

    touch: Interaction
    clients: Sequence[Client]
    people: Sequence[Person]
    colleagues: Sequence[User]


@dataclass(frozen=True)
class TimelinePage:
    """Up to thirty touches by day of the reader's zone, and where the next page begins ("" at the end)."""

    days: list[tuple[dt.date, list[Entry]]]
    after: str

    @property
    def is_empty(self) -> bool:
        return not self.days


def timeline(
    user: User,
    *,
    client: Client | None = None,
    person: Person | None = None,
    kinds: Sequence[str] = (),
    after: Cursor | None = None,
    most: int = PAGE,
    undone: bool = False,
) -> TimelinePage:
    """The touches of `client` or `person` that `user` may see, of these kinds (none: all), after `after`.

    With `undone` those that were taken back, and no others.

    Six queries, however many touches there are.
    """
    lines: QuerySet[Any]
    if client is not None:
        lines = TouchClient.objects.filter(client=client)
    else:
        lines = TouchPerson.objects.filter(person=person)
    wanted = undone_touches(user) if undone else visible_touches(user)
    if kinds:
        wanted = wanted.filter(kind__in=kinds)
    lines = lines.filter(Exists(wanted.filter(pk=OuterRef("interaction_id"))))
    if after is not None:
        earlier = Q(occurred_at=after.occurred_at, interaction__lt=after.interaction_id)
        # The first condition bounds the index scan, the second keeps touches of the same moment apart.
        lines = lines.filter(occurred_at__lte=after.occurred_at).filter(Q(occurred_at__lt=after.occurred_at) | earlier)
    newest = lines.order_by("-occurred_at", "-interaction").values_list("interaction_id", flat=True)
    ids = list(newest[: most + 1])
    shown = entries(user, ids[:most], undone=undone)
    last = shown[-1].touch if shown and len(ids) > most else None
    return TimelinePage(_by_day(shown), Cursor.of(last).text if last else "")


def visible_touches(user: User) -> QuerySet[Interaction]:
    """The touchpoints that stand and that `user` may see."""
    return Interaction.objects.visible_to(user).current()


def undone_touches(user: User) -> QuerySet[Interaction]:
    """The touchpoints that were taken back and that `user` may see."""
    return Interaction.objects.visible_to(user).filter(archived_at__isnull=False)


def entries(user: User, ids: Sequence[int], *, undone: bool = False) -> list[Entry]:
    """The visible touches with these ids, in this order, with those who took part. Five queries."""
    visible = Interaction.objects.visible_to(user) if undone else visible_touches(user)
    rows = (
        visible.filter(pk__in=ids)
        .select_related("engagement", "created_by")
        .prefetch_related(
            Prefetch("touch_clients", TouchClient.objects.select_related("client").order_by("client__name_search")),
            Prefetch("touch_people", TouchPerson.objects.order_by("pk")),
            Prefetch("touch_colleagues", TouchColleague.objects.select_related("colleague").order_by("pk")),
        )
    )
    found = {touch.pk: touch for touch in rows}
    taking_part = {link.person_id for touch in found.values() for link in touch.touch_people.all()}
    seen = Person.objects.visible_to(user).in_bulk(taking_part) if taking_part else {}
    return [_entry(found[pk], seen) for pk in ids if pk in found]


def _entry(touch: Interaction, seen: Mapping[int, Person]) -> Entry:
    people = [seen[link.person_id] for link in touch.touch_people.all() if link.person_id in seen]
    return Entry(
        touch,
        [link.client for link in touch.touch_clients.all()],
        sorted(people, key=lambda person: (person.name_search, person.pk)),
        [link.colleague for link in touch.touch_colleagues.all()],
    )


def _by_day(shown: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    return [
        (day, list(touches))
        for day, touches in groupby(shown, lambda entry: timezone.localtime(entry.touch.occurred_at).date())
    ]
