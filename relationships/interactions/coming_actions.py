"""Letting go of meetings that were to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from relationships.interactions.models import ComingMeeting

KEPT = timedelta(days=1)
"""After its hour a meeting stays so long: until its calendar is read again, which makes it a touchpoint."""


def forget_past_meetings() -> int:
    """Drop meetings that were to come and are past; answer how many. Twice is once."""
    rows = ComingMeeting.objects.unscoped(reason="what is past goes, whoever may see it")
    return rows.filter(starts_at__lt=timezone.now() - KEPT).delete()[1].get(ComingMeeting._meta.label, 0)


def forget_calendar(*, origin: str, read_before: datetime | None = None) -> None:
    """Drop what a calendar said is to come: all of it, or what was no longer in it when it was read last."""
    rows = ComingMeeting.objects.unscoped(reason="the calendar is the caller's own").filter(origin=origin)
    (rows.filter(read_at__lt=read_before) if read_before else rows).delete()
