"""Writing the register of gifts and hospitality, deciding what is over the limit, and setting the limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.contacts.models import Person
from relationships.hospitality.gift_queries import is_open, is_own, limit_in_force
from relationships.hospitality.models import Gift, GiftLimit

DECISIVE = ("value", "occurred_on", "direction", "colleague")
"""What somebody decides on: how much, when, which way, and of whom of us."""


class NotYours(Exception):
    """Nobody decides on what they gave, received or wrote down themselves."""


@transaction.atomic
def add_gift(*, by: User, person: Person, **fields: Any) -> Gift:
    """Write down what changed hands. Over the limit it waits for a decision. `fields`: those of `Gift`."""
    _lock(person.pk)
    return Gift.objects.create(person=person, written_by=by, **_weighed(by, person.pk, fields), **fields)


@transaction.atomic
def edit_gift(*, by: User, gift: Gift, expected_version: int, changes: dict[str, Any]) -> Gift:
    """Save `changes`. Raises `Conflict`.

    Another worth, day, direction or colleague ends a decision: it is weighed anew, and `by` has written it.
    """
    _lock(gift.person_id)
    decisive = {name: changes.get(name, getattr(gift, name)) for name in DECISIVE}
    if any(getattr(gift, name) != value for name, value in decisive.items()):
        undecided = {"decided_by": None, "decided_at": None, "decided_why": "", "written_by": by}
        changes = {**changes, **undecided, **_weighed(by, gift.person_id, decisive, but=gift.pk)}
    return gift.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def decide_gift(*, by: User, gift: Gift, approve: bool, why: str = "") -> Gift:
    """Approve or refuse what waits. Raises `NotYours`, or `Conflict` when it waits no more."""
    if is_own(by, gift):
        raise NotYours
    if not is_open(gift):
        raise Conflict(gift)
    state = Gift.State.APPROVED if approve else Gift.State.REFUSED
    changes = {"state": state, "decided_by": by, "decided_at": timezone.now(), "decided_why": why}
    return gift.save_changes(expected_version=gift.version, changes=changes)


@transaction.atomic
def undecide_gift(*, by: User, gift: Gift) -> Gift:
    """Take a decision back. Raises `NotYours`."""
    if is_own(by, gift):
        raise NotYours
    if gift.decided_at is None:
        return gift
    changes = {"state": Gift.State.WAITING, "decided_by": None, "decided_at": None, "decided_why": ""}
    return gift.save_changes(expected_version=gift.version, changes=changes)


@transaction.atomic
def archive_gift(*, gift: Gift, expected_version: int) -> Gift:
    """Put an entry away that was a slip of the pen: it counts no more."""
    return gift.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_gift(*, by: User, gift: Gift) -> Gift:
    """Bring an entry back. Unless somebody decided on it, it is weighed with what came meanwhile."""
    _lock(gift.person_id)
    fields = {name: getattr(gift, name) for name in DECISIVE}
    weighed = {} if gift.decided_at else _weighed(by, gift.person_id, fields, but=gift.pk)
    return gift.save_changes(expected_version=gift.version, changes={"archived_at": None, **weighed})


@transaction.atomic
def set_gift_limit(*, by: User, amount: Decimal, reason: str) -> GiftLimit:
    """From now on `amount` a person and year needs no approval; what is written down already stays as it is."""
    return GiftLimit.objects.create(amount=amount, reason=reason, set_by=by)


def _weighed(by: User, person_id: int, fields: dict[str, Any], *, but: int | None = None) -> dict[str, Any]:
    """Whether `fields` have to be decided on, and why."""
    limit, total = limit_in_force(), _year_total(by, person_id, fields, but=but) + fields["value"]
    return {"state": Gift.State.WAITING if total > limit else Gift.State.WITHIN, "limit": limit, "total": total}


def _year_total(by: User, person_id: int, fields: dict[str, Any], *, but: int | None = None) -> Decimal:
    """What the person's year comes to in this direction without entry `but`, as far as `by` may know: a sum that held
    more would tell of gifts behind walls."""
    rows = Gift.objects.visible_to(by).current().exclude(state=Gift.State.REFUSED).exclude(pk=but or 0)
    same = {"direction": fields["direction"], "occurred_on__year": fields["occurred_on"].year}
    found: Decimal | None = rows.filter(person=person_id, **same).aggregate(total=Sum("value"))["total"]
    return found or Decimal(0)


def _lock(person_id: int) -> None:
    """Two gifts at once are weighed one after the other."""
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=person_id)
