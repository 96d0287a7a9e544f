"""When each recurring job last came to its end, and one number about it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from relationships.scoring.models import SweepRun


def finish(kind: str, number: int) -> None:
    """Note the end of a run, by the database's clock, and how many it recomputed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_sweeprun (kind, finished_at, recomputed) VALUES (%s, clock_timestamp(), %s)"
            " ON CONFLICT (kind) DO UPDATE SET finished_at = EXCLUDED.finished_at, recomputed = EXCLUDED.recomputed",
            [kind, number],
        )


def last_number(kind: str) -> int | None:
    return SweepRun.objects.filter(kind=kind).values_list("recomputed", flat=True).first()


def last_finish(kind: str) -> datetime | None:
    return SweepRun.objects.filter(kind=kind).values_list("finished_at", flat=True).first()
