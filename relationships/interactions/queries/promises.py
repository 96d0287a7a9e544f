"""Reading promises through the gate, and who may change them."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import Client, TeamMember
from relationships.interactions.models import Promise, PromiseQuerySet
from relationships.interactions.queries.rights import logs_for

_ANY = frozenset({Role.PARTNER, Role.ADMINISTRATOR})
MOST = 50


def promises_seen(user: User) -> PromiseQuerySet:
    """Every promise that `user` may know of, with whom it names."""
    rows: PromiseQuerySet = Promise.objects.visible_to(user)
    return rows.select_related("client", "person", "colleague")


def open_promises(user: User, *, client_id: int | None = None, person_id: int | None = None) -> list[Promise]:
    """What is open with a client or a person, the next one due first; fifty at most."""
    rows = promises_seen(user).open()
    rows = rows.filter(client_id=client_id) if client_id is not None else rows
    rows = rows.filter(person_id=person_id) if person_id is not None else rows
    return list(rows.order_by("due_on", "id")[:MOST])


def may_change_promise(user: User, promise: Promise) -> bool:
    """Whoever owes it or wrote it down (or logs for them), looks after the client, or leads."""
    return promise.pk in changeable_promises(user, [promise])


def changeable_promises(user: User, promises: Iterable[Promise]) -> set[int]:
    """The ids of those that `user` may change; one query at most."""
    shown = list(promises)
    if not can(user, Capability.LOG_INTERACTIONS):
        return set()
    if user.role in _ANY:
        return {each.pk for each in shown}
    mine = {user.pk, logs_for(user).pk}
    found = {each.pk for each in shown if each.colleague_id in mine or each.made_by_id in mine}
    others = {each.client_id for each in shown if each.pk not in found and each.client_id}
    if not others:
        return found
    team = TeamMember.objects.filter(client__in=others, colleague__in=mine, archived_at__isnull=True)
    owned = Client.objects.visible_to(user).filter(pk__in=others, owner__in=mine)
    looked_after = set(team.values_list("client_id", flat=True).union(owned.values_list("pk", flat=True)))
    return found | {each.pk for each in shown if each.client_id in looked_after}


def why_not_promise(promise: Promise) -> str:
    """What to tell a colleague who may see a promise but not change it."""
    return f"{promise.colleague.name}, whoever wrote it down, the client's team, a partner or an administrator can."
