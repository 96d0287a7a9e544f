"""How somebody's book does: the share of it that is repeat business, and of their promises how many were kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from accounts.policy import Capability, can
from relationships.attention.promise_list import KeptRate, kept_rate
from relationships.dashboards.repeat_lens import read_lens
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.rights import logs_for
from relationships.scoring.repeat_business import Segment
from relationships.scoring.repeat_queries import figures_soon


@dataclass(frozen=True)
class BookShare:
    """The share of the clients whom `of` looks after, in the year to date. None: no fees, or not counted yet."""

    of: User
    share: Decimal | None
    goal: Decimal
    period: str
    being_counted: bool


@dataclass(frozen=True)
class Book:
    """Context of attention/book.html. `share` is None for whoever may not see repeat business."""

    of: User
    for_another: bool
    share: BookShare | None
    rate: KeptRate


def how_the_book_does(user: User) -> Book:
    """The book of whoever `user` is or logs for, as far as `user` may know it."""
    of = logs_for(user)
    sees = can(user, Capability.SEE_REPEAT_BUSINESS)
    return Book(of, of.pk != user.pk, _share(user, of) if sees else None, kept_rate(user, of, firm_day().on))


def _share(user: User, of: User) -> BookShare:
    """What the page of repeat business says of the clients that `of` looks after."""
    lens = read_lens({Segment.OWNER.value: of.public_id}, user)
    (found,) = figures_soon([lens.question((lens.period,))])
    share = found.share if found is not None else None
    return BookShare(of, share, lens.policy.goal, lens.period.name, being_counted=found is None)
