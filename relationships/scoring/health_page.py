"""The page that explains a client's health: parts that add up, what changed, what would raise it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import floor
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day
from relationships.scoring.doubt_queries import doubts_about
from relationships.scoring.health import CAP, Cap
from relationships.scoring.health_actions import scores_of
from relationships.scoring.health_evidence import MONEY_KEYS, NAMES, WITHOUT_FEES, cap_reason
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_part import Part
from relationships.scoring.health_policy import Policy, policy_numbered, policy_of
from relationships.scoring.health_queries import firm_figures
from relationships.scoring.health_report import part_evidence
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.models import Doubt, Health, HealthHistory
from relationships.scoring.queries import WEEK, Vital, client_vital, day_of, past_vital, score_before
from relationships.scoring.quickest_way import Way, deeds, quickest_ways
from relationships.scoring.shares_of_points import rounded_parts
from relationships.scoring.since_then import SinceThen, since_then
from relationships.scoring.situation import load_situation

FEES_HIDDEN = "Fees are not shown to your role."


@dataclass(frozen=True)
class WayUp:
    """One act: a meeting with `person` (`role` there), by `colleague`, or `act` in words; and what the score would be."""

    person: Person | None
    role: str
    colleague: str
    gain: int
    shown: int
    act: str = ""


@dataclass(frozen=True)
class HealthPage:
    """Context of scoring/health.html. Without a grade there are no parts, only what each measure knows."""

    vital: Vital
    parts: list[Part] = field(default_factory=list)
    left_out: list[Part] = field(default_factory=list)
    cap: Part | None = None
    ways: list[WayUp] = field(default_factory=list)
    policy_version: int = 0
    row: Health | None = None
    on: date | None = None
    doubts: list[Doubt] = field(default_factory=list)
    may_doubt: bool = False
    changed: SinceThen | None = None
    standing: list[str] = field(default_factory=list)
    """Caps that hold without taking anything more."""

    @property
    def client(self) -> Client:
        return self.vital.client


def client_health(user: User, client: Client, on: date | None = None) -> HealthPage | None:
    """Why the client's health is what it is, or was at the end of the day `on`; None when `user` may not see it.

    A past day is computed from the facts known by its end, under its policy, and stored nowhere.
    """
    vital = client_vital(user, client)
    if vital is None:
        return None
    before: Health | HealthHistory | None
    if on is None:
        row = Health.objects.unscoped(reason="of a client found through the gate").filter(client=client).first()
        before = score_before(row) if row else None
    else:
        row, before = as_of(client, on), (week_ago := as_of(client, on - WEEK))
        vital = past_vital(client, row, week_ago)
    if row is None or not row.facts:
        return HealthPage(vital, on=on)
    policy = policy_numbered(row.policy_version)
    inputs = HealthInputs.from_facts(row.facts)
    parts = parts_of(row, before, policy, with_fees=can(user, Capability.SEE_FEES))
    rules = policy.rules if can(user, Capability.SEE_FEES) else _rules_without_fees(row, policy.rules)
    return HealthPage(
        vital,
        parts=[part for part in parts if part.key != CAP and part.out_of],
        left_out=[part for part in parts if part.key != CAP and not part.out_of],
        cap=next((part for part in parts if part.key == CAP), None),
        ways=_ways(user, client, row, inputs, rules) if row.score is not None and on is None else [],
        policy_version=policy.version,
        row=row,
        on=on,
        doubts=doubts_about(user, client) if on is None else [],
        may_doubt=can(user, Capability.LOG_INTERACTIONS) and on is None,
        standing=_standing(row, policy, with_fees=can(user, Capability.SEE_FEES)),
        changed=_changed(user, client, row, before, vital, parts) if on is None else None,
    )


def _standing(row: Health, policy: Policy, *, with_fees: bool) -> list[str]:
    """The strictest cap stands among the parts where it takes something; the others take nothing beside it.

    One that goes by fees is told only `with_fees`: that it stands says that the client is a large one.
    """
    takes = any(each["key"] == CAP for each in row.measures)
    caps = [Cap(**each) for each in row.caps[1 if takes else 0 :]]
    caps = [cap for cap in caps if with_fees or cap.key not in WITHOUT_FEES]
    return [f"No higher than {cap.limit:g}: {cap_reason(cap, policy.rules)}" for cap in caps]


def _rules_without_fees(row: Health, rules: HealthRules) -> HealthRules:
    """What a way up leads to, for whoever sees no fees: without the caps that go by them and take nothing yet. A score
    that would stop there says that the client is a large one."""
    takes = any(each["key"] == CAP for each in row.measures)
    taking = {row.caps[0]["key"]} if takes and row.caps else set()
    return replace(rules, caps={**rules.caps, **dict.fromkeys(set(WITHOUT_FEES) - taking, 100.0)})


def _changed(
    user: User, client: Client, row: Health, before: Health | HealthHistory | None, vital: Vital, parts: list[Part]
) -> SinceThen | None:
    if not isinstance(before, HealthHistory) or vital.since is None:
        return None
    return since_then(user, client, row, before, vital.since, parts)


def as_of(client: Client, on: date) -> Health:
    """What would have been stored that day, of a client found through the gate."""
    day = firm_day(on)
    policy = policy_of(day)
    found = scores_of(day, [client.pk], policy, firm_figures(day))[client.pk]
    return Health(client=client, as_of=day.on, policy_version=policy.version, **found)


def parts_of(row: Health, before: Health | HealthHistory | None, policy: Policy, *, with_fees: bool) -> list[Part]:
    """The parts of a score with their sentences; fees are spoken of only `with_fees`."""
    inputs = HealthInputs.from_facts(row.facts)
    points = whole_points(row)
    earlier = whole_points(before) if before and before.score is not None else None
    known = sum(each["weight"] for each in row.measures if each["value"] is not None)
    caps = [Cap(**each) for each in row.caps]
    found = []
    for each in row.measures:
        key, has_data = each["key"], each["value"] is not None
        hides = key in MONEY_KEYS and has_data and not with_fees
        found.append(
            Part(
                key,
                NAMES[key],
                points[key],
                max(points[key], round(100 * each["weight"] / known)) if has_data else 0,
                None if earlier is None else points[key] - earlier.get(key, 0),
                FEES_HIDDEN if hides else part_evidence(key, inputs, caps, policy, with_fees=with_fees),
            )
        )
    return found


def whole_points(row: Health | HealthHistory) -> dict[str, int]:
    """The points of each part without fractions, adding up to the score shown."""
    keys = [each["key"] for each in row.measures]
    whole = rounded_parts([each["points"] for each in row.measures], floor(row.score or 0.0))
    return {key: int(points) for key, points in zip(keys, whole, strict=True)}


def _ways(user: User, client: Client, row: Health, inputs: HealthInputs, rules: HealthRules) -> list[WayUp]:
    situation, pairs = load_situation(day_of(row), inputs, client.pk, rules)
    people = _with_roles(user, client).in_bulk({person for person, _ in pairs})
    ways = quickest_ways(situation, [pair for pair in pairs if pair[0] in people], rules)
    shown_now = floor(row.score or 0.0)
    told = [_told(way, people, situation.names, shown_now) for way in ways]
    done = [WayUp(None, "", "", floor(score) - shown_now, floor(score), act) for act, score in deeds(inputs, rules)]
    return sorted((way for way in [*told, *done] if way.gain > 0), key=lambda way: -way.gain)


def _told(way: Way, people: dict[int, Any], names: Mapping[int, str], shown_now: int) -> WayUp:
    person = people.get(way.person_id) if way.person_id is not None else None
    return WayUp(
        person,
        _role(person) if person else "",
        names.get(way.colleague_id, "") if way.colleague_id is not None else "",
        floor(way.score) - shown_now,
        floor(way.score),
    )


def _with_roles(user: User, client: Client) -> QuerySet[Any]:
    """People in sight, with the title and part (`held_title`, `held_role`) of their last post at the client."""
    held = Position.objects.unscoped(reason="of a client found through the gate")
    post = held.filter(client=client, person=OuterRef("pk")).current().order_by("-pk")
    people = Person.objects.visible_to(user).current()
    return people.annotate(
        held_title=Subquery(post.values("title")[:1]), held_role=Subquery(post.values("buying_role")[:1])
    )


def _role(person: Any) -> str:
    return person.held_title or str(dict(Position.BuyingRole.choices).get(person.held_role, "")).lower()
