"""Meetings of a calendar, each on its own day, up to as far ahead as the reader looks; what can't be read costs only itself.

Pure; never raises.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from icalendar import Calendar

from relationships.capture import reasons
from relationships.capture.addresses import normal_address
from relationships.capture.found import EVENT, LONGEST_BODY, LONGEST_SUBJECT, Found, Party
from relationships.capture.mail_headers import FIRST, LAST, plain
from relationships.capture.mail_reading import Reader
from relationships.capture.recurrence import NotRead, times

SECONDS = 20.0
"""A calendar that takes longer is broken off, and what is left is told."""
MOST_EVENTS = 20_000
# What does not end reaches to the end of the file: each byte is looked at once.
_EVENT = re.compile(rb"^BEGIN:VEVENT\r?$.*?(?:^END:VEVENT\r?$|\Z)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_ZONE = re.compile(rb"^BEGIN:VTIMEZONE\r?$.*?(?:^END:VTIMEZONE\r?$|\Z)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_BROKEN = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError, LookupError)


def read_calendar(raw: bytes, reader: Reader, *, label: str = "") -> Iterator[Found]:
    """The events of every calendar in `raw`, repeated ones once for each time they took place."""
    ends = time.monotonic() + SECONDS
    number = 0
    called_off = b"METHOD:CANCEL" in raw.upper()
    components = _components(raw)
    overridden = _overridden(components, reader.zone)
    for number, each in enumerate(components, 1):
        here = f"{label} #{number}" if label else f"#{number}"
        if number > MOST_EVENTS or time.monotonic() > ends:
            yield _nothing(raw, reasons.TOO_LONG, here)
            return
        if isinstance(each, bytes):
            yield _nothing(each, reasons.UNREADABLE, here)
        else:
            try:
                yield from _read(each, reader, here, overridden, called_off)
            except _BROKEN:
                yield _nothing(repr(each).encode("utf-8", "replace"), reasons.UNREADABLE, here)
    if not number:
        yield _nothing(raw, reasons.EMPTY, label)


def _components(raw: bytes) -> list[Any]:
    """Events, and the bytes of those that can't be read, such as the last one of a file that breaks off."""
    nothing: list[Any] = [raw]
    with suppress(*_BROKEN):
        calendars = Calendar.from_ical(raw, multiple=True)
        if found := [event for calendar in calendars for event in calendar.walk("VEVENT")]:
            return found
        nothing = []
    zones = b"\r\n".join(_ZONE.findall(raw))
    return [
        _alone(block, zones) for block in _EVENT.findall(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    ] or nothing


def _alone(block: bytes, zones: bytes) -> Any:
    for around in (zones, b""):
        text = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + around + b"\r\n" + block + b"\r\nEND:VCALENDAR\r\n"
        try:
            found = list(Calendar.from_ical(re.sub(rb"(\r?\n)+", b"\r\n", text)).walk("VEVENT"))
        except _BROKEN:
            continue
        if found:
            return found[0]
    return block


def _overridden(components: list[Any], zone: dt.tzinfo) -> set[tuple[str, dt.datetime]]:
    """(UID, moment) of every time of a repeating event that is an event of its own."""
    found = set()
    for each in components:
        if not isinstance(each, bytes) and (instead := _instead_of(each, zone)) is not None:
            found.add((str(each.get("UID", "")).strip(), instead))
    return found


def _instead_of(event: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """Which time of a repeating event it stands for, if for one: what names it, however it was moved."""
    written = event.get("RECURRENCE-ID")
    with suppress(*_BROKEN):
        return None if written is None else _aware(written.dt, zone)
    return None


def _read(
    event: Any, reader: Reader, label: str, overridden: set[tuple[str, dt.datetime]], called_off: bool
) -> Iterator[Found]:
    uid = str(event.get("UID", "")).strip()
    start_property = event.get("DTSTART")
    if start_property is None:
        yield _nothing(repr(event).encode("utf-8", "replace"), reasons.NO_DATE, label)
        return
    start = _aware(start_property.dt, reader.zone)
    plainly = _facts(event, reader, label)
    ignored = _why_ignored(event, reader, called_off)
    rule = event.get("RRULE")
    moments, unread = ([start], False) if rule is None else _moments(event, rule, start, reader)
    added = _dates(event, "RDATE", reader)
    moments += [moment for moment in added if moment <= reader.now + reader.ahead]
    moved = {moment for known, moment in overridden if known == uid} if rule is not None else set()
    repeats, instead_of = rule is not None or bool(added), _instead_of(event, reader.zone)
    left = set(moments) - set(_dates(event, "EXDATE", reader)) - moved
    for moment in sorted(left)[:1_000]:
        coming = reasons.FUTURE if moment > reader.now else ""
        yield _at(moment, uid, plainly, ignored or coming, instead_of or (moment if repeats else None))
    if unread:
        yield _at(start, uid + " repeats", plainly, ignored or reasons.OFTEN, None)
    elif not left and not moved.issuperset(moments):
        yield _at(start, uid, plainly, ignored or reasons.CANCELLED, None)
    elif not moments:
        yield _at(start, uid, plainly, ignored or reasons.FUTURE, None)


def _moments(event: Any, rule: Any, start: dt.datetime, reader: Reader) -> tuple[list[dt.datetime], bool]:
    written = rule[0] if isinstance(rule, list) else rule
    try:
        return times(written.to_ical().decode(), start, reader.now, reader.ahead), False
    except NotRead:
        return ([start] if start <= reader.now else []), True


def _facts(event: Any, reader: Reader, label: str) -> dict[str, Any]:
    named = [*_people(event, "ORGANIZER"), *_people(event, "ATTENDEE")]
    parties = list({each.address: each for each in reversed(named)}.values())[::-1]
    organizer = next(iter(_people(event, "ORGANIZER")), None)
    words = plain(str(event.get("DESCRIPTION") or ""), longest=LONGEST_BODY, multiline=True)
    return {
        "minutes": _minutes(event),
        "sender": organizer,
        "others": tuple(each for each in parties if organizer is None or each.address != organizer.address),
        "subject": plain(str(event.get("SUMMARY") or ""), longest=LONGEST_SUBJECT),
        "body": words if reader.keeps_body else "",
        "label": label,
    }


def _at(moment: dt.datetime, uid: str, facts: dict[str, Any], ignored: str, of_several: dt.datetime | None) -> Found:
    """The event at `moment`; `of_several` tells it from the other times of the same event."""
    at = moment.astimezone(dt.UTC)
    which = of_several.astimezone(dt.UTC) if of_several else None if uid else at
    said = (uid or repr((facts["subject"], facts["others"])), which.isoformat() if which else "")
    key = hashlib.sha256("\x1f".join(("event", *said)).encode("utf-8", "replace")).hexdigest()
    if not FIRST <= at <= LAST:
        return Found(kind=EVENT, key=key, refused=reasons.ODD_DATE, label=facts["label"], subject=facts["subject"])
    if not (facts["sender"] or facts["others"]) and not ignored:
        ignored = reasons.NOBODY
    return Found(kind=EVENT, key=key, occurred_at=at, ignored=ignored, **facts)


def _why_ignored(event: Any, reader: Reader, called_off: bool) -> str:
    if called_off or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return reasons.CANCELLED
    for attendee in _several(event.get("ATTENDEE")):
        declined = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper() == "DECLINED"
        if declined and _address(attendee) in reader.own:
            return reasons.DECLINED
    return ""


def _people(event: Any, name: str) -> list[Party]:
    found = []
    for each in _several(event.get(name))[:500]:
        parameters = getattr(each, "params", {})
        if str(parameters.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        if address := _address(each):
            found.append(Party(address, plain(str(parameters.get("CN", "")), longest=200).strip("'\" ")))
    return [Party(each.address, "" if normal_address(each.name) else each.name) for each in found]


def _address(value: Any) -> str:
    written = re.sub(r"^\s*mailto:", "", str(value), flags=re.IGNORECASE)
    return normal_address(written) or normal_address(str(getattr(value, "params", {}).get("EMAIL", "")))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _dates(event: Any, name: str, reader: Reader) -> list[dt.datetime]:
    found = []
    for each in _several(event.get(name))[:1_000]:
        for moment in list(getattr(each, "dts", []))[:1_000]:
            value = moment.dt[0] if isinstance(moment.dt, tuple) else moment.dt
            found.append(_aware(value, reader.zone))
    return found[:1_000]


def _minutes(event: Any) -> int | None:
    start, end = event.get("DTSTART"), event.get("DTEND")
    if event.get("DURATION") is not None:
        length = event["DURATION"].dt
    elif end is not None and isinstance(start.dt, dt.datetime) and isinstance(end.dt, dt.datetime):
        length = _aware(end.dt, dt.UTC) - _aware(start.dt, dt.UTC)
    else:
        return None
    minutes = int(length.total_seconds() // 60) if isinstance(length, dt.timedelta) else 0
    return minutes if 1 <= minutes <= 14_400 else None


def _aware(value: dt.date | dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """A moment; a day is its noon, and a time without a zone is in `zone`."""
    if not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time(12), tzinfo=zone)
    return value if value.tzinfo and value.utcoffset() is not None else value.replace(tzinfo=zone)


def _nothing(raw: bytes, reason: str, label: str) -> Found:
    return Found(kind=EVENT, key=hashlib.sha256(raw).hexdigest(), refused=reason, label=label)
