"""Making promises and saying what became of them, ringing the doorbell: kept and broken ones count in health."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Interaction, Promise
from relationships.interactions.touch import NewPromise

REASON = "of a touchpoint that the caller found through the gate"


class DueBefore(ValueError):
    """A promise can't be due before it was made."""


class NobodyPromised(ValueError):
    """A promise needs a client or a person on the other side."""


@transaction.atomic
def make_promise(
    *,
    user: User,
    what: str,
    due_on: date,
    colleague: User,
    client: Client | None = None,
    person: Person | None = None,
    side: str = Promise.Side.OURS,
    promised_on: date | None = None,
) -> Promise:
    """Keep a promise made today, or on `promised_on`. Raises `DueBefore`, `NobodyPromised`."""
    made_on = promised_on or firm_day().on
    _check(made_on, due_on, client, person)
    promise = Promise.objects.create(
        side=side,
        what=what,
        client=client,
        person=person,
        colleague=colleague,
        promised_on=made_on,
        due_on=due_on,
        made_by=user,
    )
    ring(promise)
    return promise


@transaction.atomic
def edit_promise(*, promise: Promise, expected_version: int, **changes: Any) -> Promise:
    """Save changes. Raises `Conflict`, `DueBefore`, `NobodyPromised`."""
    after = {"client": promise.client, "person": promise.person, "due_on": promise.due_on, **changes}
    _check(promise.promised_on, after["due_on"], after["client"], after["person"])
    saved = promise.save_changes(expected_version=expected_version, changes=changes)
    ring(promise, saved)
    return saved


@transaction.atomic
def settle_promise(*, promise: Promise, outcome: str, on: date | None = None) -> Promise:
    """Say that it was kept, broken or withdrawn, today or on a day before. The same twice is once."""
    if promise.outcome == outcome:
        return promise
    changes = {"outcome": outcome, "settled_on": on or firm_day().on}
    return _save(promise, changes)


@transaction.atomic
def reopen_promise(*, promise: Promise) -> Promise:
    """It is still to be done."""
    return _save(promise, {"outcome": "", "settled_on": None}) if promise.outcome else promise


@transaction.atomic
def archive_promise(*, promise: Promise) -> Promise:
    """It was never made: a slip of the pen."""
    return promise if promise.archived_at else _save(promise, {"archived_at": timezone.now()})


@transaction.atomic
def restore_promise(*, promise: Promise) -> Promise:
    """It was made after all."""
    return _save(promise, {"archived_at": None}) if promise.archived_at else promise


def promise_at(touch: Interaction, new: NewPromise, *, user: User) -> Promise:
    """Keep what was promised at a touchpoint. Call in the action that saves the touchpoint, which rings for it."""
    made_on = timezone.localdate(touch.occurred_at)
    return Promise.objects.create(
        side=new.side,
        what=new.what,
        client_id=new.client_id,
        person_id=new.person_id,
        colleague_id=new.colleague_id,
        touch=touch,
        promised_on=made_on,
        due_on=max(new.due_on, made_on),
        made_by=user,
    )


def put_away_promises(touch: Interaction, *, at: datetime) -> None:
    """Archive what was promised at a touchpoint that is undone."""
    standing = Promise.objects.unscoped(reason=REASON).filter(touch=touch, archived_at__isnull=True)
    standing.update(archived_at=at, version=F("version") + 1, updated_at=Now())


def bring_back_promises(touch: Interaction, *, put_away_at: datetime) -> None:
    """Bring back what went with the touchpoint at that moment."""
    gone = Promise.objects.unscoped(reason=REASON).filter(touch=touch, archived_at=put_away_at)
    gone.update(archived_at=None, version=F("version") + 1, updated_at=Now())


def ring(*promises: Promise) -> None:
    """Tell the scores of the clients concerned."""
    ids = sorted({each.client_id for each in promises if each.client_id is not None})
    if ids:
        facts_changed.send(sender=Promise, client_ids=ids)


def _save(promise: Promise, changes: dict[str, Any]) -> Promise:
    saved = promise.save_changes(expected_version=promise.version, changes=changes)
    ring(saved)
    return saved


def _check(made_on: date, due_on: date, client: Client | None, person: Person | None) -> None:
    if due_on < made_on:
        raise DueBefore
    if client is None and person is None:
        raise NobodyPromised
