"""What the repeat-business pages are asked for: a period and a scope, read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404

from accounts.models import User
from accounts.public_id import LENGTH
from accounts.vocabulary import speak
from relationships.foundation.firm_day import firm_day
from relationships.foundation.period_keys import RUNNING, TO_DATE, period_named
from relationships.foundation.periods import Period, PeriodError
from relationships.scoring.repeat_business import Policy, Segment, Within, as_asked
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_policy import PolicyVersion, in_force, policy_versions
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_segments import NONE, segment_at
from relationships.scoring.repeat_text import SEGMENT_WORDS

RECORDED = {Segment.TIER, Segment.INDUSTRY, Segment.ORIGINATING, Segment.OWNER}
_PUBLIC_ID = re.compile(rf"[0-9A-Za-z]{{{LENGTH}}}", re.ASCII)


@dataclass(frozen=True)
class Scope:
    """One segment that the figures are limited to. `key` is what addresses call it, or "none"."""

    within: Within
    key: str
    name: str


@dataclass(frozen=True)
class Lens:
    """Whose ledger is looked at, by which policy, in which period and scope."""

    user: User
    policy: Policy
    period: Period
    key: str
    scopes: tuple[Scope, ...]
    today: date
    by: Segment = Segment.PRACTICE
    versions: tuple[PolicyVersion, ...] = ()
    owned: str = ""
    """Whose groups count: as "reported" or as owned "today"; "" is as the rule says."""
    money: str = ""
    """ "constant" reads each foreign currency at its last known rate; "" at that of the booking day."""

    @cached_property
    def in_force(self) -> PolicyVersion:
        """The version of the rule that holds today."""
        return in_force(self.versions, self.today) if self.versions else PolicyVersion(self.policy)

    @property
    def by_other_rule(self) -> bool:
        """Whether figures are read by another version than the one in force."""
        return self.policy.version != self.in_force.number

    @property
    def of_its_time(self) -> PolicyVersion | None:
        """The version that was in force when the period ended, when these figures are read by another one."""
        then = in_force(self.versions, min(self.period.last_day, self.today)) if self.versions else self.in_force
        return None if then.number == self.policy.version else then

    @property
    def rule(self) -> Policy:
        """The version of the rule that is read by, without what was asked for this once."""
        return next((each.policy for each in self.versions if each.number == self.policy.version), self.policy)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.user, self.policy, self.period, self.within, self.today)

    def question(self, periods: tuple[Period, ...], by: Segment | None = None) -> Question:
        """What the ledger is asked for these periods."""
        return Question(self.policy, periods, self.today, self.reading.hidden, by, self.within)

    @property
    def partial(self) -> bool:
        """Whether sums are said to be over what the reader may see. Who has firm totals may know whether they are."""
        return not self.user.firm_totals or bool(self.reading.hidden)

    @property
    def within(self) -> tuple[Within, ...]:
        return tuple(scope.within for scope in self.scopes)

    @property
    def scope_name(self) -> str:
        return ", ".join(scope.name for scope in self.scopes) or "the whole firm"

    @property
    def words(self) -> str:
        """ "2026 to 22 Nov, the whole firm"."""
        return f"{self.period.name}, {self.scope_name}"

    def narrowed(self, scope: Scope) -> Lens:
        """The same lens inside `scope`; another scope of the same kind gives way."""
        others = tuple(each for each in self.scopes if each.within.segment != scope.within.segment)
        return replace(self, scopes=(*others, scope))

    def address(self, **more: str) -> str:
        """The part of an address from "?" on that leads back here, with more parts; empty ones are left out."""
        parts: dict[str, str] = {"period": "" if self.key == TO_DATE else self.key}
        parts |= {one.within.segment.value: one.key for one in self.scopes}
        parts |= {"by": "" if self.by == Segment.PRACTICE else self.by.value}
        parts |= {
            "policy": str(self.policy.version) if self.by_other_rule else "",
            "owned": self.owned,
            "money": self.money,
        } | more
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"?{query}" if query else ""

    def address_of_groups(self, owned: str) -> str:
        """The same period and scope with groups as "reported", as owned "today", or as the rule says ("")."""
        return replace(self, owned=owned).address() or "?"

    @property
    def address_at_booking_rates(self) -> str:
        """The same period and scope at the rates of the booking days."""
        return replace(self, money="").address() or "?"

    @property
    def address_at_constant_rates(self) -> str:
        """The same period and scope with each foreign currency at its last known rate."""
        return replace(self, money="constant").address()

    def address_of_period(self, key: str) -> str:
        """The same scope in another period."""
        return replace(self, key=key).address() or "?"

    def address_of_scopes(self, scopes: tuple[Scope, ...]) -> str:
        """The same period in another scope."""
        return replace(self, scopes=scopes).address() or "?"

    @property
    def address_in_force(self) -> str:
        """The same period and scope by the rule in force."""
        return replace(self, policy=self.in_force.policy).address() or "?"

    @property
    def address_of_its_time(self) -> str:
        """The same period and scope by the rule in force when the period ended."""
        then = self.of_its_time or self.in_force
        return replace(self, policy=then.policy).address() or "?"


def read_lens(query: Mapping[str, str], user: User) -> Lens:
    """The lens an address asks for. Raises `Http404` in words for a period, scope or rule that does not exist."""
    versions, today = policy_versions(), firm_day().on
    policy = version_of(versions, query.get("policy", ""), today).policy
    key = _key_of(query)
    scopes = tuple(scope_of(segment, query[segment], user) for segment in Segment if query.get(segment))
    period = period_of(key, policy.fy_start_month, today)
    by = segment_of(query.get("by") or Segment.PRACTICE)
    owned = owned_as(query.get("owned", ""), policy)
    money = money_as(query.get("money", ""))
    asked = {"ownership": owned, "currency": money}
    policy = as_asked(policy, {name: value for name, value in asked.items() if value})
    return Lens(user, policy, period, key, scopes, today, by, tuple(versions), owned, money)


def owned_as(asked: str, policy: Policy) -> str:
    """ "reported" or "today" where that is not what the rule says anyway."""
    if asked not in ("", "reported", "today"):
        raise Http404("Groups are read as reported, or as owned today.")
    return "" if asked == policy.ownership else asked


def money_as(asked: str) -> str:
    """ "constant", or "" for what is booked."""
    if asked not in ("", "booked", "constant"):
        raise Http404("Amounts are read at the rate of their booking day (booked), or at constant rates (constant).")
    return "" if asked == "booked" else asked


def version_of(versions: Sequence[PolicyVersion], number: str, today: date) -> PolicyVersion:
    """The version of the rule with this number; without one the one in force."""
    if not number:
        return in_force(versions, today)
    found = next((each for each in versions if str(each.number) == number), None)
    if found is None:
        raise Http404("There is no such version of the rule.")
    return found


def period_of(key: str, start_month: int, today: date) -> Period:
    """The period with this key; raises `Http404` in words where there is none."""
    try:
        return period_named(key, start_month, today)
    except PeriodError as error:
        raise Http404(str(error)) from None


def _key_of(query: Mapping[str, str]) -> str:
    """`period`, with the day from `until` where it is one that ends with a day."""
    key, until = query.get("period") or TO_DATE, query.get("until", "")
    return f"{key}-{until}" if until and key in RUNNING else key


def segment_of(name: str) -> Segment:
    """The segment with this name."""
    if name not in set(Segment):
        raise Http404(f"Fees are broken down by {', '.join(Segment)}.")
    return Segment(name)


def scope_of(segment: Segment, key: str, user: User) -> Scope:
    """The practice, office, tier … that an address names; "none" stands for entries that name none."""
    if key == NONE:
        return Scope(Within(segment, None), NONE, nameless(segment))
    found = segment_at(segment, key, user)
    if found is None:
        raise Http404(f"There is no such {SEGMENT_WORDS[segment].lower()}.")
    return Scope(Within(segment, found[0]), key, _named(segment, found[1]))


def nameless(segment: Segment) -> str:
    """ "No practice named": the entries that name no such segment."""
    return f"No {speak(SEGMENT_WORDS[segment].lower())} {'recorded' if segment in RECORDED else 'named'}"


def _named(segment: Segment, name: str) -> str:
    """Colleagues stand in two roles, so that a name alone would not say which."""
    return f"brought in by {name}" if segment == Segment.ORIGINATING else name


def checked(public_id: str) -> str:
    """What has the form of a public id; anything else names nothing, and might not even fit into a query."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise Http404("Nothing has this id.")
    return public_id
