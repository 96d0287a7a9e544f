"""A meeting as a calendar file (RFC 5545), to be put into one's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

from relationships.alumni.kept_back import open_points
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person

AT, LASTS = time(10), timedelta(minutes=30)


def meeting_file(about: Person | Client, *, page: str) -> tuple[str, bytes]:
    """A file name that names nobody, and the file: the same day's file again is the same meeting to a calendar."""
    day = _next_working_day(timezone.localdate())
    starts = datetime.combine(day, AT, tzinfo=timezone.get_current_timezone()).astimezone(UTC)
    event = Event()
    event.add("uid", f"meet-{about.public_id}-{day:%Y%m%d}@perennial")
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + LASTS)
    event.add("summary", f"Meet {about.name}")
    event.add("description", page)
    event.add("status", "TENTATIVE")
    for guest in _guests(about):
        event.add("attendee", guest)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Perennial//My day//EN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return "meeting.ics", bytes(calendar.to_ical())


def _guests(about: Person | Client) -> list[vCalAddress]:
    if not isinstance(about, Person):
        return []
    mails = open_points(ContactPoint.objects.filter(person=about, kind="email", archived_at__isnull=True))
    address = mails.order_by("-is_primary", "id").values_list("value", flat=True).first()
    if not address or set(address) & set(' ,;"<>'):
        return []
    guest = vCalAddress(f"mailto:{address}")
    guest.params["cn"] = about.name
    return [guest]


def _next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day
