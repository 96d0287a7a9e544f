"""Asking for an introduction and taking it step by step; what each step owes is a promise of whoever is to act next."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Promise
from relationships.interactions.promise_actions import (
    archive_promise,
    make_promise,
    reopen_promise,
    restore_promise,
    settle_promise,
)
from relationships.network.introduction_credit_actions import (
    bring_credit_back,
    credit_introduction,
    put_credit_away,
)
from relationships.network.introduction_models import Introduction
from relationships.network.introduction_steps import state_before
from relationships.network.introduction_words import asking_words, making_words

TO_ANSWER, TO_MAKE = timedelta(days=7), timedelta(days=14)
REASON = "of an introduction that the caller found through the gate"


class AlreadyAsked(Exception):
    """The same way is being gone: `current`."""

    def __init__(self, current: Introduction) -> None:
        super().__init__("This has been asked already.")
        self.current = current


class NotNow(ValueError):
    """The step does not follow on where the introduction stands."""


@transaction.atomic
def ask_for_introduction(
    *,
    by: User,
    wanted_by: User,
    person: Person,
    client: Client | None,
    colleague: User | None,
    through: Person | None,
    note: str,
) -> Introduction:
    """Ask `colleague`, or `through` where the asker knows them; the asker owes to see to it within a week.

    Raises `AlreadyAsked`.
    """
    # Two who press the button at once ask once.
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=person.pk)
    rows = Introduction.objects.unscoped(reason="the same way, given by the caller")
    same = rows.open().filter(wanted_by=wanted_by, person=person, colleague=colleague, through=through).first()
    if same is not None:
        raise AlreadyAsked(same)
    today = firm_day().on
    asking = make_promise(
        user=by,
        what=asking_words(colleague.name if colleague else through.name if through else "", person.name),
        due_on=today + TO_ANSWER,
        colleague=wanted_by,
        person=person,
    )
    return Introduction.objects.create(
        person=person,
        client=client,
        wanted_by=wanted_by,
        colleague=colleague,
        through=through,
        note=note,
        asked_on=today,
        asking=asking,
    )


@transaction.atomic
def edit_introduction(*, introduction: Introduction, expected_version: int, changes: dict[str, Any]) -> Introduction:
    """What it is about, and the note. Raises `Conflict`."""
    return introduction.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def accept_introduction(*, by: User, introduction: Introduction) -> Introduction:
    """Whoever was asked will do it: from now on they owe it, for two weeks. Raises `NotNow`."""
    _refuse_unless(introduction, "asked")
    _settle(introduction.asking, "kept")
    making = make_promise(
        user=by,
        what=making_words(introduction.wanted_by.name, introduction.person.name),
        due_on=firm_day().on + TO_MAKE,
        colleague=introduction.colleague or introduction.wanted_by,
        person=introduction.person,
    )
    return _step(introduction, state="accepted", answered_on=firm_day().on, making=making)


@transaction.atomic
def decline_introduction(*, introduction: Introduction, why: str = "") -> Introduction:
    """Whoever was asked would rather not. Raises `NotNow`."""
    _refuse_unless(introduction, "asked")
    _settle(introduction.asking, "kept")
    return _step(introduction, state="declined", answered_on=firm_day().on, outcome_note=why)


@transaction.atomic
def agree_to_introduction(*, introduction: Introduction) -> Introduction:
    """The one wanted would like to meet us. Raises `NotNow`."""
    _refuse_unless(introduction, "accepted")
    return _step(introduction, state="agreed", agreed_on=firm_day().on)


@transaction.atomic
def refuse_introduction(*, introduction: Introduction) -> Introduction:
    """The one wanted would rather not: it is not made. Raises `NotNow`."""
    _refuse_unless(introduction, "accepted")
    _settle(introduction.making, "withdrawn")
    return _step(introduction, state="refused", agreed_on=firm_day().on)


@transaction.atomic
def make_introduction(*, introduction: Introduction) -> Introduction:
    """It is made, after both said yes. Raises `NotNow`."""
    _refuse_unless(introduction, "agreed")
    _settle(introduction.making, "kept")
    return _step(introduction, state="made", made_on=firm_day().on)


@transaction.atomic
def withdraw_introduction(*, introduction: Introduction) -> Introduction:
    """It is wanted no longer. Raises `NotNow` once it was made or refused."""
    if introduction.state == "withdrawn":
        return introduction
    _refuse_unless(introduction, "asked", "accepted", "agreed")
    _settle(introduction.asking, "withdrawn")
    _settle(introduction.making, "withdrawn")
    return _step(introduction, state="withdrawn")


@transaction.atomic
def note_outcome(
    *,
    by: User,
    introduction: Introduction,
    expected_version: int,
    changes: dict[str, Any],
    share: Decimal | None = None,
) -> Introduction:
    """What came of it; work goes into the value ledger of whoever outside made it, credited with `share` (None: all that
    is free). Raises `NotNow` before it is made, `Conflict`, or `TooMuchCredit`."""
    _refuse_unless(introduction, "made")
    said = {**changes, "outcome_on": firm_day().on if changes["outcome"] else None}
    saved = introduction.save_changes(expected_version=expected_version, changes=said)
    credit_introduction(by=by, introduction=saved, share=share)
    return saved


@transaction.atomic
def thank_for_introduction(*, introduction: Introduction) -> Introduction:
    """Whoever made it was thanked. Raises `NotNow` before it was answered."""
    if introduction.state in ("asked", "withdrawn") or introduction.archived_at is not None:
        raise NotNow
    return introduction if introduction.thanked_on else _step(introduction, thanked_on=firm_day().on)


@transaction.atomic
def take_back_step(*, introduction: Introduction) -> Introduction:
    """Stand again where it stood before the last step; promises follow. Raises `NotNow` when nothing can be taken back."""
    if introduction.state == "asked" or introduction.outcome or introduction.archived_at is not None:
        raise NotNow
    before = state_before(introduction)
    changes: dict[str, Any] = {"state": before, "made_on": None}
    if before == "asked":
        changes |= {"answered_on": None, "agreed_on": None, "making": None, "outcome_note": ""}
        _reopen(introduction.asking)
        if introduction.making is not None:
            archive_promise(promise=introduction.making)
    else:
        changes |= {"agreed_on": None} if before == "accepted" else {}
        _reopen(introduction.making)
    return _step(introduction, **changes)


@transaction.atomic
def archive_introduction(*, introduction: Introduction, expected_version: int) -> Introduction:
    """It was a slip: put away with what it owes."""
    for promise in (introduction.asking, introduction.making):
        if promise is not None:
            archive_promise(promise=promise)
    put_credit_away(introduction=introduction)
    return introduction.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_introduction(*, introduction: Introduction) -> Introduction:
    """It counts after all. Raises `AlreadyAsked` when the same way is being gone by now."""
    if introduction.archived_at is None:
        return introduction
    rows = Introduction.objects.unscoped(reason=REASON).open()
    same = {name: getattr(introduction, name) for name in ("wanted_by", "person", "colleague", "through")}
    known = rows.filter(**same).first() if introduction.state in ("asked", "accepted", "agreed") else None
    if known is not None:
        raise AlreadyAsked(known)
    for promise in (introduction.asking, introduction.making):
        if promise is not None:
            restore_promise(promise=promise)
    bring_credit_back(introduction=introduction)
    return introduction.save_changes(expected_version=introduction.version, changes={"archived_at": None})


def _refuse_unless(introduction: Introduction, *states: str) -> None:
    if introduction.state not in states or introduction.archived_at is not None:
        raise NotNow


def _step(introduction: Introduction, **changes: Any) -> Introduction:
    return introduction.save_changes(expected_version=introduction.version, changes=changes)


def _reopen(promise: Promise | None) -> None:
    if promise is not None and promise.archived_at is None:
        reopen_promise(promise=promise)


def _settle(promise: Promise | None, outcome: str) -> None:
    if promise is not None and promise.archived_at is None and promise.outcome == "":
        settle_promise(promise=promise, outcome=outcome)
