"""What another policy would do to the figures of the last years, before anybody saves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.visible_groups import hidden_from
from relationships.engagements.queries import last_booking
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, fiscal_year, fiscal_year_of
from relationships.scoring.repeat_business import Policy, RepeatBusiness
from relationships.scoring.repeat_differences import Differences, differences_as_kept, differences_now
from relationships.scoring.repeat_documents import ledger_is_long
from relationships.scoring.repeat_memory import recall
from relationships.scoring.repeat_queries import figures_now, figures_of
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_readings import Difference, names_of

YEARS = 3
NAMED = 5


@dataclass(frozen=True)
class Reading:
    """One year by one policy; the share is None where there is nothing to divide."""

    name: str
    share: Decimal | None
    reached: bool | None


@dataclass(frozen=True)
class Mover:
    """A client that the two policies count differently."""

    client: Client
    counted: Difference


@dataclass(frozen=True)
class YearEffect:
    """One year, now and then; `differing` clients make the difference, those that make most of it are named."""

    now: Reading
    then: Reading
    differing: int | None = None
    movers: list[Mover] | None = None

    @property
    def points(self) -> Decimal | None:
        """What the share gains, 0-1."""
        if self.now.share is None or self.then.share is None:
            return None
        return self.then.share - self.now.share


@dataclass(frozen=True)
class Effect:
    """The last full years under both policies, newest first; while `counting`, a worker is still at some of it."""

    years: list[YearEffect]
    counting: bool = False


def effect(*, user: User, now: Policy, then: Policy, today: date | None = None) -> Effect:
    """The last full fiscal years under both policies, of the clients that `user` may see.

    When the years themselves are cut anew, no client can be compared with itself, so that none is named.
    """
    day, hidden, long = today or firm_day().on, hidden_from(user), ledger_is_long()
    last = last_booking(user)
    old, new = (_question(policy, day, hidden, last) for policy in (now, then))
    before, after = _figures(old, long), _figures(new, long)
    if before is None or after is None:
        return Effect([], counting=True)
    pairs = [(_reading(one, now), _reading(two, then)) for one, two in zip(before, after, strict=True)]
    if now.fy_start_month != then.fy_start_month:
        return Effect([YearEffect(one, two) for one, two in pairs])
    found = _differences(old, new.policy, long)
    if not found:
        return Effect([YearEffect(one, two) for one, two in pairs], counting=True)
    return Effect(
        [YearEffect(one, two, each.count, _movers(user, each)) for (one, two), each in zip(pairs, found, strict=True)]
    )


def _question(policy: Policy, today: date, hidden: tuple[int, ...], last: date | None) -> Question:
    """What the last full years are, whatever the policy is called and aims at: the same choice is the same question."""
    nameless = replace(policy, name="", version=0, goal=Policy().goal)
    return Question(nameless, tuple(_years(today, policy.fy_start_month, last)), today, hidden)


def _figures(question: Question, long: bool) -> list[RepeatBusiness] | None:
    if not long:
        return figures_now(question)
    return None if recall(question) is None else figures_of(question)


def _differences(question: Question, other: Policy, long: bool) -> list[Differences]:
    if question.policy == other:
        return [Differences(0, Decimal(0), Decimal(0), []) for _ in question.periods]
    return differences_as_kept(question, other).found if long else differences_now(question, other)


def _movers(user: User, found: Differences) -> list[Mover]:
    most = found.rows[:NAMED]
    names = names_of(user, most)
    return [Mover(names[each.client_id], each) for each in most if each.client_id in names]


def _years(today: date, start_month: int, last_booked_on: date | None) -> list[Period]:
    """The last years that are over; of a ledger that ends earlier, those up to its end."""
    newest = fiscal_year_of(today, start_month) - 1
    if last_booked_on is not None:
        newest = min(newest, fiscal_year_of(last_booked_on, start_month))
    return [fiscal_year(newest - back, start_month) for back in range(YEARS)]


def _reading(figures: RepeatBusiness, policy: Policy) -> Reading:
    share = figures.share
    return Reading(figures.period.name, share, None if share is None else share >= policy.goal)
