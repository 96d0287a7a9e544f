"""Ties that were strong and fell silent: whom a word would bring back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.firm_day import firm_day
from relationships.foundation.named_parameters import named
from relationships.network import tie_sql
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.touch_sources import OUT

STRONG, STILL_STRONG, SILENT_DAYS, MOST = 60.0, 70.0, 180, 200
_HIDDEN, _HIDDEN_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_NOBODY, _NOBODY_NAMES = named(HIDDEN_PEOPLE, [0], prefix="nobody")
_THEN = tie_sql.STRENGTH.replace("%(as_of)s::date", "t.last_on")
_DORMANT = Prepared(
    "network_dormant",
    f"""
WITH strong AS (
    SELECT DISTINCT ON (t.person_id) t.person_id, t.last_on, {_THEN} AS before, {tie_sql.STRENGTH} AS now
    FROM network_tie t
    WHERE t.colleague_id = %(of)s AND t.touches >= 4 AND t.answered_on IS NOT NULL
      AND COALESCE(t.client_id, 0) <> ALL (ARRAY({_HIDDEN})) AND t.person_id NOT IN ({OUT} UNION {_NOBODY})
    ORDER BY t.person_id, t.last_on DESC
)
SELECT s.person_id, p.public_id, p.name, s.last_on, s.before, s.now
FROM strong s JOIN contacts_person p ON p.id = s.person_id
LEFT JOIN alumni_alumnus a ON a.person_id = p.id AND a.archived_at IS NULL
WHERE p.archived_at IS NULL AND a.opted_out_on IS NULL AND NOT COALESCE(a.do_not_contact, false)
  AND s.last_on < %(as_of)s::date - {SILENT_DAYS} AND s.before >= {STRONG} AND s.now < {STILL_STRONG}
ORDER BY s.before DESC, s.last_on DESC, s.person_id LIMIT {MOST}
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class DormantTie:
    """`before`: the strength on the day of the last touch, `now`: today's."""

    person_id: int
    public_id: str
    name: str
    last_on: date
    before: float
    now: float


def dormant_ties(user: User, of: User, *, rules: TieRules = DEFAULT_RULES) -> list[DormantTie]:
    """Whom `of` once knew well (60 and more) and has not spoken to for half a year, as far as `user` may know; 200 at
    most, the strongest first."""
    if not can(user, Capability.SEE_PEOPLE):
        return []
    asked = {
        **tie_sql.parameters(rules),
        **dict.fromkeys([*_HIDDEN_NAMES, *_NOBODY_NAMES], user.pk),
        "of": of.pk,
        "as_of": firm_day().on,
    }
    return [DormantTie(*row) for row in _DORMANT.rows(asked)]
