"""Who looks after whom: a guest book is read by those who are about to be the hosts, and by nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client, TeamMember
from relationships.contacts.models import Person, Position
from relationships.interactions.models import PlannedTouch


def clients_looked_after_by(user: User) -> QuerySet[Client, Any]:
    """Ids of the visible clients that `user`, or the colleague they support, owns, sits in the team of, or is about to
    have a planned touch with."""
    whose = [user.pk] if user.logs_for_id is None else [user.pk, user.logs_for_id]
    teams = TeamMember.objects.filter(colleague__in=whose, archived_at__isnull=True)
    planned = PlannedTouch.objects.visible_to(user).open().filter(colleague__in=whose)
    mine = Q(owner__in=whose) | Q(pk__in=teams.values("client")) | Q(pk__in=planned.values("client"))
    return Client.objects.visible_to(user).filter(mine).order_by().values("pk")


def positions_held(user: User) -> QuerySet[Position]:
    """Positions that people hold now at clients that `user` may know of."""
    return Position.objects.visible_to(user).current()


def people_looked_after_by(user: User) -> QuerySet[Position, Any]:
    """Ids of the people who sit now at a client that `user` looks after."""
    held = positions_held(user).filter(client__in=clients_looked_after_by(user))
    return held.order_by().values("person")


def may_host(user: User, person: Person) -> bool:
    """Whether `user` looks after a client of this visible person, or nobody's client has them."""
    if people_looked_after_by(user).filter(person=person).exists():
        return True
    return can(user, Capability.EDIT_PEOPLE) and not positions_held(user).filter(person=person).exists()
