"""Who stands in a picture: the people somebody knows best, or those at a client, and who of us knows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE, Position
from relationships.foundation.firm_day import firm_day
from relationships.foundation.named_parameters import named
from relationships.network import tie_sql
from relationships.network.queries import strongest_ties
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.touch_sources import OUT

MOST_PEOPLE, MOST_COLLEAGUES, LEAST = 160, 40, 21.0
_HIDDEN, _HIDDEN_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_NOBODY, _NOBODY_NAMES = named(HIDDEN_PEOPLE, [0], prefix="nobody")
_KNOWN_BEST = Prepared(
    "network_known_best",
    f"""
SELECT t.person_id FROM network_tie t JOIN contacts_person p ON p.id = t.person_id AND p.archived_at IS NULL
LEFT JOIN alumni_alumnus a ON a.person_id = p.id AND a.archived_at IS NULL
WHERE t.colleague_id = %(of)s AND COALESCE(t.client_id, 0) <> ALL (ARRAY({_HIDDEN})) AND a.opted_out_on IS NULL
  AND t.person_id NOT IN ({OUT} UNION {_NOBODY})
GROUP BY t.person_id ORDER BY max({tie_sql.STRENGTH}) DESC, t.person_id LIMIT {MOST_PEOPLE}
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class KnownCircle:
    """People, colleagues (id and name), and how strong the tie of each pair is; the best known first."""

    people: Sequence[int]
    colleagues: Sequence[tuple[int, str]]
    strengths: dict[tuple[int, int], float]
    """(colleague, person) -> 0-100; none under 21."""


def circle_of(user: User, of: User, client: Client | None, *, rules: TieRules = DEFAULT_RULES) -> KnownCircle:
    """Around `of`, or around a visible client: 160 people and 40 of us at most. Three statements."""
    if not can(user, Capability.SEE_PEOPLE):
        return KnownCircle([], [], {})
    people = _at(user, client) if client else _known_best(user, of, rules)
    strengths, names = strongest_ties(user, people, rules=rules)
    totals: dict[int, float] = defaultdict(float)
    for ties in strengths.values():
        for pk, strength in ties.items():
            totals[pk] += strength if strength >= LEAST else 0.0
    first = None if client else of.pk
    chosen = sorted((pk for pk in totals if totals[pk]), key=lambda pk: (pk != first, -totals[pk], names[pk]))
    ours = chosen[:MOST_COLLEAGUES]
    shown = set(ours)
    pairs = {
        (pk, person): strength
        for person, ties in strengths.items()
        for pk, strength in ties.items()
        if strength >= LEAST and pk in shown
    }
    return KnownCircle(people, [(pk, names[pk]) for pk in ours], pairs)


def _known_best(user: User, of: User, rules: TieRules) -> list[int]:
    asked = {
        **tie_sql.parameters(rules),
        **dict.fromkeys([*_HIDDEN_NAMES, *_NOBODY_NAMES], user.pk),
        "of": of.pk,
        "as_of": firm_day().on,
    }
    return [pk for (pk,) in _KNOWN_BEST.rows(asked)]


def _at(user: User, client: Client) -> list[int]:
    rows = Position.objects.visible_to(user).current().filter(client=client, person__archived_at__isnull=True)
    rows = rows.exclude(person__alumnus__opted_out_on__isnull=False)
    return list(
        dict.fromkeys(rows.order_by("person__name_search", "id").values_list("person_id", flat=True)[:MOST_PEOPLE])
    )
