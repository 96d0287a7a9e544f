"""One part of a client's score, and the touchpoints, ties or entries that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client, Dispute
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.health import CAP, Cap
from relationships.scoring.health_evidence import MONEY_KEYS, NAMES, cap_reason
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_page import as_of, client_health, parts_of
from relationships.scoring.health_part import Part
from relationships.scoring.health_policy import Policy, policy_numbered
from relationships.scoring.models import Health
from relationships.scoring.part_entries import Windows, business_days, lines_of_windows, read_lines, windows
from relationships.scoring.part_promises import promises_behind
from relationships.scoring.part_ties import TiesBehind, disputes, gone_deciders, ties_behind
from relationships.scoring.part_touches import Counted, read, touches_behind, touches_of_pair
from relationships.scoring.queries import WEEK, Vital

PAGE_SIZE = 50
NO_CAP, NO_DATA = "Nothing caps this score.", "No data yet."
TOUCHES = ("rhythm_of_contact", "momentum", "sentiment")
TIES = ("best_ties", "breadth", CAP)


@dataclass(frozen=True)
class Shown:
    """The page of a list that is shown, and how long the whole is."""

    rows: Sequence[Any]
    count: int
    number: int
    last: int


NOTHING = Shown([], 0, 1, 1)


@dataclass(frozen=True)
class PartPage:
    """Context of scoring/part.html. `value` 0-1 and `exact` points (tenths) of `most`; None without data.

    `before`: the same part a week earlier. `sums`: what momentum compares. `unreadable`: touchpoints that count but are
    confidential.
    """

    vital: Vital
    part: Part
    day: FirmDay
    on: date | None
    value: float | None = None
    exact: float = 0.0
    most: float = 0.0
    weight: float = 0.0
    known_weight: float = 0.0
    before: Part | None = None
    caps: list[str] = field(default_factory=list)
    listed: Shown = NOTHING
    unreadable: int = 0
    sums: tuple[float, float] | None = None
    ties: TiesBehind | None = None
    gone: list[Position] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    money: Windows | None = None
    fees_hidden: bool = False

    @property
    def client(self) -> Client:
        return self.vital.client

    @property
    def lists(self) -> str:
        """What is listed: touchpoints, ties, days, entries, or nothing."""
        if self.fees_hidden:
            return ""
        if self.part.key in TOUCHES:
            return "touchpoints"
        named = {"rhythm_of_business": "days", "money_trend": "entries", "promises": "promises"}
        return named.get(self.part.key, "ties" if self.ties else "")


def part_page(user: User, client: Client, key: str, *, on: date | None, page: int) -> PartPage | None:
    """The part `key` of the score of now, or at the end of the day `on`; None when there is none for `user`."""
    whole = client_health(user, client, on)
    if whole is None or key not in NAMES:
        return None
    every = [*whole.parts, *whole.left_out, *([whole.cap] if whole.cap else [])]
    part = next((each for each in every if each.key == key), None)
    if whole.row is None or (part is None and not (key == CAP and whole.row.caps)):
        said = NO_CAP if key == CAP else NO_DATA
        return PartPage(whole.vital, Part(key, NAMES[key], 0, 0, None, said), firm_day(on), on)
    row, policy = whole.row, policy_numbered(whole.row.policy_version)
    with_fees = can(user, Capability.SEE_FEES)
    caps = [cap_reason(Cap(**each), policy.rules, with_fees=with_fees) for each in row.caps] if key == CAP else []
    part = part or Part(key, NAMES[key], 0, 0, None, caps[0])
    none: dict[str, Any] = {"value": None, "points": 0.0, "weight": 0.0}
    measure = next((each for each in row.measures if each["key"] == key), none)
    known = sum(each["weight"] for each in row.measures if each["value"] is not None)
    day, inputs = firm_day(row.as_of), HealthInputs.from_facts(row.facts)
    return PartPage(
        vital=whole.vital,
        part=part,
        day=day,
        on=on,
        value=measure["value"],
        exact=measure["points"],
        most=100 * measure["weight"] / known if known and measure["value"] is not None else 0.0,
        weight=measure["weight"],
        known_weight=known,
        before=_a_week_before(user, client, row, key) if row.score is not None else None,
        caps=caps,
        **_behind(user, client, key, day, inputs, policy, page),
    )


def _a_week_before(user: User, client: Client, row: Health, key: str) -> Part | None:
    """Computed from what was known then, so that its sentence is at hand too."""
    earlier = as_of(client, row.as_of - WEEK)
    if earlier.score is None:
        return None
    policy = policy_numbered(earlier.policy_version)
    found = parts_of(earlier, None, policy, with_fees=can(user, Capability.SEE_FEES))
    return next((each for each in found if each.key == key), None)


def _behind(
    user: User, client: Client, key: str, day: FirmDay, inputs: HealthInputs, policy: Policy, page: int
) -> dict[str, Any]:
    if key in TOUCHES:
        return _touches(user, key, client, day, inputs, policy, page)
    if key in TIES:
        ties = ties_behind(user, client, day, inputs, policy.rules)
        if key != CAP:
            return {"ties": ties}
        return {"ties": ties, "gone": gone_deciders(user, client, day.on), "disputes": disputes(user, client, day.on)}
    if key == "promises":
        said = promises_behind(user, client, day.on, policy.rules.promise_days)
        return {"listed": _shown(said, page, said.count())}
    if key in MONEY_KEYS and not can(user, Capability.SEE_FEES):
        return {"fees_hidden": True}
    if key == "rhythm_of_business":
        return {"listed": _shown(business_days(user, client, day.on), page)}
    if key == "money_trend":
        lines = lines_of_windows(client, day.on)
        shown = _shown(lines, page)
        listed = replace(shown, rows=read_lines(user, shown.rows))
        return {"listed": listed, "money": windows(lines, day.on)}
    return {}


def _touches(
    user: User, key: str, client: Client, day: FirmDay, inputs: HealthInputs, policy: Policy, page: int
) -> dict[str, Any]:
    counted = touches_behind(key, client, day, policy.rules, answered_on=inputs.answered_on)
    listed = _shown(counted, page)
    readable = read(user, listed.rows)
    rows = [each for each in readable if each.entry is not None]
    sums = None
    if key == "momentum":
        recent = sum(each.weight or 0.0 for each in counted if each.recent)
        sums = (recent, sum(each.weight or 0.0 for each in counted if not each.recent))
    shown = Shown(rows, listed.count, listed.number, listed.last)
    return {"listed": shown, "unreadable": len(readable) - len(rows), "sums": sums}


def _shown(rows: Any, page: int, count: int | None = None) -> Shown:
    count = len(rows) if count is None else count
    last = max(1, -(-count // PAGE_SIZE))
    number = min(max(page, 1), last)
    return Shown(list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), count, number, last)


@dataclass(frozen=True)
class PairPage:
    """Context of scoring/tie_touches.html: what a person and a colleague did at a client, the newest first."""

    client: Client
    person: Person
    colleague: User
    rows: list[Counted]
    unreadable: int
    listed: Shown


def pair_page(user: User, client: Client, person: Person, ours: User, *, on: date | None, page: int) -> PairPage:
    """The touchpoints behind one tie; client and person came through the gate."""
    listed = _shown(touches_of_pair(client, person, ours, firm_day(on)), page)
    readable = read(user, listed.rows)
    rows = [each for each in readable if each.entry is not None]
    return PairPage(client, person, ours, rows, len(readable) - len(rows), listed)
