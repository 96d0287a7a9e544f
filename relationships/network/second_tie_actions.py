"""Planning a second tie, and taking the plan back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.planned_actions import plan_touch, withdraw_planned_touch
from relationships.network.models import SecondTie


class DayIsOver(ValueError):
    """A plan is for a day to come."""


@transaction.atomic
def plan_second_tie(
    *, by: User, client: Client, colleague: User, due_on: date, person: Person | None = None
) -> SecondTie:
    """Let `colleague` get to know `person`, or somebody, at `client` by `due_on`; a plan they have there is changed.

    Raises `DayIsOver`, or `CannotSeeClient` when the colleague stands outside a wall.
    """
    if due_on < firm_day().on:
        raise DayIsOver
    whom = f": meet {person.name[:120]}" if person else ""
    planned = plan_touch(user=by, client=client, colleague=colleague, due_on=due_on, reason=f"A second tie{whom}")
    rows = SecondTie.objects.unscoped(reason="of a client that the caller found through the gate")
    standing = rows.filter(client=client, colleague=colleague, archived_at__isnull=True).select_for_update().first()
    given = {"person": person, "due_on": due_on, "planned": planned}
    if standing is not None:
        saved = standing.save_changes(expected_version=standing.version, changes=given)
    else:
        saved = SecondTie.objects.create(client=client, colleague=colleague, planned_by=by, **given)
    facts_changed.send(sender=SecondTie, client_ids=[client.pk])
    return saved


@transaction.atomic
def withdraw_second_tie(*, plan: SecondTie) -> None:
    """Not after all. Twice is the same as once."""
    if plan.archived_at is not None:
        return
    plan.save_changes(expected_version=plan.version, changes={"archived_at": timezone.now()})
    if plan.planned is not None and plan.planned.done_at is None:
        withdraw_planned_touch(planned=plan.planned)
    facts_changed.send(sender=SecondTie, client_ids=[plan.client_id])
