"""An event as a calendar file."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar
from icalendar import Event as Entry

from relationships.alumni.models import Event


def event_file(event: Event, now: datetime) -> bytes:
    """One event that any calendar program takes; sent again it replaces the one before. No guest is named in it."""
    entry = Entry()
    entry.add("uid", f"event-{event.public_id}@perennial")
    entry.add("sequence", event.version)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.name)
    if event.place:
        entry.add("location", event.place)
    if event.about:
        entry.add("description", event.about)
    if event.called_off_at:
        entry.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Perennial//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if event.called_off_at else "PUBLISH")
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content
