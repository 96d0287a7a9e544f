"""Raising alerts each day, and what people do with them: deal with, snooze with a reason, lift a snooze."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.network.barred_touches import barred
from relationships.network.joint_terms import counted_ledger
from relationships.scoring import runs
from relationships.scoring.alert_rules import END, FEE_DAYS, RAISE
from relationships.scoring.models import Alert, AlertSnooze
from relationships.scoring.repeat_rhythm import late_for_themselves
from relationships.scoring.seen_in_part import roles

RUN = "alerts"
LONGEST_SNOOZE = timedelta(days=366)


class SnoozeError(ValueError):
    """The snooze can't be kept; the message says why. `field` is the one to correct."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def raise_alerts() -> int:
    """End the alerts whose reason is over, raise those that today's stored scores give rise to; answer how many.

    Safe to repeat: a week has at most one of a kind for a client, which the table itself ensures.
    """
    today = firm_day().on
    hidden, walls = barred()
    with connection.cursor() as cursor:
        counted = counted_ledger()
        fee_days = FEE_DAYS.format(barred=f"{counted.ctes}{hidden}", ledger=counted.ledger)
        cursor.execute(f"SET LOCAL jit = off; {fee_days}", {**walls, **counted.values})
        late = late_for_themselves(dict(cursor.fetchall()), today)
        values = {**walls, **roles(), "today": today, "late": list(late), "due": list(late.values())}
        cursor.execute(END.format(barred=hidden), values)
        cursor.execute(RAISE.format(barred=hidden), values)
        raised = int(cursor.rowcount)
    runs.finish(RUN, raised)
    return raised


def settle_alert(*, alert: Alert, by: User) -> bool:
    """Mark `alert` as dealt with; answer whether it was still waiting."""
    waiting = Alert.objects.visible_to(by).waiting().filter(pk=alert.pk)
    return bool(waiting.update(done_at=timezone.now(), done_by=by, version=F("version") + 1, updated_at=timezone.now()))


def reopen_alert(*, alert: Alert, by: User) -> bool:
    """Undo `settle_alert`; answer whether there was something to undo."""
    done = Alert.objects.visible_to(by).filter(pk=alert.pk, done_at__isnull=False, archived_at__isnull=True)
    return bool(done.update(done_at=None, done_by=None, version=F("version") + 1, updated_at=timezone.now()))


@transaction.atomic
def snooze_alert(*, alert: Alert, by: User, reason: str, until: date | None) -> AlertSnooze:
    """Stop alerts of this kind about this client until and with `until` (None: until somebody lifts it).

    What waits of that kind is put away with it. Raises `SnoozeError`.
    """
    today = firm_day().on
    if not reason:
        raise SnoozeError("reason", "Say why, so that whoever looks next knows.")
    if until is not None and not today <= until <= today + LONGEST_SNOOZE:
        raise SnoozeError("until", "Choose a day from today to a year from now, or leave it empty.")
    client = Client.objects.visible_to(by).select_for_update().get(pk=alert.client_id)
    same = {"client": client, "kind": alert.kind}
    AlertSnooze.objects.visible_to(by).filter(archived_at__isnull=True, **same).update(archived_at=timezone.now())
    made = AlertSnooze.objects.create(**same, until=until, reason=reason, created_by=by)
    Alert.objects.visible_to(by).waiting().filter(**same).update(
        done_at=timezone.now(), done_by=by, version=F("version") + 1, updated_at=timezone.now()
    )
    return made


def lift_snooze(*, snooze: AlertSnooze, by: User) -> bool:
    """Let alerts of that kind come again; answer whether the snooze still stood."""
    standing = AlertSnooze.objects.visible_to(by).filter(pk=snooze.pk, archived_at__isnull=True)
    return bool(standing.update(archived_at=timezone.now(), version=F("version") + 1, updated_at=timezone.now()))


def alerts_are_due() -> bool:
    """Whether today's night is through and its alerts are not raised yet."""
    night, raised = runs.last_finish("nightly"), runs.last_finish(RUN)
    return night is not None and (raised is None or raised < night)
