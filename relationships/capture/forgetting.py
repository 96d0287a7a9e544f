"""What capture lets go of: fates of what became nothing, runs long done, and files that lay aside."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from relationships.capture import reasons
from relationships.capture.models import CaptureRun, Message

KEPT = timedelta(days=400)
"""Longer than a year, so that last year's calendar is still explained this year."""
ASIDE_KEPT = timedelta(days=90)
_AT_ONCE = 5_000


def forget_what_became_nothing() -> int:
    """Drop fates of ignored and refused messages and runs older than `KEPT`; answer how many. Touchpoints and people
    that still wait for a name keep theirs. What is captured again later gets its fate again."""
    before = timezone.now() - KEPT
    gone = 0
    over = Message.objects.filter(fate__in=[reasons.IGNORED, reasons.REFUSED], captured_at__lt=before)
    # A few thousand at once, so that no delete holds the table for long.
    while ids := list(over.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        gone += Message.objects.filter(pk__in=ids).delete()[0]
    return gone + CaptureRun.objects.filter(state=CaptureRun.State.DONE, begun_at__lt=before).delete()[0]


def forget_what_lay_aside() -> int:
    """Remove mail that came to no drop address from the folder `aside` after 90 days; answer how many files."""
    aside = settings.CAPTURE_MAILDIR / "aside"
    before = time.time() - ASIDE_KEPT.total_seconds()
    gone = 0
    for path in aside.iterdir() if aside.is_dir() else ():
        if path.is_file() and path.lstat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
