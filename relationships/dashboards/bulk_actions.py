"""Doing one thing to many records: the act, what it leaves and why, and taking it back. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients import bulk_actions as on_clients
from relationships.clients.models import Client
from relationships.contacts import bulk_actions as on_people
from relationships.contacts.models import Person
from relationships.dashboards.bulk_plan import Plan
from relationships.dashboards.models import BulkChange, ListKey, Pin
from relationships.dashboards.pin_actions import add_pins

Act = BulkChange.Act
Done = Sequence[Any]


@dataclass(frozen=True)
class Undone:
    """What taking back changed, and what it left because somebody had saved the record since."""

    count: int
    left: int


class AlreadyUndone(Exception):
    """It was taken back before."""


@transaction.atomic
def change_many(*, user: User, plan: Plan, words: str) -> BulkChange:
    """Do what `plan` says; answers what was done, to be shown and to be undone. Raises `TooManyPins`."""
    done = _do(user, plan)
    return BulkChange.objects.create(
        user=user,
        list_key=plan.list_key,
        act=plan.act,
        words=words,
        query=plan.query,
        done=[list(row) for row in done],
        left=[[pk, reason] for pk, reason in plan.left],
    )


@transaction.atomic
def undo_change(*, change: BulkChange) -> Undone:
    """Take it back where nobody has saved the record since. Raises `AlreadyUndone`."""
    locked = BulkChange.objects.select_for_update().get(pk=change.pk)
    if locked.undone_at is not None:
        raise AlreadyUndone
    back = _UNDO[locked.list_key, locked.act](locked, [tuple(row) for row in locked.done])
    locked.save_changes(expected_version=locked.version, changes={"undone_at": timezone.now()})
    return Undone(len(back), len(locked.done) - len(back))


def _do(user: User, plan: Plan) -> Sequence[Done]:
    ids = plan.will_change
    if plan.act == Act.PIN:
        model: Any = Client if plan.list_key == ListKey.CLIENTS else Person
        seen = model.objects.visible_to(user).in_bulk(ids)
        return [(thing.pk, 0, None) for thing in add_pins(user=user, things=[seen[pk] for pk in ids if pk in seen])]
    if plan.list_key == ListKey.PEOPLE:
        return on_people.archive_people(person_ids=ids, away=plan.act == Act.ARCHIVE)
    if plan.act == Act.OWNER:
        return on_clients.assign_owner(client_ids=ids, owner=plan.colleague)
    if plan.act == Act.TEAM:
        assert plan.colleague is not None
        return on_clients.add_to_teams(client_ids=ids, colleague=plan.colleague, role=plan.role)
    if plan.act == Act.ARCHIVE:
        return on_clients.archive_clients(client_ids=ids)
    return on_clients.restore_clients(client_ids=ids)


def _unpin(change: BulkChange, done: Sequence[Any]) -> list[int]:
    field = "client" if change.list_key == ListKey.CLIENTS else "person"
    ids = [row[0] for row in done]
    Pin.objects.filter(user=change.user, **{f"{field}__in": ids}).delete()
    return ids


def _owner_back(change: BulkChange, done: Sequence[Any]) -> list[int]:
    return on_clients.put_back(column="owner_id", done=done)


def _shown_back(change: BulkChange, done: Sequence[Any]) -> list[int]:
    return on_clients.put_back(column="archived_at", done=done)


def _team_back(change: BulkChange, done: Sequence[Any]) -> list[int]:
    return on_clients.take_off_teams(done=done)


def _people_back(change: BulkChange, done: Sequence[Any]) -> list[int]:
    return on_people.put_back(done=done)


_UNDO: dict[tuple[str, str], Callable[[BulkChange, Sequence[Any]], list[int]]] = {
    (ListKey.CLIENTS, Act.OWNER): _owner_back,
    (ListKey.CLIENTS, Act.TEAM): _team_back,
    (ListKey.CLIENTS, Act.ARCHIVE): _shown_back,
    (ListKey.CLIENTS, Act.RESTORE): _shown_back,
    (ListKey.CLIENTS, Act.PIN): _unpin,
    (ListKey.PEOPLE, Act.ARCHIVE): _people_back,
    (ListKey.PEOPLE, Act.RESTORE): _people_back,
    (ListKey.PEOPLE, Act.PIN): _unpin,
}
