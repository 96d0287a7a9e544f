"""Writing touchpoints: keyword-only verbs, one transaction each, ringing the doorbell for every client concerned."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.interactions.links import clients_concerned, insert_linked, linked, relink
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.interactions.promise_actions import bring_back_promises, promise_at, put_away_promises
from relationships.interactions.queries.known import all_known
from relationships.interactions.queries.rights import may_change, why_not
from relationships.interactions.stubs import add_stubs, bring_back_stubs, put_away_stubs
from relationships.interactions.touch import FUTURE, NewPromise, NotYet, Participants, Touch

UNKNOWN = "Somebody or something named here is not there."


class NotAmongTheirs(LookupError):
    """A client, person, colleague or engagement that this user may not know of, or that does not exist."""


class NobodyNamed(ValueError):
    """A touchpoint needs a colleague on our side, and a client or person on the other."""


class NotTheirsToChange(PermissionError):
    """The user may see the touchpoint but not change it; `str(error)` says who can."""


@transaction.atomic
def log_interaction(
    *,
    user: User,
    touch: Touch,
    participants: Participants,
    form_token: UUID | None = None,
    promise: NewPromise | None = None,
) -> Interaction:
    """Save a touchpoint, and what was promised at it. The same `form_token` again is the same touchpoint, brought back
    if it was undone.

    Raises `NotYet`, `NobodyNamed`, `NotAmongTheirs`.
    """
    try:
        _check_said(touch, participants)
        written = insert_linked(
            user,
            {**_columns(touch), "created_by_id": user.pk, "form_token": form_token},
            clients=participants.client_ids,
            people=participants.person_ids,
            colleagues=participants.colleague_ids,
        )
        if written is None:
            raise NotAmongTheirs(UNKNOWN)
    except (NotYet, LookupError, ValueError):
        # What was saved once stays saved, whatever has happened since to those who took part. Of two at the same moment
        # the unique token let the other one win, and it has committed.
        if sent_before := _sent_before(form_token):
            return _once_more(sent_before)
        raise
    interaction, concerned = written
    if participants.new_people:
        _link(interaction, participants, added_later=False)
        concerned = clients_concerned(interaction)
    if promise:
        promise_at(interaction, _to_somebody(promise, interaction), user=user)
    _ring(concerned)
    return interaction


def _to_somebody(promise: NewPromise, interaction: Interaction) -> NewPromise:
    """A promise to whoever became known by this very touchpoint."""
    if promise.client_id is not None or promise.person_id is not None:
        return promise
    return replace(promise, person_id=min(linked(TouchPerson, interaction), default=None))


@transaction.atomic
def edit_interaction(
    *, user: User, interaction: Interaction, expected_version: int, touch: Touch, participants: Participants
) -> Interaction:
    """Save changes to a touchpoint. Participants whom the user may not know of stay as they are.

    Raises `Conflict` when somebody saved in between, and what `log_interaction` raises.
    """
    _check_theirs(user, interaction)
    current = _locked(interaction)
    if current.version != expected_version:
        raise Conflict(current)
    _check(user, touch, participants)
    before = clients_concerned(current)
    saved = current.save_changes(expected_version=expected_version, changes=_columns(touch))
    relinked = _link(saved, _with_hidden(user, saved, participants), added_later=True)
    if relinked and saved.version == expected_version:
        found = Interaction.objects.unscoped(reason="the row just saved")
        found.filter(pk=saved.pk).update(version=F("version") + 1, updated_at=Now())
        saved.refresh_from_db(fields=["version", "updated_at"])
    _ring(before | clients_concerned(saved))
    return saved


@transaction.atomic
def undo_interaction(*, user: User, interaction: Interaction) -> Interaction:
    """Take a touchpoint back: it counts nowhere any more, and its history stays. Twice is the same as once."""
    _check_theirs(user, interaction)
    current = _locked(interaction)
    if current.archived_at is not None:
        return current
    concerned = clients_concerned(current)
    undone_at = timezone.now()
    undone = current.save_changes(expected_version=current.version, changes={"archived_at": undone_at})
    put_away_stubs(undone, at=undone_at)
    put_away_promises(undone, at=undone_at)
    _ring(concerned)
    return undone


@transaction.atomic
def restore_interaction(*, user: User, interaction: Interaction) -> Interaction:
    """Bring an undone touchpoint back as it was."""
    _check_theirs(user, interaction)
    return _restored(_locked(interaction))


def _once_more(sent_before: Interaction) -> Interaction:
    return _restored(_locked(sent_before)) if sent_before.archived_at else sent_before


def _restored(current: Interaction) -> Interaction:
    if current.archived_at is None:
        return current
    bring_back_stubs(current, put_away_at=current.archived_at)
    bring_back_promises(current, put_away_at=current.archived_at)
    restored = current.save_changes(expected_version=current.version, changes={"archived_at": None})
    _ring(clients_concerned(restored))
    return restored


def _sent_before(form_token: UUID | None) -> Interaction | None:
    if form_token is None:
        return None
    everything = Interaction.objects.unscoped(reason="a form token is a secret of whoever got the form")
    return everything.filter(form_token=form_token).first()


def _locked(interaction: Interaction) -> Interaction:
    everything = Interaction.objects.unscoped(reason="the caller found it through the gate")
    return everything.select_for_update().get(pk=interaction.pk)


def _columns(touch: Touch) -> dict[str, object]:
    columns = asdict(touch)
    columns["duration_minutes"] = columns.pop("minutes")
    return columns


def _check_theirs(user: User, interaction: Interaction) -> None:
    if not may_change(user, interaction):
        raise NotTheirsToChange(why_not(interaction))


def _check_said(touch: Touch, participants: Participants) -> None:
    if touch.occurred_at > timezone.now():
        raise NotYet(FUTURE)
    others = participants.client_ids or participants.person_ids or participants.new_people
    if not others or not participants.colleague_ids:
        raise NobodyNamed("Name a person or a client, and a colleague.")


def _check(user: User, touch: Touch, participants: Participants) -> None:
    _check_said(touch, participants)
    if not all_known(
        user,
        clients=participants.client_ids,
        people=participants.person_ids,
        colleagues=participants.colleague_ids,
        work=touch.engagement_id,
    ):
        raise NotAmongTheirs(UNKNOWN)


def _link(interaction: Interaction, participants: Participants, *, added_later: bool) -> bool:
    client_id = min(participants.client_ids, default=None)
    stubs = add_stubs(participants.new_people, client_id=client_id, on=timezone.localdate(interaction.occurred_at))
    people = participants.person_ids | set(stubs)
    changed = [
        relink(TouchClient, interaction, participants.client_ids, added_later=added_later),
        relink(TouchPerson, interaction, people, added_later=added_later),
        relink(TouchColleague, interaction, participants.colleague_ids, added_later=added_later),
    ]
    return any(changed)


def _with_hidden(user: User, interaction: Interaction, participants: Participants) -> Participants:
    """What the form said, plus the people whom this user could not see and so could not name."""
    people = linked(TouchPerson, interaction)
    seen = set(Person.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True))
    return Participants(
        client_ids=participants.client_ids,
        person_ids=participants.person_ids | (people - seen),
        colleague_ids=participants.colleague_ids,
        new_people=participants.new_people,
    )


def _ring(client_ids: set[int]) -> None:
    if client_ids:
        facts_changed.send(sender=Interaction, client_ids=sorted(client_ids))
