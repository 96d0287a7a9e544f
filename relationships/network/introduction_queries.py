"""Reading introductions through the gate, and who may take their next step."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.queries.rights import logs_for
from relationships.network.models import Introduction, PassedOver

_ANY = frozenset({Role.PARTNER, Role.ADMINISTRATOR})
NAMED = ("person", "client", "wanted_by", "colleague", "through", "engagement", "asking", "making")


def introductions_seen(user: User) -> Any:
    """Every introduction that `user` may know of, with whom it names."""
    return Introduction.objects.visible_to(user).select_related(*NAMED)


def mine_of(user: User) -> frozenset[int]:
    """Themselves, and whom they log for."""
    return frozenset({user.pk, logs_for(user).pk})


def may_change_introduction(user: User, introduction: Introduction) -> bool:
    """Whoever wants it or was asked (or logs for them), or leads."""
    if not can(user, Capability.LOG_INTERACTIONS):
        return False
    return user.role in _ANY or bool(mine_of(user) & {introduction.wanted_by_id, introduction.colleague_id})


def may_answer(user: User, introduction: Introduction) -> bool:
    """Only whoever was asked says yes or no; where that is somebody outside, whoever asked them says what they said."""
    if not can(user, Capability.LOG_INTERACTIONS):
        return False
    return (introduction.colleague_id or introduction.wanted_by_id) in mine_of(user)


def why_not_introduction(introduction: Introduction) -> str:
    """What to tell a colleague who may see an introduction but not change it."""
    asked = f", {introduction.colleague.name}" if introduction.colleague else ""
    return f"{introduction.wanted_by.name}{asked}, a partner or an administrator can."


def waiting_for(user: User, of: User) -> list[Introduction]:
    """What `of` was asked and has not answered, the oldest first."""
    rows = introductions_seen(user).current().filter(colleague=of, state="asked")
    return list(rows.order_by("asked_on", "id")[:50])


def passed_over(user: User, person_ids: Collection[int]) -> list[PassedOver]:
    """Whom ways to these people must not lead over."""
    rows = PassedOver.objects.visible_to(user).current().filter(person__in=person_ids)
    return list(rows.select_related("person", "colleague", "through", "said_by").order_by("id"))


def goal_named(user: User, public_id: str) -> tuple[Person | None, Client | None]:
    """The visible person or client of this public id."""
    if not (public_id.isascii() and public_id.isalnum()):
        return None, None
    person = Person.objects.visible_to(user).filter(public_id=public_id).first()
    client = None if person else Client.objects.visible_to(user).filter(public_id=public_id).first()
    return person, client
