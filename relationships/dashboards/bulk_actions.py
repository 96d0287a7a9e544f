"""Doing one thing to many records: the act, what it leaves and why, and taking it back. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni import bulk_actions as on_alumni
from relationships.clients import bulk_actions as on_clients
from relationships.contacts import bulk_actions as on_people
from relationships.dashboards.bulk_plan import Plan
from relationships.dashboards.bulk_selection import visible
from relationships.dashboards.models import BulkChange, ListKey, Pin
from relationships.dashboards.pin_actions import add_pins
from relationships.engagements import bulk_actions as on_engagements

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
def undo_change(*, change: BulkChange, by: User) -> Undone:
    """Take it back where nobody has saved the record since, as far as `by` may still know of it. Raises `AlreadyUndone`."""
    locked = BulkChange.objects.select_for_update().get(pk=change.pk)
    if locked.undone_at is not None:
        raise AlreadyUndone
    known = _known(locked, by)
    back = _undo(locked, known)
    locked.save_changes(expected_version=locked.version, changes={"undone_at": timezone.now()})
    return Undone(len(back), len(known) - len(back))


def _known(change: BulkChange, by: User) -> list[tuple[Any, ...]]:
    """What was done to records that `by` may know of now: a wall may have been put up since."""
    done = [tuple(row) for row in change.done]
    if change.act == Act.PIN:
        return done
    rows = visible(change.list_key, by).filter(pk__in=[row[0] for row in done])
    seen = set(rows.values_list("pk", flat=True))
    return [row for row in done if row[0] in seen]


def _do(user: User, plan: Plan) -> Sequence[Done]:
    if plan.act == Act.PIN:
        return [(thing.pk, 0, None) for thing in add_pins(user=user, things=_pinnable(user, plan))]
    return _ACTS[plan.list_key, plan.act](plan)


def _pinnable(user: User, plan: Plan) -> list[Any]:
    """What the pins will point at: clients, people, and for alumni the person."""
    seen = visible(plan.list_key, user).in_bulk(plan.will_change)
    return [getattr(seen[pk], "person", seen[pk]) for pk in plan.will_change if pk in seen]


def _to_teams(plan: Plan) -> Sequence[Done]:
    assert plan.colleague is not None
    return on_clients.add_to_teams(client_ids=plan.will_change, colleague=plan.colleague, role=plan.role)


_ACTS: dict[tuple[str, str], Callable[[Plan], Sequence[Done]]] = {
    (ListKey.CLIENTS, Act.OWNER): lambda plan: on_clients.assign_owner(
        client_ids=plan.will_change, owner=plan.colleague
    ),
    (ListKey.CLIENTS, Act.TEAM): _to_teams,
    (ListKey.CLIENTS, Act.ARCHIVE): lambda plan: on_clients.archive_clients(client_ids=plan.will_change),
    (ListKey.CLIENTS, Act.RESTORE): lambda plan: on_clients.restore_clients(client_ids=plan.will_change),
    (ListKey.PEOPLE, Act.ARCHIVE): lambda plan: on_people.archive_people(person_ids=plan.will_change),
    (ListKey.PEOPLE, Act.RESTORE): lambda plan: on_people.archive_people(person_ids=plan.will_change, away=False),
    (ListKey.ALUMNI, Act.OWNER): lambda plan: on_alumni.assign_keeper(
        alumnus_ids=plan.will_change, keeper=plan.colleague
    ),
    (ListKey.ALUMNI, Act.ARCHIVE): lambda plan: on_alumni.archive_alumni(alumnus_ids=plan.will_change),
    (ListKey.ALUMNI, Act.RESTORE): lambda plan: on_alumni.archive_alumni(alumnus_ids=plan.will_change, away=False),
    (ListKey.ENGAGEMENTS, Act.OWNER): lambda plan: on_engagements.assign_lead(
        engagement_ids=plan.will_change, lead=plan.colleague
    ),
    (ListKey.ENGAGEMENTS, Act.ARCHIVE): lambda plan: on_engagements.archive_engagements(
        engagement_ids=plan.will_change
    ),
    (ListKey.ENGAGEMENTS, Act.RESTORE): lambda plan: on_engagements.archive_engagements(
        engagement_ids=plan.will_change, away=False
    ),
}


def _undo(change: BulkChange, done: list[tuple[Any, ...]]) -> list[int]:
    if change.act == Act.PIN:
        field = "client" if change.list_key == ListKey.CLIENTS else "person"
        ids = [row[0] for row in done]
        Pin.objects.filter(user=change.user, **{f"{field}__in": ids}).delete()
        return ids
    if change.act == Act.TEAM:
        return on_clients.take_off_teams(done=done)
    if change.list_key == ListKey.PEOPLE:
        return on_people.put_back(done=done)
    if change.list_key == ListKey.ALUMNI:
        return on_alumni.put_back(field="keeper" if change.act == Act.OWNER else "archived_at", done=done)
    if change.list_key == ListKey.ENGAGEMENTS:
        return on_engagements.put_back(field="partner" if change.act == Act.OWNER else "archived_at", done=done)
    return on_clients.put_back(field="owner" if change.act == Act.OWNER else "archived_at", done=done)
