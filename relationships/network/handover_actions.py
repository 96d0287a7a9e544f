"""Who takes over what a leaver held: heirs, the goodbye that both say, and how the heirs' own ties grow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts import many_records
from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.network import departure_sql, tie_sql
from relationships.network.departure_models import CHECKS, Departure, Handover
from relationships.network.tie_rules import DEFAULT_RULES, LIVING, TieRules

WORKDAYS = 10
"""Over so many working days first words of heirs are spread when the leaver has gone already."""
REASON = "a departure is planned for the whole firm; pages read it through the gate"


class NotTheirs(Exception):
    """The colleague may not know of the client, has left, or is the leaver."""


@transaction.atomic
def choose_heir(
    *, handover: Handover, heir: User | None, by: User, expected_version: int, goodbye_on: date | None, rules: TieRules
) -> Handover:
    """Hand it to somebody else, or to nobody; the planned words follow. Raises `NotTheirs`, or `Conflict`.

    Ties at a client go with the client itself, unless somebody chose their heir.
    """
    before = handover.heir_id
    _refuse(handover, heir)
    saved = handover.save_changes(
        expected_version=expected_version,
        changes={"heir": heir, "chosen_by": by, **({"goodbye_on": goodbye_on} if handover.person_id is None else {})},
    )
    changed = [saved.pk]
    if handover.client_id is not None and handover.person_id is None and before != saved.heir_id:
        changed += _follow(saved, before)
    measure_heirs(ids=changed, field="heir_before", rules=rules)
    if handover.client_id is not None and _has_words(saved):
        take_words_back(departure=saved.departure, client_ids=[handover.client_id])
        plan_words(departure=saved.departure, by=by, client_ids=[handover.client_id])
    return Handover.objects.unscoped(reason=REASON).get(pk=saved.pk)


def _refuse(handover: Handover, heir: User | None) -> None:
    if heir is None:
        return
    gone = heir.pk == handover.departure.colleague_id or not heir.is_active or heir.left_on is not None
    unseen = handover.client_id and not Client.objects.visible_to(heir).filter(pk=handover.client_id).exists()
    if gone or unseen:
        raise NotTheirs


def _follow(saved: Handover, before: int | None) -> list[int]:
    rows = Handover.objects.unscoped(reason=REASON).filter(
        departure=saved.departure, client=saved.client, person__isnull=False, heir=before, chosen_by__isnull=True
    )
    ids = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=ids).update(heir=saved.heir, version=F("version") + 1, updated_at=Now())
    return ids


def _has_words(handover: Handover) -> bool:
    rows = Handover.objects.unscoped(reason=REASON).filter(
        departure=handover.departure, client=handover.client, person__isnull=True
    )
    return rows.filter(goodbye_on__isnull=False).exists()


def set_goodbyes(departure: Departure, *, client_ids: Iterable[int] | None = None) -> None:
    """Give a day to each client (of `client_ids`) that is owned or has a living tie, the largest first; to others none."""
    today = firm_day().on
    rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure, client__isnull=False)
    owned = rows.filter(person__isnull=True, client__owner=departure.colleague_id).values_list("client_id", flat=True)
    living = rows.filter(strength__gte=LIVING).values_list("client_id", flat=True)
    worth = {*owned, *living} if client_ids is None else set(client_ids)
    order = F("fees").desc(nulls_last=True), F("strength").desc(nulls_last=True), "id"
    ranked = list(rows.filter(person__isnull=True, client__in=worth).order_by(*order).only("pk", "goodbye_on"))
    days = goodbye_days(today, _last_together(departure))
    for place, row in enumerate(ranked):
        row.goodbye_on = days[place * len(days) // len(ranked)]
    Handover.objects.unscoped(reason=REASON).bulk_update(ranked, ["goodbye_on"], batch_size=1000)


def _last_together(departure: Departure) -> date:
    """The last day on which both can speak: once the account is closed, none that is still to come."""
    return departure.last_day if departure.completed_at is None else min(departure.last_day, firm_day().on)


def goodbye_days(today: date, last_day: date) -> list[date]:
    """Working days from tomorrow to the last day (40 at most); when there is none left, the next ten."""
    days = [today + timedelta(days=n) for n in range(1, (last_day - today).days + 1)]
    working = [day for day in days if day.weekday() < 5][-40:]
    ahead = [today + timedelta(days=n) for n in range(1, 2 * WORKDAYS + 5)]
    return working or [day for day in ahead if day.weekday() < 5][:WORKDAYS]


@transaction.atomic
def plan_goodbyes(*, departure: Departure, by: User) -> None:
    """Give a day to every client worth one that has none, and put the goodbyes that are not planned yet on both days."""
    rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure, person__isnull=True)
    if not rows.filter(goodbye_on__gt=firm_day().on).exists():
        set_goodbyes(departure)
    plan_words(departure=departure, by=by)


def plan_words(*, departure: Departure, by: User, client_ids: Iterable[int] | None = None) -> None:
    """Put the goodbye on both days, or where the leaver is gone by then a first word on the heir's.

    Whoever has another word planned with the client keeps that one.
    """
    today, name = firm_day().on, departure.colleague.name
    values = {
        "departure": departure.pk,
        "leaver": departure.colleague_id,
        "by": by.pk,
        "ids": None if client_ids is None else sorted(client_ids),
        "last_day": _last_together(departure),
        "soonest": goodbye_days(today, today)[0],
        "together": f"Say goodbye together with {name}"[:110],
        "alone": f"A first word, in place of {name}"[:110],
    }
    with connection.cursor() as cursor:
        cursor.execute(departure_sql.GOODBYE_OF_HEIRS, values)
        cursor.execute(departure_sql.GOODBYE_OF_LEAVER, values)


def speak_alone(*, departure: Departure, by: User) -> None:
    """What was to be said together and is still open the heir says alone, in the next ten working days."""
    open_ones = PlannedTouch.objects.unscoped(reason=REASON).open().filter(due_on__lte=departure.last_day)
    rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure, heir_touch__in=open_ones)
    ids = sorted(set(rows.values_list("client_id", flat=True)))
    if ids:
        take_words_back(departure=departure, client_ids=ids)
        set_goodbyes(departure, client_ids=ids)
        plan_words(departure=departure, by=by, client_ids=ids)


def take_words_back(*, departure: Departure, client_ids: Iterable[int] | None = None) -> None:
    """Withdraw what is still open of the planned goodbyes."""
    rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure)
    if client_ids is not None:
        rows = rows.filter(client__in=list(client_ids))
    touches = {pk for pair in rows.values_list("leaver_touch_id", "heir_touch_id") for pk in pair if pk}
    open_ones = PlannedTouch.objects.unscoped(reason=REASON).open().filter(pk__in=touches)
    many_records.archive_many(PlannedTouch, open_ones.values_list("pk", flat=True))


def measure_heirs(*, ids: Iterable[int], field: str, rules: TieRules = DEFAULT_RULES) -> None:
    """Write the heirs' own ties of today into `field` of these rows; none becomes 0 after the handover."""
    wanted = sorted(ids)
    values = {**tie_sql.parameters(rules), "as_of": firm_day().on, "ids": wanted}
    with connection.cursor() as cursor:
        cursor.execute(departure_sql.NOW, values)
        found = dict(cursor.fetchall())
    rows = list(Handover.objects.unscoped(reason=REASON).filter(pk__in=wanted))
    for row in rows:
        setattr(row, field, found.get(row.pk, None if field == "heir_before" else 0.0))
    Handover.objects.unscoped(reason=REASON).bulk_update(rows, [field], batch_size=500)


@transaction.atomic
def follow_heirs(*, rules: TieRules = DEFAULT_RULES) -> int:
    """Measure heirs' ties 30, 60 and 90 days after the last day; answers how many rows were measured."""
    today, measured = firm_day().on, 0
    for days in CHECKS:
        due = Handover.objects.unscoped(reason=REASON).filter(
            departure__archived_at__isnull=True,
            departure__completed_at__isnull=False,
            departure__last_day__lte=today - timedelta(days=days),
            departure__last_day__gt=today - timedelta(days=days + 14),
            heir__isnull=False,
            **{f"after_{days}__isnull": True},
        )
        ids = list(due.values_list("pk", flat=True))
        if ids:
            measure_heirs(ids=ids, field=f"after_{days}", rules=rules)
            measured += len(ids)
    return measured
