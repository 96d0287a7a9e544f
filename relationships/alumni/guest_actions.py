"""Guests of an event: the list, invitations, answers, places, who came, and following up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni.invitation_queries import COUNTED, places_left
from relationships.alumni.models import Event, Invitation, Letter
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.secret_address import digest_of, token_for
from relationships.interactions.actions import NotAmongTheirs, NotTheirsToChange, log_interaction, undo_interaction
from relationships.interactions.promise_actions import make_promise
from relationships.interactions.touch import Participants, Touch

MOST_GUESTS = 20_000


class TooLate(Exception):
    """The event has begun, or was called off: no answer changes anything."""


class TooManyGuests(Exception):
    """More than an event takes; `str(error)` says how many fit."""


@transaction.atomic
def add_guests(*, event: Event, guests: Iterable[tuple[int, int | None]], by: User, source: str) -> int:
    """Put people (id, and the client by way of whom) on the list; whoever is on it stays as they are.

    Answers how many are new. Raises `TooManyGuests`.
    """
    everybody = Invitation.objects.unscoped(reason=COUNTED).filter(event=event)
    Event.objects.unscoped(reason="locks the row the caller found").select_for_update().get(pk=event.pk)
    before, wanted = everybody.count(), dict(guests)
    if before + len(wanted) > MOST_GUESTS:
        raise TooManyGuests(f"An event takes {MOST_GUESTS:,} guests; there are {before:,} on its list.")
    rows = [
        Invitation(event=event, person_id=person_id, client_id=client_id, invited_by=by, source=source)
        for person_id, client_id in wanted.items()
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return everybody.count() - before


@transaction.atomic
def archive_invitation(*, invitation: Invitation, expected_version: int, by: User) -> Invitation:
    """Take somebody off the list; their place goes to whoever waits longest."""
    away = invitation.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    fill_places(event=invitation.event, by=by)
    return away


@transaction.atomic
def restore_invitation(*, invitation: Invitation) -> Invitation:
    """Put them on the list again, as somebody who has not answered."""
    changes = {"archived_at": None, "state": Invitation.State.LISTED, "queued_at": None}
    return invitation.save_changes(expected_version=invitation.version, changes=changes)


@transaction.atomic
def send_invitations(*, event: Event, by: User) -> int:
    """Queue a letter to everybody on the list who has neither answered nor been written to; answers how many.

    Only guests whom `by` may see. Consent, address and walls are asked when each goes out.
    """
    written = Letter.objects.filter(kind=Letter.Kind.INVITATION, state__in=["waiting", "sent"])
    rows = Invitation.objects.visible_to(by).filter(event=event, state="listed", archived_at__isnull=True)
    rows = rows.exclude(pk__in=written.filter(invitation__event=event).values("invitation_id"))
    letters, guests = [], list(rows.annotate_alumnus())
    for guest in guests:
        guest.digest = digest_of(token_for("invitation", guest.public_id))
        letters.append(
            Letter(
                person_id=guest.person_id,
                alumnus_id=guest.alumnus_id,
                invitation=guest,
                kind=Letter.Kind.INVITATION,
                purpose="events",
                asked_by=by,
            )
        )
    Invitation.objects.unscoped(reason="the rows found above, through the gate").bulk_update(
        guests, ["digest"], batch_size=1000
    )
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=2000)
    return len(letters)


@transaction.atomic
def answer_invitation(*, invitation: Invitation, comes: bool, now: datetime) -> Invitation:
    """They come, or not. Without a free place they wait for one; a place that is given back goes to who waits longest.

    The same answer again changes nothing. Raises `TooLate`.
    """
    # One at a time for each event: a place is given once.
    event = (
        Event.objects.unscoped(reason="locks the event of the guest").select_for_update().get(pk=invitation.event_id)
    )
    if event.called_off_at or event.archived_at or event.starts_at <= now:
        raise TooLate
    rows = Invitation.objects.unscoped(reason="the guest's own answer")
    current = rows.select_for_update().get(pk=invitation.pk)
    if comes == (current.state in ("going", "waiting")) and current.state != Invitation.State.LISTED:
        return current
    state = Invitation.State.DECLINED
    if comes:
        state = Invitation.State.WAITING if places_left(event) == 0 else Invitation.State.GOING
    changes = {"state": state, "answered_at": now, "queued_at": now if comes else None}
    answered = current.save_changes(expected_version=current.version, changes=changes)
    fill_places(event=event, by=current.invited_by)
    return answered


@transaction.atomic
def fill_places(*, event: Event, by: User) -> int:
    """Give free places to whoever waits longest, and write to them. Answers how many."""
    Event.objects.unscoped(reason="locks the event").select_for_update().get(pk=event.pk)
    free = places_left(event)
    waiting = Invitation.objects.unscoped(reason=COUNTED).filter(event=event, state="waiting", archived_at__isnull=True)
    queue = waiting.order_by("queued_at", "id").annotate_alumnus()
    lucky = list(queue if free is None else queue[:free])
    for guest in lucky:
        guest.save_changes(expected_version=guest.version, changes={"state": Invitation.State.GOING})
    letters = [
        Letter(person_id=each.person_id, alumnus_id=each.alumnus_id, invitation=each, kind="place", asked_by=by)
        for each in lucky
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(lucky)


@transaction.atomic
def record_attendance(*, event: Event, guests: Iterable[Invitation], came: set[int], by: User) -> int:
    """Who came (ids of invitations) and who did not: each who came has a touchpoint. Answers how many are new.

    Somebody who is taken back loses it again.
    """
    new = 0
    for guest in guests:
        there = guest.pk in came
        if there == guest.came:
            continue
        changes: dict[str, object] = {"came": there}
        if there:
            changes["interaction"] = _touched(event, guest, by)
            new += 1
        elif guest.interaction:
            try:
                undo_interaction(user=by, interaction=guest.interaction)
            except NotTheirsToChange:
                continue
            changes["interaction"] = None
        guest.save_changes(expected_version=guest.version, changes=changes)
    return new


def _touched(event: Event, guest: Invitation, by: User) -> object:
    minutes = int((event.ends_at - event.starts_at).total_seconds() // 60)
    touch = Touch("event", "mutual", event.starts_at, minutes=min(max(minutes, 1), 14_400), summary=event.name)
    ours = {event.host_id, guest.invited_by_id}
    clients = frozenset({guest.client_id} if guest.client_id else set())
    who = Participants(clients, frozenset({guest.person_id}), frozenset(ours))
    try:
        with transaction.atomic():
            return log_interaction(user=by, touch=touch, participants=who)
    except NotAmongTheirs:
        return None


@transaction.atomic
def follow_up(*, guests: Iterable[Invitation], by: User, colleague: User, what: str, due_on: date) -> int:
    """Let `colleague` follow up on each: a promise, which stands on their My day when it is due. Answers how many."""
    made = 0
    for guest in guests:
        if guest.follow_up_id:
            continue
        client = Client.objects.visible_to(by).filter(pk=guest.client_id).first() if guest.client_id else None
        person = Person.objects.visible_to(by).get(pk=guest.person_id)
        promise = make_promise(user=by, what=what, due_on=due_on, colleague=colleague, client=client, person=person)
        guest.save_changes(expected_version=guest.version, changes={"follow_up": promise})
        made += 1
    return made
