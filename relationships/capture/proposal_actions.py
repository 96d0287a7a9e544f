"""Saying who an unknown correspondent is: then what waits for them becomes touchpoints."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.capture import reasons
from relationships.capture.addresses import other_spelling
from relationships.capture.found import Found, Party
from relationships.capture.models import Message, Proposal
from relationships.capture.own_queries import choice_of
from relationships.capture.settle_actions import settle
from relationships.clients.models import Client
from relationships.contacts.actions import AlreadyKnown, add_contact_point
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.interactions.actions import undo_interaction
from relationships.interactions.models import Interaction, TouchPerson

MOST_AT_ONCE = 5_000


class AlreadyAnswered(Exception):
    """Somebody has said already who this is."""


@transaction.atomic
def add_proposed_person(*, user: User, proposal: Proposal, name: str, client: Client | None) -> Person:
    """Enter the correspondent as somebody heard of, at `client`; their messages become touchpoints.

    Whom a colleague has entered meanwhile is that person, and is not entered twice. Raises `AlreadyAnswered`.
    """
    current = _locked(proposal)
    known = _known(user, current.address)
    if known is not None:
        _answer(user, current, known, made=False)
        return known
    person = Person.objects.create(name=name, is_stub=True)
    ContactPoint.objects.create(person=person, kind=ContactPoint.Kind.EMAIL, value=current.address, is_primary=True)
    if client is not None:
        Position.objects.create(person=person, client=client)
    _answer(user, current, person, made=True)
    return person


@transaction.atomic
def name_proposed_person(*, user: User, proposal: Proposal, person: Person) -> Person:
    """The correspondent is `person`, known already: the address is added to them. Raises `AlreadyAnswered`."""
    current = _locked(proposal)
    with suppress(AlreadyKnown):
        add_contact_point(person=person, kind=ContactPoint.Kind.EMAIL, value=current.address)
    _answer(user, current, person, made=False)
    return person


@transaction.atomic
def dismiss_proposal(*, proposal: Proposal) -> Proposal:
    """Not somebody to enter. Twice is the same as once."""
    if proposal.archived_at is not None or proposal.person_id is not None:
        return proposal
    return proposal.save_changes(expected_version=proposal.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def reopen_proposal(*, user: User, proposal: Proposal) -> Proposal:
    """Ask again: what was made of the answer is taken back, a person who was made for it goes with their last touch."""
    current = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if current.person_id is None:
        return current.save_changes(expected_version=current.version, changes={"archived_at": None})
    person = Person.objects.unscoped(reason="of a proposal of the user's own").get(pk=current.person_id)
    waiting = list(_messages(user, current.address))
    _take_back(user, person, waiting)
    if current.made_person:
        person.refresh_from_db()
        if person.is_stub and person.archived_at is None and not _takes_part(person):
            person.save_changes(expected_version=person.version, changes={"archived_at": timezone.now()})
    else:
        # One that was there before the answer stays.
        points = ContactPoint.objects.filter(person=person, kind="email", value=current.address)
        points.filter(created_at__gte=current.updated_at).delete()
    changes = {"archived_at": None, "person_id": None, "made_person": False}
    return current.save_changes(expected_version=current.version, changes=changes)


def _locked(proposal: Proposal) -> Proposal:
    current = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if current.person_id is not None:
        raise AlreadyAnswered
    return current


def _known(user: User, address: str) -> Person | None:
    points = ContactPoint.objects.filter(kind="email", value__in=[address, other_spelling(address)])
    people = Person.objects.visible_to(user).current().filter(pk__in=points.values("person_id"))
    return people.order_by("id").first()


def _answer(user: User, proposal: Proposal, person: Person, *, made: bool) -> None:
    changes = {"person_id": person.pk, "made_person": made, "archived_at": None}
    proposal.save_changes(expected_version=proposal.version, changes=changes)
    waiting = list(_messages(user, proposal.address))
    standing = [each.interaction_id for each in waiting if each.interaction_id is not None]
    for source in sorted({each.source for each in waiting}):
        found = [_found(each) for each in waiting if each.source == source]
        settle(user=user, found=_with_body(user, waiting, found), source=source, adding=standing)


def _messages(user: User, address: str) -> Iterable[Message]:
    rows = Message.objects.filter(user=user, parties__contains=[address], fate__in=[reasons.PROPOSED, reasons.TOUCHED])
    return rows.order_by("-occurred_at", "-id")[:MOST_AT_ONCE]


def _found(message: Message) -> Found:
    """The message as it was read: whoever it names, and the words that were kept for this moment."""
    others = tuple(Party(each) for each in message.parties if each != message.sender)
    return Found(
        kind=message.kind,
        key=message.key,
        occurred_at=message.occurred_at,
        minutes=message.minutes,
        sender=Party(message.sender) if message.sender else None,
        others=others,
        subject=message.subject,
        label=message.label,
    )


def _with_body(user: User, waiting: list[Message], found: list[Found]) -> list[Found]:
    if choice_of(user).keeps != "body":
        return found
    words = {each.key: each.summary.removeprefix(each.subject).removeprefix("\n\n") for each in waiting}
    return [Found(**{**vars(each), "body": words[each.key]}) for each in found]


def _take_back(user: User, person: Person, messages: list[Message]) -> None:
    """Touches with nobody but `person`, which only this answer made, are undone, and their messages wait again."""
    made = [each for each in messages if each.reason == reasons.NEW and each.interaction_id is not None]
    everything = Interaction.objects.unscoped(reason="made of messages of the user's own")
    touches = everything.in_bulk([each.interaction_id for each in made])
    with_others = TouchPerson.objects.filter(interaction__in=touches).exclude(person=person)
    kept = set(with_others.values_list("interaction_id", flat=True))
    for message in made:
        touch = touches[message.interaction_id or 0]
        if touch.archived_at is None and touch.version == 1 and touch.pk not in kept:
            undo_interaction(user=user, interaction=touch)
            Message.objects.filter(pk=message.pk).update(
                interaction=None, fate=reasons.PROPOSED, reason=reasons.UNKNOWN, summary=touch.summary
            )


def _takes_part(person: Person) -> bool:
    return TouchPerson.objects.filter(person=person, interaction__archived_at__isnull=True).exists()
