"""Writing what holders say of their ties, and who is in no graph."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from accounts.record import Conflict
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import TouchClient, TouchPerson
from relationships.network.models import DeclaredTie, OutOfGraph

LONGEST = timedelta(days=366)


class AlreadyDeclared(Exception):
    """This colleague's tie with the person there has been declared: `current`."""

    def __init__(self, current: DeclaredTie) -> None:
        super().__init__("This tie has been declared already.")
        self.current = current


class NotHeldThatLong(ValueError):
    """What is declared holds from today for a year at most; then it is to be looked at again."""


@transaction.atomic
def declare_tie(
    *, by: User, person: Person, client: Client | None, colleague: User, strength: int, reason: str, holds_until: date
) -> DeclaredTie:
    """Say how strong a tie is (0-100). Raises `AlreadyDeclared` or `NotHeldThatLong`."""
    today = firm_day().on
    _refuse_too_long(holds_until, today)
    known = _current(person, client, colleague)
    if known is not None and known.holds_until >= today:
        raise AlreadyDeclared(known)
    if known is not None:
        _end(known)
    made = DeclaredTie.objects.create(
        colleague=colleague,
        person=person,
        client=client,
        strength=strength,
        reason=reason,
        holds_until=holds_until,
        declared_by=by,
    )
    _ring(client)
    return made


@transaction.atomic
def redeclare_tie(*, by: User, declared: DeclaredTie, expected_version: int, changes: dict[str, Any]) -> DeclaredTie:
    """Say something else: the word before is archived, so that past days still find it.

    Raises `NotHeldThatLong`, or `Conflict` with what somebody else has declared since.
    """
    _refuse_too_long(changes.get("holds_until", declared.holds_until), firm_day().on)
    if all(getattr(declared, name) == value for name, value in changes.items()):
        return declared
    standing = _current(declared.person, declared.client, declared.colleague)
    if standing is None or standing.pk != declared.pk or standing.version != expected_version:
        raise Conflict(standing or DeclaredTie._base_manager.get(pk=declared.pk))
    _end(standing)
    kept = {name: getattr(standing, name) for name in ("colleague", "person", "client", "strength", "reason")}
    made = DeclaredTie.objects.create(
        **{**kept, "holds_until": standing.holds_until, **changes},
        version=standing.version + 2,
        declared_by=by,
    )
    _ring(made.client)
    return made


@transaction.atomic
def withdraw_tie(*, declared: DeclaredTie) -> None:
    """Let touchpoints speak again. Twice is the same as once."""
    if declared.archived_at is None:
        _end(declared)
        _ring(declared.client)


@transaction.atomic
def restore_declared_tie(*, declared: DeclaredTie) -> DeclaredTie:
    """Bring back what was withdrawn. Raises `AlreadyDeclared` when another word stands by now."""
    if declared.archived_at is None:
        return declared
    known = _current(declared.person, declared.client, declared.colleague)
    if known is not None:
        raise AlreadyDeclared(known)
    saved = declared.save_changes(expected_version=declared.version, changes={"archived_at": None})
    _ring(declared.client)
    return saved


@transaction.atomic
def take_out_of_graph(*, by: User, person: Person, reason: str) -> OutOfGraph:
    """Keep and show no ties of this person from now on; touchpoints stay. Once more is the same as once."""
    back = OutOfGraph.objects.unscoped(reason="of a person found through the gate")
    known = back.filter(person=person, archived_at__isnull=True).first()
    if known is not None:
        return known
    made = OutOfGraph.objects.create(person=person, reason=reason, taken_out_by=by)
    _ring_for(person)
    return made


@transaction.atomic
def put_back_into_graph(*, person: Person) -> None:
    """Let ties follow from touchpoints again."""
    back = OutOfGraph.objects.unscoped(reason="of a person found through the gate")
    if back.filter(person=person, archived_at__isnull=True).update(archived_at=Now(), updated_at=Now()):
        _ring_for(person)


def _refuse_too_long(holds_until: date, today: date) -> None:
    if not today <= holds_until <= today + LONGEST:
        raise NotHeldThatLong


def _current(person: Person, client: Client | None, colleague: User) -> DeclaredTie | None:
    rows = DeclaredTie.objects.unscoped(reason="one tie, found through the gate").select_for_update()
    return rows.filter(person=person, client=client, colleague=colleague, archived_at__isnull=True).first()


def _end(declared: DeclaredTie) -> None:
    declared.save_changes(expected_version=declared.version, changes={"archived_at": Now()})


def _ring(client: Client | None) -> None:
    if client is not None:
        facts_changed.send(sender=DeclaredTie, client_ids=[client.pk])


def _ring_for(person: Person) -> None:
    """Every client that knows the person from touchpoints or positions."""
    touches = TouchPerson.objects.filter(person=person).values("interaction")
    about = TouchClient.objects.filter(interaction__in=touches).values_list("client_id", flat=True)
    positions = Position.objects.unscoped(reason="scores answer for all of them").filter(person=person)
    concerned = {*about.distinct(), *positions.values_list("client_id", flat=True)}
    if concerned:
        facts_changed.send(sender=OutOfGraph, client_ids=sorted(concerned))
