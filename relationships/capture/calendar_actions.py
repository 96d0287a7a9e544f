"""Subscribed calendars: added, let go, and read on a schedule."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.capture import reasons
from relationships.capture.calendar_events import read_calendar
from relationships.capture.mailboxes import CALENDAR, kind_of
from relationships.capture.models import CalendarReading, CalendarSubscription, CaptureRun
from relationships.capture.own_queries import reader_for
from relationships.capture.run_actions import capture_messages
from relationships.capture.safe_fetch import Limits, Permits, Refused, checked_address, fetch, is_public
from relationships.interactions.coming_actions import forget_calendar

EVERY = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)
MOST = 10


class TooMany(Exception):
    """The colleague subscribes to ten calendars already."""


class AlreadySubscribed(Exception):
    """The colleague subscribes to this calendar already."""


def web_address(written: str) -> str:
    """`written` as a web address; webcal:// is https://. Raises `safe_fetch.Refused`."""
    scheme, separator, rest = written.strip().partition("://")
    address = f"https://{rest}" if separator and scheme.lower() in ("webcal", "webcals") else written.strip()
    checked_address(address)
    return address


@transaction.atomic
def subscribe_calendar(*, user: User, name: str, url: str) -> CalendarSubscription:
    """Let a calendar be read from now on. Raises `Refused`, `TooMany`, `AlreadySubscribed`."""
    address = web_address(url)
    User.objects.select_for_update().get(pk=user.pk)
    standing = CalendarSubscription.objects.filter(user=user, archived_at__isnull=True)
    if standing.filter(url=address).exists():
        raise AlreadySubscribed
    if standing.count() >= MOST:
        raise TooMany
    made = CalendarSubscription.objects.create(user=user, name=name, url=address)
    CalendarReading.objects.create(subscription=made)
    return made


@transaction.atomic
def end_calendar(*, subscription: CalendarSubscription) -> CalendarSubscription:
    """Read it no more; what it brought stays, but for what was to come. Twice is the same as once."""
    if subscription.archived_at is not None:
        return subscription
    forget_calendar(origin=subscription.public_id)
    return subscription.save_changes(expected_version=subscription.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def resume_calendar(*, subscription: CalendarSubscription) -> CalendarSubscription:
    """Read it again. Raises `AlreadySubscribed`."""
    standing = CalendarSubscription.objects.filter(user_id=subscription.user_id, archived_at__isnull=True)
    if standing.filter(url=subscription.url).exclude(pk=subscription.pk).exists():
        raise AlreadySubscribed
    CalendarReading.objects.filter(subscription=subscription).update(due_at=timezone.now(), digest="")
    return subscription.save_changes(expected_version=subscription.version, changes={"archived_at": None})


def make_due(*, subscription: CalendarSubscription) -> None:
    """Have it read in the next turn, also if nothing in it changed."""
    CalendarReading.objects.filter(subscription=subscription).update(due_at=timezone.now(), digest="")


def due_calendars() -> list[int]:
    """Ids of readings that are due."""
    rows = CalendarReading.objects.filter(
        due_at__lte=timezone.now(), subscription__archived_at__isnull=True, subscription__user__is_active=True
    )
    return list(rows.order_by("due_at").values_list("id", flat=True)[:100])


def read_subscription(*, reading_id: int, permits: Permits = is_public) -> bool:
    """Read one calendar now; False when somebody else does. What goes wrong is kept, and tried again later and later."""
    if not _claim(reading_id):
        return False
    reading = CalendarReading.objects.select_related("subscription__user").get(pk=reading_id)
    user = reading.subscription.user
    if not can(user, Capability.LOG_INTERACTIONS):
        return False
    try:
        raw = _fetched(reading.subscription.url, permits)
    except Refused as refused:
        _put_off(reading, str(refused))
        return True
    # Meetings that were to come may have been meanwhile: an unchanged calendar is looked at again each hour.
    digest = hashlib.sha256(raw + f"{timezone.now():%Y-%m-%d %H}".encode()).hexdigest()
    if digest != reading.digest:
        _capture(reading.subscription, raw)
    CalendarReading.objects.filter(pk=reading_id).update(
        read_at=timezone.now(), due_at=timezone.now() + EVERY, failures=0, problem="", digest=digest
    )
    return True


def _capture(calendar: CalendarSubscription, raw: bytes) -> None:
    """Write what it says; what it no longer says is to come goes, unless reading was broken off."""
    user, begun = calendar.user, timezone.now()
    tally = capture_messages(
        user=user,
        messages=read_calendar(raw, reader_for(user), label=calendar.name),
        name=calendar.name,
        source=CaptureRun.Source.CALENDAR,
        origin=calendar.public_id,
    )
    if not tally.by_reason[reasons.REFUSED, reasons.TOO_LONG]:
        forget_calendar(origin=calendar.public_id, read_before=begun)


def _fetched(url: str, permits: Permits) -> bytes:
    raw = fetch(url, limits=Limits(size=settings.CALENDAR_LARGEST_BYTES), permits=permits)
    if kind_of(raw[:65_536]) != CALENDAR:
        raise Refused("The address answers, but not with a calendar.")
    return raw


def _claim(reading_id: int) -> bool:
    """Take it for ten minutes: who dies over it is followed by another."""
    now = timezone.now()
    rows = CalendarReading.objects.filter(pk=reading_id, due_at__lte=now, subscription__archived_at__isnull=True)
    return bool(rows.update(due_at=now + timedelta(minutes=10)))


def _put_off(reading: CalendarReading, problem: str) -> None:
    failures = min(reading.failures + 1, 100)
    wait = min(EVERY * 2 ** min(failures - 1, 5), LONGEST_WAIT)
    CalendarReading.objects.filter(pk=reading.pk).update(
        failures=failures, problem=problem[:200], due_at=timezone.now() + wait
    )
