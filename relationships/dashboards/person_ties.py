"""The page that says who of us knows a person, how well, and why it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.network.models import DeclaredTie, OutOfGraph, Tie
from relationships.network.queries import KnownTie, tie_strengths
from relationships.network.tie_rules import LIVING, TieRules
from relationships.network.tie_strength import TieFacts, tie_parts
from relationships.scoring.health_policy import policy_of

PARTS = {
    "recency": "Last answered",
    "frequency": "How often",
    "reciprocity": "Both ways",
    "depth": "In person",
    "years": "Years known",
    "channels": "Ways of talking",
}
MOST_GONE = 10


@dataclass(frozen=True)
class TiePart:
    """One part of a computed strength: `points` of `out_of`."""

    name: str
    points: float
    out_of: float


@dataclass(frozen=True)
class TieLine:
    """One tie: a colleague's, from the touchpoints at `client` (None: that name no client)."""

    tie: KnownTie
    client: Client | None
    computed: Tie | None
    parts: list[TiePart]
    declared: DeclaredTie | None
    colleague_id: str = ""
    """The colleague's public id, for those who may open the touchpoints of the tie."""

    @property
    def is_living(self) -> bool:
        return self.tie.strength >= LIVING


@dataclass(frozen=True)
class PersonTies:
    """Context of dashboards/person_ties.html. `ended`: declared once, withdrawn or run out."""

    person: Person
    lines: list[TieLine]
    out: OutOfGraph | None
    ended: list[DeclaredTie]
    may_edit: bool
    policy_version: int
    today: date


def ties_of_person(user: User, person: Person) -> PersonTies:
    """Every tie of a visible person that `user` may know of, the strongest first."""
    day = firm_day()
    policy = policy_of(day)
    ties = tie_strengths(user, [person.pk], rules=policy.rules.tie)
    rows = Tie.objects.visible_to(user).filter(person=person)
    computed = {(row.colleague_id, row.client_id): row for row in rows}
    said = DeclaredTie.objects.visible_to(user).filter(person=person)
    said = said.select_related("colleague", "client", "declared_by")
    standing = {(row.colleague_id, row.client_id): row for row in said.standing(day.on)}
    clients = Client.objects.visible_to(user).in_bulk({tie.client_id for tie in ties if tie.client_id})
    opens = can(user, Capability.SEE_HEALTH)
    ours = dict(User.objects.filter(pk__in={tie.colleague_id for tie in ties}).values_list("pk", "public_id"))
    lines = []
    for tie in ties:
        key = (tie.colleague_id, tie.client_id)
        parts = _parts(computed.get(key), day, policy.rules.tie)
        at = clients.get(tie.client_id or 0)
        opened = ours[tie.colleague_id] if opens and at else ""
        lines.append(TieLine(tie, at, computed.get(key), parts, standing.get(key), opened))
    out = OutOfGraph.objects.visible_to(user).filter(person=person, archived_at__isnull=True)
    ended = said.exclude(pk__in=[row.pk for row in standing.values()]).order_by("-updated_at", "-pk")
    return PersonTies(
        person=person,
        lines=lines,
        out=out.select_related("taken_out_by").first(),
        ended=list(ended[:MOST_GONE]),
        may_edit=can(user, Capability.EDIT_PEOPLE) and person.archived_at is None,
        policy_version=policy.version,
        today=day.on,
    )


def _parts(row: Tie | None, day: FirmDay, rules: TieRules) -> list[TiePart]:
    """What a computed strength is made of today; the points add up to it, unless it was never answered."""
    if row is None:
        return []
    number = FirmDay(row.last_on, day.zone).number
    facts = TieFacts(
        touches=row.touches,
        first_day=FirmDay(row.first_on, day.zone).number,
        last_day=number,
        answered_day=None if row.answered_on is None else FirmDay(row.answered_on, day.zone).number,
        interval_days=row.interval_days,
        half_life_days=row.half_life_days,
        frequency=row.frequency,
        ours=row.ours,
        theirs=row.theirs,
        depth=row.depth,
        channels=row.channels,
    )
    whole = sum(rules.weights.values())
    return [
        TiePart(PARTS[key], 100 * rules.weights[key] * value / whole, 100 * rules.weights[key] / whole)
        for key, value in tie_parts(facts, day.number, rules).items()
    ]
