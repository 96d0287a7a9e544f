"""Events and their guests, as far as a colleague may know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from relationships.alumni.consent_queries import with_reason
from relationships.alumni.consent_state import WHY_NOT
from relationships.alumni.models import Alumnus, Event, Invitation, Letter
from relationships.contacts.models import ContactPoint
from relationships.foundation.list_file import in_chunks

PAGE_SIZE = 50
STATES = ("listed", "going", "waiting", "declined")
EVENT_HEADER = ("Event", "Starts", "Ends", "Place", "Client", "Host", "Guests", "Come", "Places", "Called off")
HEADER = ["Name", "Client", "Answer", "Answered on", "Came", "Invited by"]


@dataclass(frozen=True)
class EventLine:
    """One line of the list of events: the guests whom the reader may know of, by answer."""

    event: Event
    guests: int
    going: int


@dataclass(frozen=True)
class GuestLine:
    """One guest. `why_not`: why no letter goes to them; `letter`: the last one."""

    invitation: Invitation
    is_alumnus: bool
    why_not: str
    letter: Letter | None


@dataclass(frozen=True)
class EventPage:
    """Context of alumni/event.html."""

    event: Event
    guests: list[GuestLine]
    page: Page[Any]
    counts: dict[str, int]
    state: str
    to_write: int
    came: int
    now: datetime

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def over(self) -> bool:
        return self.event.starts_at <= self.now

    @property
    def free(self) -> int | None:
        """Places that are left, as far as the reader may know who has one."""
        if self.event.capacity is None:
            return None
        return max(self.event.capacity - self.counts.get("going", 0), 0)


def event_lines(user: User, now: datetime, *, past: bool, number: str) -> tuple[list[EventLine], Page[Any]]:
    """One page of events that are to come (the next first), or that were (the last first)."""
    page = Paginator(_events(user, now, past=past), PAGE_SIZE).get_page(number)
    return _event_lines(user, list(page.object_list)), page


def event_rows(user: User, now: datetime, *, past: bool) -> Iterator[Sequence[Any]]:
    """Every event in the order of the pages, below `EVENT_HEADER`."""
    for part in in_chunks(_events(user, now, past=past)):
        for line in _event_lines(user, part):
            event = line.event
            yield (
                *(event.name, event.starts_at, event.ends_at, event.place, event.client.name if event.client else None),
                *(event.host.name, line.guests, line.going, event.capacity, event.called_off_at),
            )


def _events(user: User, now: datetime, *, past: bool) -> QuerySet[Event]:
    rows = Event.objects.visible_to(user).filter(archived_at__isnull=True).select_related("host", "client")
    if past:
        return rows.filter(ends_at__lte=now).order_by("-starts_at", "-id")
    return rows.filter(ends_at__gt=now).order_by("starts_at", "id")


def _event_lines(user: User, events: list[Event]) -> list[EventLine]:
    seen = Invitation.objects.visible_to(user).filter(event__in=events, archived_at__isnull=True)
    counts = seen.order_by().values_list("event_id").annotate(n=Count("pk"), go=Count("pk", filter=Q(state="going")))
    by_event = {event_id: (guests, going) for event_id, guests, going in counts}
    return [EventLine(each, *by_event.get(each.pk, (0, 0))) for each in events]


def event_page(user: User, event: Event, now: datetime, today: date, *, state: str, number: str) -> EventPage:
    """A visible event with one page of its guests."""
    everybody = guests_of(user, event)
    counts = dict(everybody.order_by().values_list("state").annotate(Count("pk")))
    rows = everybody.filter(state=state) if state in STATES else everybody
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    written = Letter.objects.filter(kind="invitation", state__in=["waiting", "sent"], invitation__event=event)
    return EventPage(
        event=event,
        guests=_lines(list(page.object_list), today),
        page=page,
        counts=counts,
        state=state if state in STATES else "",
        to_write=_to_write(everybody.exclude(pk__in=written.values("invitation_id")), today),
        came=everybody.filter(came=True).count(),
        now=now,
    )


def changes_told(user: User, event_id: int) -> int:
    """How many guests whom `user` may know of wait to be told of another day or place."""
    guests = Invitation.objects.visible_to(user).filter(event=event_id)
    return Letter.objects.filter(state="waiting", kind="changed", invitation__in=guests).count()


def guests_of(user: User, event: Event) -> QuerySet[Invitation]:
    """The guests on the list whom `user` may know of, by name."""
    rows = Invitation.objects.visible_to(user).filter(event=event, archived_at__isnull=True)
    related = rows.select_related("person", "client", "invited_by", "interaction", "event")
    return related.order_by("person__name_search", "pk")


def guest_rows(user: User, event: Event, *, state: str = "") -> Iterator[Sequence[Any]]:
    """The rows below `HEADER`; with a `state` that there is only those who gave that answer, as on the page."""
    rows = guests_of(user, event)
    for each in (rows.filter(state=state) if state in STATES else rows).iterator(chunk_size=500):
        yield [
            each.person.name,
            each.client.name if each.client else None,
            each.get_state_display(),
            each.answered_at.date() if each.answered_at else None,
            each.came,
            each.invited_by.name,
        ]


def _to_write(guests: QuerySet[Invitation], today: date) -> int:
    """How many of `guests` have not answered, and may be written to as things stand."""
    rows = Alumnus.objects.unscoped(reason="of guests whom the reader may see").filter(
        person__in=guests.values("person")
    )
    blocked = with_reason(rows, purpose="events", today=today).exclude(why_not="")
    return guests.filter(state="listed").exclude(person__in=blocked.values("person_id")).count()


def _lines(guests: list[Invitation], today: date) -> list[GuestLine]:
    people = [guest.person_id for guest in guests]
    rows = Alumnus.objects.unscoped(reason="of guests whom the reader may see").filter(person__in=people)
    asked = with_reason(rows, purpose="events", today=today).values_list("person_id", "why_not")
    why = {person_id: WHY_NOT.get(key, "") for person_id, key in asked}
    mails = ContactPoint.objects.filter(person__in=people, kind="email", archived_at__isnull=True)
    reached = set(mails.values_list("person_id", flat=True))
    letters = {each.invitation_id: each for each in Letter.objects.filter(invitation__in=guests).order_by("id")}
    return [
        GuestLine(
            guest,
            guest.person_id in why,
            why.get(guest.person_id, "") or ("" if guest.person_id in reached else WHY_NOT["no_address"]),
            letters.get(guest.pk),
        )
        for guest in guests
    ]
