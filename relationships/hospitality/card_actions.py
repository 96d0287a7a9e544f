"""Making and revoking cards, what people propose on them, and what colleagues decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.contacts import actions as contact_actions
from relationships.contacts.actions import AlreadyKnown
from relationships.contacts.forms import clean_email, clean_phone
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.secret_address import digest_of, new_token
from relationships.hospitality import guest_actions
from relationships.hospitality.models import CardLink, CardProposal, GuestFact

DAYS = 30
MOST_WAITING = 40
"""Proposals that may wait on one card: more are no corrections."""
ON_THE_CARD = "on their own card"


class TooManyProposals(Exception):
    """So many wait already that somebody should read them first."""


class CannotApply(Exception):
    """What was proposed can't be stored; the message says why."""


@dataclass(frozen=True)
class Proposed:
    """One thing that a person said. About a `fact`, about a `point` to reach them, or new under `topic`."""

    act: str
    said: str = ""
    fact: GuestFact | None = None
    point: ContactPoint | None = None
    topic: str = ""

    @property
    def key(self) -> tuple[str, int | None, int | None, str, str]:
        """What makes two of them the same."""
        return (
            self.act,
            self.fact.pk if self.fact else None,
            self.point.pk if self.point else None,
            self.topic,
            self.said,
        )

    @property
    def before(self) -> str:
        """How it read when they said so."""
        return self.fact.text if self.fact else self.point.value if self.point else ""


@transaction.atomic
def make_card_link(*, by: User, person: Person, now: datetime) -> tuple[CardLink, str]:
    """A new address for the person's card, and its token, which nobody can read again. Earlier addresses end."""
    revoke_cards(person=person)
    token = new_token()
    expires_at = now + timedelta(days=DAYS)
    return CardLink.objects.create(person=person, digest=digest_of(token), expires_at=expires_at, made_by=by), token


@transaction.atomic
def revoke_cards(*, person: Person) -> None:
    """End every address of the person's card. Twice is the same as once."""
    standing = CardLink.objects.unscoped(reason="ends what the caller's person has").filter(person=person)
    for link in standing.filter(archived_at__isnull=True).select_for_update():
        link.save_changes(expected_version=link.version, changes={"archived_at": Now()})


@transaction.atomic
def revoke_card_link(*, link: CardLink) -> CardLink:
    """End one address. Twice is the same as once."""
    if link.archived_at is not None:
        return link
    return link.save_changes(expected_version=link.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def propose(*, link: CardLink, proposed: Iterable[Proposed]) -> int:
    """Keep what the person said; what waits already in the same words is not kept twice. Raises `TooManyProposals`."""
    everything = CardProposal.objects.unscoped(reason="of the card whose address the caller holds")
    CardLink.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=link.pk)
    waiting = everything.waiting().filter(link__person=link.person_id)
    known = {(each.act, each.fact_id, each.point_id, each.topic, each.said) for each in waiting}
    made = 0
    for each in proposed:
        if each.key in known:
            continue
        if len(known) >= MOST_WAITING:
            raise TooManyProposals
        known.add(each.key)
        made += 1
        CardProposal.objects.create(
            link=link, act=each.act, fact=each.fact, point=each.point, topic=each.topic, said=each.said,
            before=each.before,
        )  # fmt: skip
    return made


@transaction.atomic
def accept_proposal(*, by: User, proposal: CardProposal, today: date) -> CardProposal:
    """Do what the person proposed. Raises `CannotApply`, or `Conflict` when it was decided already."""
    _refuse_decided(proposal)
    fact, point = proposal.fact, proposal.point
    if proposal.act == CardProposal.Act.ADD:
        fact = _written(by, proposal, today)
    elif fact is not None:
        _apply_to_fact(proposal, fact, today)
    elif point is not None:
        _apply_to_point(proposal, point)
    changes = {"state": CardProposal.State.ACCEPTED, "decided_by": by, "decided_at": timezone.now()}
    return proposal.save_changes(expected_version=proposal.version, changes=changes)


@transaction.atomic
def decline_proposal(*, by: User, proposal: CardProposal) -> CardProposal:
    """Leave everything as it is. Raises `Conflict` when it was decided already."""
    _refuse_decided(proposal)
    changes = {"state": CardProposal.State.DECLINED, "decided_by": by, "decided_at": timezone.now()}
    return proposal.save_changes(expected_version=proposal.version, changes=changes)


@transaction.atomic
def undecide_proposal(*, proposal: CardProposal) -> CardProposal:
    """Let a declined proposal wait again. An accepted one has been done: undo that where it was done."""
    if proposal.state != CardProposal.State.DECLINED:
        return proposal
    changes = {"state": CardProposal.State.WAITING, "decided_by": None, "decided_at": None}
    return proposal.save_changes(expected_version=proposal.version, changes=changes)


def _refuse_decided(proposal: CardProposal) -> None:
    if proposal.state != CardProposal.State.WAITING:
        raise Conflict(proposal)


def _written(by: User, proposal: CardProposal, today: date) -> GuestFact:
    said_on = min(proposal.created_at.date(), today)
    fields = {"topic": proposal.topic, "text": proposal.said, "shared": True, "heard_where": ON_THE_CARD}
    return guest_actions.add_guest_fact(
        by=by, person=proposal.link.person, today=today, heard_on=said_on, heard_by=None, **fields
    )


def _apply_to_fact(proposal: CardProposal, fact: GuestFact, today: date) -> None:
    if proposal.act == CardProposal.Act.FORGET:
        guest_actions.archive_guest_fact(fact=fact, expected_version=fact.version)
        return
    changes = {"text": proposal.said, "heard_by": None, "heard_on": today, "heard_where": ON_THE_CARD}
    guest_actions.edit_guest_fact(fact=fact, expected_version=fact.version, today=today, changes=changes)


def _apply_to_point(proposal: CardProposal, point: ContactPoint) -> None:
    if proposal.act == CardProposal.Act.FORGET:
        contact_actions.archive_contact_point(point=point, expected_version=point.version)
        return
    try:
        value = clean_email(proposal.said) if point.kind == ContactPoint.Kind.EMAIL else clean_phone(proposal.said)
        contact_actions.edit_contact_point(point=point, expected_version=point.version, changes={"value": value})
    except ValidationError as problem:
        raise CannotApply(" ".join(problem.messages)) from problem
    except AlreadyKnown as problem:
        raise CannotApply("They can be reached this way already, or could once.") from problem
