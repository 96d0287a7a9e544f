"""What the page shows before records are merged: their fields side by side, what moves, and what it does to the share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from accounts.policy import Capability, can
from accounts.vocabulary import speak
from relationships.clients.models import Alias, Client
from relationships.clients.visible_groups import hidden_from
from relationships.contacts.models import ContactPoint, PersonAlias, Position
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import last_booking
from relationships.foundation.firm_day import firm_day
from relationships.foundation.period_keys import TO_DATE, period_named
from relationships.foundation.periods import fiscal_year, fiscal_year_of
from relationships.hospitality.models import Exchange, Gift, GuestFact
from relationships.interactions.models import Interaction, Promise, TouchClient, TouchPerson
from relationships.merging.fields import Choice, Mergeable, choices
from relationships.scoring.repeat_documents import ledger_is_long
from relationships.scoring.repeat_look_alikes import pairs_as_kept, pairs_with, share_if_same
from relationships.scoring.repeat_policy import in_force, policy_versions
from relationships.scoring.repeat_queries import BeingCounted, figures_of
from relationships.scoring.repeat_question import Question


@dataclass(frozen=True)
class Effect:
    """The repeat-business share of a period as it is, and with these clients as one; None: no share yet."""

    period: str
    now: Decimal | None
    then: Decimal | None

    @property
    def changes(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True)
class Comparison:
    """Context of merging/compare.html; `records` begin with the one that stays."""

    records: Sequence[Mergeable]
    choices: list[Choice]
    moves: str
    effect: Effect | None
    may_merge: bool

    @property
    def keeper(self) -> Mergeable:
        return self.records[0]

    @property
    def others(self) -> Sequence[Mergeable]:
        return self.records[1:]

    @property
    def of_clients(self) -> bool:
        return isinstance(self.keeper, Client)

    @property
    def differing(self) -> list[Choice]:
        return [each for each in self.choices if each.differs]

    @property
    def alike(self) -> list[Choice]:
        return [each for each in self.choices if not each.differs and each.texts[0][1]]


def compare(user: User, records: Sequence[Mergeable]) -> Comparison:
    """What merging visible `records` would do, as `user` may know it."""
    clients = [each for each in records if isinstance(each, Client)]
    sees_share = can(user, Capability.SEE_REPEAT_BUSINESS) and can(user, Capability.SEE_FEES)
    return Comparison(
        records=records,
        choices=choices(records),
        moves=_moves(user, records[1:]),
        effect=_effect(user, clients) if clients and sees_share else None,
        may_merge=can(user, Capability.MERGE_CLIENTS if clients else Capability.MERGE_PEOPLE),
    )


def _moves(user: User, others: Sequence[Mergeable]) -> str:
    """ "37 touchpoints, 4 promises": of what `user` may see."""
    counted = _of_clients(user, others) if isinstance(others[0], Client) else _of_people(user, others)
    words = [f"{count:,} {one if count == 1 else many}" for count, one, many in counted if count]
    return speak(", ".join(words)) or "nothing but its name"


def _of_clients(user: User, others: Iterable[Mergeable]) -> list[tuple[int, str, str]]:
    at = {"client__in": list(others)}
    touched = TouchClient.objects.filter(**at).values("interaction")
    sees_fees = can(user, Capability.SEE_FEES)
    return [
        (Interaction.objects.visible_to(user).current().filter(pk__in=touched).count(), "touchpoint", "touchpoints"),
        (Position.objects.visible_to(user).filter(archived_at=None, **at).count(), "position", "positions"),
        (Engagement.objects.visible_to(user).current().filter(**at).count(), "engagement", "engagements"),
        (
            LedgerEntry.objects.visible_to(user).filter(**at).count() if sees_fees else 0,
            "ledger entry",
            "ledger entries",
        ),
        (Promise.objects.visible_to(user).standing().filter(**at).count(), "promise", "promises"),
        (Alias.objects.filter(archived_at=None, **at).count(), "other name", "other names"),
    ]


def _of_people(user: User, others: Iterable[Mergeable]) -> list[tuple[int, str, str]]:
    who = {"person__in": list(others)}
    touched = TouchPerson.objects.filter(**who).values("interaction")
    return [
        (Interaction.objects.visible_to(user).current().filter(pk__in=touched).count(), "touchpoint", "touchpoints"),
        (Position.objects.visible_to(user).filter(archived_at=None, **who).count(), "position", "positions"),
        (ContactPoint.objects.filter(archived_at=None, **who).count(), "way to reach them", "ways to reach them"),
        (Promise.objects.visible_to(user).standing().filter(**who).count(), "promise", "promises"),
        (
            GuestFact.objects.visible_to(user).current().filter(**who).count(),
            "line of the guest book",
            "lines of the guest book",
        ),
        (Exchange.objects.visible_to(user).current().filter(**who).count(), "give or ask", "gives and asks"),
        (Gift.objects.visible_to(user).current().filter(**who).count(), "gift", "gifts"),
        (PersonAlias.objects.filter(archived_at=None, **who).count(), "other name", "other names"),
    ]


def _effect(user: User, clients: Sequence[Client]) -> Effect | None:
    """None while the figures are being counted."""
    today = firm_day().on
    policy = in_force(policy_versions(), today).policy
    period = period_named(TO_DATE, policy.fy_start_month, today)
    last = last_booking(user)
    if last is not None and last < period.start:
        # A ledger that ends earlier says nothing of this year.
        period = fiscal_year(fiscal_year_of(last, policy.fy_start_month), policy.fy_start_month)
    question = Question(policy, (period,), today, hidden_from(user))
    ids = [each.pk for each in clients]
    try:
        (now,) = figures_of(question)
    except BeingCounted:
        return None
    if ledger_is_long():
        kept = pairs_as_kept(question)
        pairs = [each for each in kept.pairs if set(each.key) <= set(ids)]
        if kept.counting or not pairs:
            return None
    else:
        pairs = pairs_with(question, ids[0], ids[1:])
    return Effect(period.name, now.share, share_if_same(now, pairs))
