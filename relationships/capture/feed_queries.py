"""The calendar of what a colleague has planned and promised, as their calendar program reads it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from accounts.models import User
from accounts.policy import Capability, can
from relationships.capture.feed_token import hash_of
from relationships.capture.models import Feed
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch, Promise

DAYS_BACK = timedelta(days=60)
MOST = 2_000


def reader_of(token: str) -> User | None:
    """Whose feed stands at the secret address now; nobody's once it was withdrawn or they left."""
    feed = Feed.objects.select_related("user").filter(token_hash=hash_of(token), archived_at__isnull=True).first()
    return feed.user if feed and can(feed.user, Capability.LOG_INTERACTIONS) else None


def feed_for(user: User) -> bytes:
    """What is open on the days of `user`, as they may see it at this moment; the same plans are the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Perennial//Planned touches and promises//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Perennial")
    since = firm_day().on - DAYS_BACK
    for event in [*_planned(user, since), *_promised(user, since)]:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def etag_of(content: bytes) -> str:
    """The quoted mark of this content."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _planned(user: User, since: date) -> list[Event]:
    rows = PlannedTouch.objects.visible_to(user).open().filter(colleague=user, due_on__gte=since)
    return [
        _day(
            each,
            "planned",
            f"{each.client.name}: {each.reason}",
            reverse("client_detail", args=[each.client.public_id]),
        )
        for each in rows.select_related("client").order_by("due_on", "id")[:MOST]
    ]


def _promised(user: User, since: date) -> list[Event]:
    rows = Promise.objects.visible_to(user).open().filter(colleague=user, due_on__gte=since)
    events = []
    for each in rows.select_related("client", "person").order_by("due_on", "id")[:MOST]:
        whom = each.person or each.client
        address = (
            reverse("person_detail", args=[each.person.public_id])
            if each.person
            else reverse("client_detail", args=[each.client.public_id] if each.client else [])
        )
        said = "Promised to" if each.side == Promise.Side.OURS else "Promised by"
        events.append(_day(each, "promise", f"{said} {whom}: {each.what}", address))
    return events


def _day(record: Any, kind: str, summary: str, address: str) -> Event:
    """A whole day that blocks nothing. Stamped by its last change, so that nothing new reads as nothing new."""
    event = Event()
    event.add("uid", f"{kind}-{record.public_id}@perennial")
    event.add("dtstamp", _second(record.updated_at))
    event.add("last-modified", _second(record.updated_at))
    event.add("sequence", record.version - 1)
    event.add("dtstart", record.due_on)
    event.add("dtend", record.due_on + timedelta(days=1))
    event.add("summary", summary)
    event.add("url", settings.BASE_URL + address)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
