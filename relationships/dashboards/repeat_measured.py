"""The figures of a lens, and how fresh they are: what page and CSV say together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from relationships.dashboards.repeat_lens import Lens
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_documents import Kept
from relationships.scoring.repeat_queries import figures_of

# A worker needs seconds. Beyond this it stands still, and somebody should know.
LATE_SECONDS = 300


@dataclass(frozen=True)
class Freshness:
    """The moment that figures are right for. `stale`: newer changes are not in them yet; `late`: for long."""

    as_of: datetime
    stale: bool = False
    late: bool = False
    counting: bool = False
    """Whether a worker is still at the figures for the first time."""


class Dated:
    """A page that says how fresh its figures are."""

    fresh: Freshness

    @property
    def as_of(self) -> datetime:
        return self.fresh.as_of


def before_and_now(lens: Lens, *, named: bool = True) -> tuple[RepeatBusiness, RepeatBusiness]:
    """The figures of the period before and of this one, broken down as the lens asks, the segments `named` or not."""
    before, now = figures_of(lens.question((lens.period.before(), lens.period), lens.by), named=named)
    return before, now


def freshness(*waiting: datetime | None) -> Freshness:
    """How fresh figures are, by since when changes have been `waiting` to be in each of them.

    What comes straight from the ledger is always fresh; what is remembered, unless changes wait that the reader may
    know of.
    """
    now = timezone.now()
    since = min((each for each in waiting if each is not None), default=None)
    if since is None:
        return Freshness(now)
    return Freshness(since, stale=True, late=(now - since).total_seconds() > LATE_SECONDS)


def older(one: Freshness, other: Freshness) -> Freshness:
    """What is said of a page with figures of both."""
    late, stale = one.late or other.late, one.stale or other.stale
    return Freshness(min(one.as_of, other.as_of), stale, late, one.counting or other.counting)


def freshness_of(kept: Kept | None) -> Freshness:
    """How fresh a kept document is; None is still being counted."""
    if kept is None:
        return Freshness(timezone.now(), counting=True)
    return Freshness(kept.as_of, stale=kept.stale, late=kept.late)
