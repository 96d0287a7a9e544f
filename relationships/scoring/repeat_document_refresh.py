"""Counting kept documents anew: after a change, a wish, and when a day has begun."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from relationships.foundation.firm_day import FirmDay
from relationships.scoring.models import RepeatDocument
from relationships.scoring.repeat_document_kinds import KINDS
from relationships.scoring.repeat_documents import REST, Wish, wish_of
from relationships.scoring.repeat_queries import WHOLE_LEDGER

log = logging.getLogger(__name__)
KEPT_DAYS, MOST_DOCUMENTS = 7, 200

_WORLDS = "SELECT DISTINCT hidden FROM scoring_repeatdocument WHERE document IS NOT NULL AND stale_since IS NULL"
_STALE = """
UPDATE scoring_repeatdocument SET stale_since = %s
WHERE hidden = %s::bigint[] AND document IS NOT NULL AND stale_since IS NULL
"""
_DUE = f"""
SELECT id, kind, question, other, asked_on FROM scoring_repeatdocument
WHERE document IS NULL OR computed_at < %s
   OR stale_since IS NOT NULL AND computed_at + seconds * interval '{REST} seconds' < clock_timestamp()
ORDER BY document IS NULL DESC, asked_at DESC LIMIT 1
"""  # noqa: S608  # a number of ours
_WRITE = """
UPDATE scoring_repeatdocument
SET document = %(document)s, computed_at = %(begun)s, seconds = %(seconds)s, stale_since = NULL, key = %(key)s,
    question = %(question)s, asked_on = %(today)s
WHERE id = %(id)s
"""


def make_stale(marks: Iterable[tuple[int, int | None]]) -> None:
    """Note on every document that could see one of `marks` (client, new or old parent) that it is behind."""
    given = list(marks)
    with connection.cursor() as cursor:
        cursor.execute(_WORLDS)
        for (hidden,) in cursor.fetchall():
            walled = set(hidden)
            if any(client not in walled and parent not in walled for client, parent in given):
                cursor.execute(_STALE, [timezone.now(), hidden])


def refresh_documents(day: FirmDay, *, until: float) -> bool:
    """Count what is due until the clock `until`; answer whether any is left."""
    _prune()
    while True:
        due = _due(day)
        if due is None or time.monotonic() > until:
            return due is not None
        try:
            count(*due, day)
        except DatabaseError:
            # Whoever still wants it asks again; the others need not wait behind it.
            log.exception("A kept document could not be counted: %s", due[1].kind)
            RepeatDocument.objects.filter(pk=due[0]).delete()


def count(pk: int, wish: Wish, day: FirmDay) -> None:
    """Count one document from the ledger as it is now; what is marked meanwhile makes it stale again."""
    today = Wish(wish.kind, wish.question.carried_to(day.on), wish.other)
    begun, clock = timezone.now(), time.monotonic()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(WHOLE_LEDGER)
        document = KINDS[wish.kind](today)
        # A reader of today may have wished for it under today's key already; one row of the two is enough.
        RepeatDocument.objects.filter(key=today.key).exclude(pk=pk).delete()
        values: dict[str, Any] = {
            "id": pk,
            "document": json.dumps(document, default=str),
            "begun": begun,
            "seconds": time.monotonic() - clock,
            "key": today.key,
            "question": today.question.text,
            "today": day.on,
        }
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, values)


def _due(day: FirmDay) -> tuple[int, Wish] | None:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [day.end - timedelta(days=1)])
        row: Any = cursor.fetchone()
    return None if row is None else (row[0], wish_of(*row[1:]))


def _prune() -> None:
    """Let go of what nobody reads."""
    kept = RepeatDocument.objects.order_by("-asked_at")
    unread = kept.filter(asked_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).values_list("pk", flat=True)
    ids = [*unread, *kept.values_list("pk", flat=True)[MOST_DOCUMENTS:]]
    if ids:
        RepeatDocument.objects.filter(pk__in=ids).delete()
