"""A colleague leaves: recorded with the handshake, taking effect after the last day, taken back while possible."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import admin_actions
from accounts.models import User
from relationships.alumni import actions as alumni_actions
from relationships.alumni.consent_actions import record_consent
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.signals import facts_changed
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import shift_months
from relationships.network import departure_sql, tie_sql
from relationships.network.belongings_actions import hand_over, put_back
from relationships.network.departure_models import Departure, Handover
from relationships.network.handover_actions import plan_words, set_goodbyes, speak_alone, take_words_back
from relationships.network.tie_rules import DEFAULT_RULES, TieRules

FEE_MONTHS = 24
UNDO_DAYS = 30
LONGEST_AHEAD = timedelta(days=366)
REASON = "a departure is planned for the whole firm; pages read it through the gate"


class AlreadyLeaving(Exception):
    """A departure of this colleague has been recorded already: `departure`."""

    def __init__(self, departure: Departure) -> None:
        super().__init__("There is a departure already.")
        self.departure = departure


class NoSuchDay(ValueError):
    """The last day lies before they joined, or more than a year ahead."""


class TooLate(Exception):
    """It can't be taken back any more."""


@transaction.atomic
def record_departure(
    *,
    by: User,
    colleague: User,
    last_day: date,
    person: Person | None = None,
    plan_goodbyes: bool = True,
    rules: TieRules = DEFAULT_RULES,
    **fields: Any,
) -> Departure:
    """Record that `colleague` leaves after `last_day`, with an heir proposed for each tie and client.

    `person`: their record, where they are known as one; `fields`: those of `Departure`. A last day in the past takes
    effect at once. Raises `AlreadyLeaving`, `NoSuchDay`, `YourOwnRights`, `LastAdministrator`.
    """
    colleague = User.objects.select_for_update().get(pk=colleague.pk)
    _refuse(by, colleague, last_day)
    departure = Departure.objects.create(
        colleague=colleague, last_day=last_day, planned_by=by, person=_known(colleague, person), **fields
    )
    changes = {"left_on": last_day}
    departure.changed = {"left_on": colleague.left_on.isoformat() if colleague.left_on else None}
    departure.save(update_fields=["changed"])
    colleague.save_changes(expected_version=colleague.version, changes=changes)
    _shake_hands(departure, rules)
    set_goodbyes(departure)
    if plan_goodbyes:
        plan_words(departure=departure, by=by)
    _ring(departure)
    if last_day < firm_day().on:
        return complete_departure(departure=departure, by=by)
    return departure


def _refuse(by: User, colleague: User, last_day: date) -> None:
    standing = (
        Departure.objects.filter(colleague=colleague, archived_at__isnull=True).order_by("-last_day", "-pk").first()
    )
    if standing is not None and (standing.completed_at is None or not colleague.is_active):
        raise AlreadyLeaving(standing)
    if last_day > firm_day().on + LONGEST_AHEAD or (colleague.joined_on and last_day < colleague.joined_on):
        raise NoSuchDay
    if colleague.is_active:
        admin_actions.refuse_closing(user=colleague, by=by)


def _known(colleague: User, person: Person | None) -> Person | None:
    """Whoever came back and leaves again keeps the record they have."""
    rows = Alumnus.objects.unscoped(reason="one record an account, whoever may see it")
    former = rows.filter(colleague=colleague).select_related("person").first()
    return former.person if former else person


def _shake_hands(departure: Departure, rules: TieRules) -> None:
    today = firm_day().on
    values = {
        **tie_sql.parameters(rules),
        "departure": departure.pk,
        "leaver": departure.colleague_id,
        "as_of": today,
        "since": shift_months(today, -FEE_MONTHS),
        "ids": None,
    }
    with connection.cursor() as cursor:
        statement, joint = departure_sql.rows()
        cursor.execute(statement, {**values, **joint})
        rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure)
        pairs: list[tuple[int | None, int | None]] = list(rows.values_list("client_id", "person_id"))
        clients = sorted({client for client, _ in pairs if client})
        people = sorted({person for client, person in pairs if client is None and person})
        statement, walls = departure_sql.propose()
        cursor.execute(statement, {**values, **walls, "clients": clients, "people": people})


@transaction.atomic
def complete_departure(*, departure: Departure, by: User | None = None) -> Departure:
    """The last day is over: the account closes, an alumnus stays, heirs have what was theirs. Twice is once.

    Raises `YourOwnRights` or `LastAdministrator`.
    """
    departure = Departure.objects.select_for_update().get(pk=departure.pk)
    if departure.completed_at is not None or departure.archived_at is not None:
        return departure
    colleague = User.objects.get(pk=departure.colleague_id)
    changed = {**departure.changed, **hand_over(departure), "closed": colleague.is_active}
    if colleague.is_active:
        admin_actions.close_account(user=colleague, by=by)
    alumnus, changed["alumnus"] = _alumnus(departure, colleague, by)
    _ring(departure)
    changes = {"completed_at": timezone.now(), "alumnus": alumnus, "private_email": "", "changed": changed}
    saved = departure.save_changes(expected_version=departure.version, changes=changes)
    speak_alone(departure=saved, by=by or saved.planned_by)
    return saved


def _alumnus(departure: Departure, colleague: User, by: User | None) -> tuple[Alumnus, dict[str, Any]]:
    here: dict[str, Any] = {
        "colleague": colleague,
        "left_on": departure.last_day,
        "office": colleague.office,
        "practice": colleague.practice,
        "title": departure.title,
        "keeper": departure.keeper,
        "leaving_terms": departure.leaving_terms,
    }
    known = _record_of(departure, colleague)
    if known is None:
        made = alumni_actions.add_alumnus(
            person=departure.person,
            name=colleague.name,
            email=departure.private_email,
            joined_on=colleague.joined_on,
            **here,
        )
        return made, {"made": made.pk, "version": made.version, "consents": _consents(departure, made, by)}
    # Whoever asked to be left out stays out; an archived record of somebody who left anew is theirs again.
    kept = {name: value for name, value in here.items() if value or name == "left_on"}
    was = {name: _plain(getattr(known, name)) for name in ("left_on", "title", "leaving_terms")}
    was["archived_at"] = known.archived_at.isoformat() if known.archived_at else None
    saved = known.save_changes(expected_version=known.version, changes={**kept, "archived_at": None})
    if departure.private_email:
        _reach(saved.person, departure.private_email)
    consents = [] if saved.opted_out_on else _consents(departure, saved, by)
    return saved, {"taken_up": saved.pk, "version": saved.version, "was": was, "consents": consents}


def _record_of(departure: Departure, colleague: User) -> Alumnus | None:
    rows = Alumnus.objects.unscoped(reason="one record an account and a person, whoever may see it")
    theirs = Q(colleague=colleague)
    if departure.person_id:
        theirs |= Q(person=departure.person_id, colleague__isnull=True)
    return rows.filter(theirs).select_related("person").order_by("colleague", "pk").first()


def _reach(person: Person, email: str) -> None:
    if not ContactPoint.objects.filter(person=person, kind="email", value=email).exists():
        ContactPoint.objects.create(person=person, kind="email", value=email)


def _consents(departure: Departure, alumnus: Alumnus, by: User | None) -> list[int]:
    said_on = min(timezone.localdate(departure.created_at), firm_day().on)
    return [
        record_consent(
            alumnus=alumnus,
            state=Consent.State.GIVEN,
            purpose=purpose,
            said_on=said_on,
            recorded_by=by or departure.planned_by,
            heard_through=departure.heard_through or "On leaving",
        ).pk
        for purpose in departure.consents
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def edit_departure(*, departure: Departure, expected_version: int, changes: dict[str, Any]) -> Departure:
    """Save what is planned; another last day moves the planned goodbyes. Raises `NoSuchDay` or `Conflict`."""
    last_day = changes.get("last_day", departure.last_day)
    joined = departure.colleague.joined_on
    if not firm_day().on <= last_day <= firm_day().on + LONGEST_AHEAD or (joined and last_day < joined):
        raise NoSuchDay
    saved = departure.save_changes(expected_version=expected_version, changes=changes)
    if last_day != departure.last_day:
        user = User.objects.get(pk=departure.colleague_id)
        user.save_changes(expected_version=user.version, changes={"left_on": last_day})
        rows = Handover.objects.unscoped(reason=REASON).filter(departure=saved)
        had_words = rows.filter(Q(leaver_touch__isnull=False) | Q(heir_touch__isnull=False)).exists()
        set_goodbyes(saved)
        if had_words:
            take_words_back(departure=saved)
            plan_words(departure=saved, by=saved.planned_by)
        _ring(saved)
    return saved


@transaction.atomic
def undo_departure(*, departure: Departure) -> int:
    """Take it back: they stay, or come back to what was theirs. Answers how much others had changed since, and stays.

    Raises `TooLate` when it took effect more than 30 days ago.
    """
    departure = Departure.objects.select_for_update().get(pk=departure.pk)
    if departure.archived_at is not None:
        return 0
    if departure.completed_at and departure.completed_at < timezone.now() - timedelta(days=UNDO_DAYS):
        raise TooLate
    left = put_back(departure) if departure.completed_at else 0
    # After what was withdrawn came back: the goodbyes among it are over.
    take_words_back(departure=departure)
    user = User.objects.get(pk=departure.colleague_id)
    before = departure.changed.get("left_on")
    changes: dict[str, Any] = {"left_on": date.fromisoformat(before) if before else None}
    if departure.changed.get("closed"):
        changes["is_active"] = True
    user.save_changes(expected_version=user.version, changes=changes)
    left += _forget_alumnus(departure.changed.get("alumnus", {}))
    _ring(departure)
    departure.save_changes(expected_version=departure.version, changes={"archived_at": timezone.now()})
    return left


def _forget_alumnus(kept: dict[str, Any]) -> int:
    """Put the record back where nobody has worked on it since; answers 1 if somebody has."""
    consents = Consent.objects.filter(pk__in=kept.get("consents", []), archived_at__isnull=True)
    for consent in consents.order_by("pk"):
        consent.save_changes(expected_version=consent.version, changes={"archived_at": timezone.now()})
    rows = Alumnus.objects.unscoped(reason=REASON).filter(pk=kept.get("made") or kept.get("taken_up") or 0)
    alumnus = rows.filter(version=kept.get("version", 0)).first()
    if alumnus is None:
        return int(bool(kept) and rows.exists())
    if "made" in kept:
        alumni_actions.archive_alumnus(alumnus=alumnus, expected_version=alumnus.version)
    else:
        was = kept["was"]
        changes = {**was, "left_on": date.fromisoformat(was["left_on"]) if was["left_on"] else None}
        changes["archived_at"] = datetime.fromisoformat(was["archived_at"]) if was["archived_at"] else None
        alumnus.save_changes(expected_version=alumnus.version, changes=changes)
    return 0


def complete_due_departures() -> int:
    """Let every departure take effect whose last day is over; answers how many did. One that may not is left standing."""
    due = Departure.objects.filter(completed_at__isnull=True, archived_at__isnull=True, last_day__lt=firm_day().on)
    done = 0
    for departure in due.order_by("last_day", "pk"):
        try:
            complete_departure(departure=departure)
        except admin_actions.LastAdministrator:
            continue
        done += 1
    return done


def _ring(departure: Departure) -> None:
    ids: Iterable[int] = (
        Handover.objects.unscoped(reason=REASON)
        .filter(departure=departure, client__isnull=False, person__isnull=True)
        .values_list("client_id", flat=True)
    )
    found = sorted(set(ids))
    if found:
        facts_changed.send(sender=Departure, client_ids=found)
