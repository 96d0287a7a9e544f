"""Mail that a colleague begins to write in their own program: noted, and made a touchpoint by a word."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.capture.models import DraftTouch
from relationships.capture.own_queries import holder_of
from relationships.contacts.models import Person, Position
from relationships.interactions.actions import log_interaction
from relationships.interactions.models import Interaction
from relationships.interactions.touch import Participants, Touch


class AlreadyLogged(Exception):
    """The mail is a touchpoint already."""


@transaction.atomic
def begin_draft(*, user: User, person: Person) -> DraftTouch:
    """Note that `user` writes to `person` now. One that waits already is the same, begun anew."""
    User.objects.select_for_update().get(pk=user.pk)
    waiting = _open(user, person)
    if waiting is not None:
        return waiting.save_changes(expected_version=waiting.version, changes={"begun_at": timezone.now()})
    return DraftTouch.objects.create(user=user, person=person)


@transaction.atomic
def confirm_draft(*, user: User, draft: DraftTouch, summary: str) -> Interaction:
    """It was sent: the touchpoint, at the moment it was begun. Raises `AlreadyLogged`, and what `log_interaction` raises."""
    current = DraftTouch.objects.select_for_update().get(pk=draft.pk)
    if current.interaction_id is not None or current.archived_at is not None:
        raise AlreadyLogged
    touch = Touch(kind="email", direction="ours", occurred_at=current.begun_at, summary=summary)
    made = log_interaction(user=user, touch=touch, participants=_participants(user, current))
    current.save_changes(expected_version=current.version, changes={"interaction_id": made.pk})
    return made


@transaction.atomic
def let_draft_go(*, draft: DraftTouch) -> DraftTouch:
    """It was not sent. Twice is the same as once."""
    if draft.archived_at is not None or draft.interaction_id is not None:
        return draft
    return draft.save_changes(expected_version=draft.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def take_draft_up(*, user: User, draft: DraftTouch) -> DraftTouch:
    """It waits again, unless another one to the same person does."""
    if draft.archived_at is None or _open(user, draft.person) is not None:
        return draft
    return draft.save_changes(expected_version=draft.version, changes={"archived_at": None})


def _participants(user: User, draft: DraftTouch) -> Participants:
    positions = Position.objects.visible_to(user).current().filter(person=draft.person_id)
    client = positions.order_by("-started_on", "id").values_list("client_id", flat=True).first()
    clients = frozenset() if client is None else frozenset([client])
    return Participants(
        client_ids=clients, person_ids=frozenset([draft.person_id]), colleague_ids=frozenset([holder_of(user).pk])
    )


def _open(user: User, person: Person) -> DraftTouch | None:
    rows = DraftTouch.objects.filter(user=user, person=person, interaction__isnull=True, archived_at__isnull=True)
    return rows.first()
