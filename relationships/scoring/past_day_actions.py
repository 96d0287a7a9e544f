"""Working out the whole portfolio of a past day, piece by piece, when somebody asks for it."""

from __future__ import annotations

import time
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_policy import policy_of
from relationships.scoring.models import PastDay, PastStanding
from relationships.scoring.nudge import PAST_DAYS, hint
from relationships.scoring.past_scores import past_scores

CHUNK = 200
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def ask_for_day(on: date) -> PastDay:
    """Have the day `on` worked out, anew if it was before. Twice is the same as once."""
    day, made = PastDay.objects.select_for_update().get_or_create(on=on)
    if not made and day.finished_at is not None:
        PastStanding.objects.unscoped(reason="a job of the system").filter(day=day).delete()
        day.finished_at, day.after_id, day.looked_at, day.policy_version = None, 0, 0, None
        day.asked_at = timezone.now()
        day.save()
    transaction.on_commit(lambda: hint(PAST_DAYS, {}), robust=True)
    return day


def work_out_days(*, seconds: float) -> bool:
    """Work for about `seconds` on what was asked for; answer whether there is more. Forget days of a month ago."""
    PastDay.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR).delete()
    until = time.monotonic() + seconds
    while day := PastDay.objects.filter(finished_at__isnull=True).order_by("asked_at", "pk").first():
        while _next_chunk(day):
            if time.monotonic() > until:
                return True
    return False


def _next_chunk(day: PastDay) -> bool:
    """The next clients by id, in one transaction with how far it got; answer whether any were left."""
    every = Client.objects.unscoped(reason="a job of the system").order_by("pk")
    ids = list(every.filter(pk__gt=day.after_id).values_list("pk", flat=True)[:CHUNK])
    found = past_scores(day.on, ids)
    with transaction.atomic():
        rows = [PastStanding(day=day, client_id=pk, score=past.score, grade=past.grade) for pk, past in found.items()]
        PastStanding.objects.bulk_create(rows, ignore_conflicts=True)
        day.policy_version = policy_of(firm_day(day.on)).version
        day.looked_at += len(ids)
        day.after_id = ids[-1] if ids else day.after_id
        day.finished_at = None if ids else timezone.now()
        day.save()
    return bool(ids)
