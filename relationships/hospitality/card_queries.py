"""What waits on the cards of people, and the addresses they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from relationships.contacts.models import Person
from relationships.foundation.list_file import in_chunks
from relationships.foundation.special_categories import found_in, warning
from relationships.hospitality.card import OwnCard, own_card
from relationships.hospitality.models import CardLink, CardProposal, GuestFact

MOST = 100
HEADER = ("Person", "About", "What to do", "It says now", "They say", "Said on", "Changed here since")


@dataclass(frozen=True)
class ProposalLine:
    """One proposal: what is said now in the place of which it would stand."""

    proposal: CardProposal

    @property
    def about(self) -> str:
        """ "At the table", "E-mail"."""
        proposal = self.proposal
        if proposal.fact is not None:
            return str(proposal.fact.get_topic_display())
        if proposal.point is not None:
            return str(proposal.point.get_kind_display())
        return dict(GuestFact.Topic.choices).get(proposal.topic, "")

    @property
    def has_changed_since(self) -> bool:
        """Whether somebody has changed it since the person spoke."""
        proposal = self.proposal
        now = proposal.fact.text if proposal.fact else proposal.point.value if proposal.point else ""
        return now != proposal.before

    @property
    def warning(self) -> str:
        """What of it is not for the guest book; empty when nothing is, or when it is a way to reach them."""
        found = [] if self.proposal.point is not None else found_in(self.proposal.said)
        return warning(found) if found else ""


@dataclass(frozen=True)
class MutualCard:
    """Context of hospitality/mutual_card.html. `hidden_facts`: on the card, but not for this reader."""

    person: Person
    links: list[CardLink]
    waiting: list[ProposalLine]
    decided: list[ProposalLine]
    card: OwnCard
    now: datetime

    @property
    def standing(self) -> CardLink | None:
        """The address that opens the card now."""
        return next((link for link in self.links if link.archived_at is None and link.expires_at > self.now), None)


def mutual_card(user: User, person: Person, today: date, now: datetime) -> MutualCard:
    """What a host sees of a person's card: only lines of the book that they may read."""
    links = CardLink.objects.visible_to(user).filter(person=person).select_related("made_by").order_by("-id")
    lines = [ProposalLine(each) for each in _with_names(user).filter(link__person=person).order_by("-id")[:MOST]]
    waiting = [line for line in lines if line.proposal.state == CardProposal.State.WAITING]
    card = own_card(person, today, reader=user)
    return MutualCard(
        person=person,
        links=list(links[:10]),
        waiting=waiting,
        decided=[line for line in lines if line not in waiting],
        card=card,
        now=now,
    )


def waiting_proposals(user: User) -> list[ProposalLine]:
    """What waits for `user` on all cards, the oldest first."""
    return [ProposalLine(each) for each in _waiting(user)[:MOST]]


def proposal_rows(user: User) -> Iterator[Sequence[Any]]:
    """All that waits, the oldest first, below `HEADER`."""
    for part in in_chunks(_waiting(user)):
        for line in map(ProposalLine, part):
            each = line.proposal
            said = (each.get_act_display(), each.before, each.said, each.created_at)
            yield (each.link.person.name, line.about, *said, line.has_changed_since)


def _waiting(user: User) -> QuerySet[CardProposal]:
    rows: QuerySet[CardProposal] = _with_names(user).waiting().order_by("id")  # type: ignore[attr-defined]
    return rows


def _with_names(user: User) -> QuerySet[CardProposal]:
    return CardProposal.objects.visible_to(user).select_related("link__person", "fact", "point", "decided_by")
