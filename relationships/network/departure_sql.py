"""SQL of a leaver's handshake: what they hold, who could take it over, and the words that both are to say.

Of all of it, past the gate: it is planned for the whole firm, and no heir is proposed for a client they may not know of.
What a page shows of it is read through `Handover.objects.visible_to`.
"""

from __future__ import annotations

from typing import Any

from accounts.models import User
from relationships.clients.visibility import OUT_OF_SCOPE, WALLED_CLIENTS, work_seen
from relationships.network import tie_sql
from relationships.network.barred_touches import walled
from relationships.network.joint_terms import counted_ledger
from relationships.network.touch_sources import OUT

# Whoever takes a client over looks after it, so it comes into their scope.
_HIDDEN = WALLED_CLIENTS.replace("%s", "u.id")
_BEYOND = OUT_OF_SCOPE.replace("%s", "%(reader)s")

# A tie of more than 20 was answered at least once (docs/definitions.md §3): below that there is nobody to say goodbye to.
_STRENGTHS = f"""
    SELECT person_id, colleague_id, NULLIF(place, 0) AS client_id, COALESCE(d.strength, {tie_sql.STRENGTH}) AS strength
    FROM (SELECT *, COALESCE(client_id, 0) AS place FROM network_tie WHERE {{whose}}) t
    FULL JOIN (
        SELECT person_id, colleague_id, COALESCE(client_id, 0) AS place, strength::float8 AS strength
        FROM network_declaredtie
        WHERE {{whose}} AND archived_at IS NULL AND holds_until >= %(as_of)s
    ) d USING (person_id, colleague_id, place)
"""  # noqa: S608 - constants only

_ROWS = f"""
WITH {{joint}}tie AS (
    SELECT s.client_id, s.person_id, s.strength
    FROM ({_STRENGTHS.format(whose="colleague_id = %(leaver)s")}) s
    JOIN contacts_person p ON p.id = s.person_id AND p.archived_at IS NULL
    LEFT JOIN clients_client c ON c.id = s.client_id
    WHERE s.strength > %(unanswered_cap)s AND c.archived_at IS NULL AND s.person_id NOT IN ({OUT})
      AND NOT EXISTS (
          SELECT FROM contacts_position q WHERE q.client_id = s.client_id AND q.person_id = s.person_id
            AND q.archived_at IS NULL
          HAVING bool_and(COALESCE(q.ended_on <= %(as_of)s, FALSE)))
), place AS (
    SELECT c.id FROM clients_client c WHERE c.owner_id = %(leaver)s AND c.archived_at IS NULL
    UNION SELECT c.id FROM clients_teammember t JOIN clients_client c ON c.id = t.client_id
    WHERE t.colleague_id = %(leaver)s AND t.archived_at IS NULL AND c.archived_at IS NULL
    UNION SELECT c.id FROM interactions_promise p JOIN clients_client c ON c.id = p.client_id
    WHERE p.colleague_id = %(leaver)s AND p.outcome = '' AND p.archived_at IS NULL AND c.archived_at IS NULL
    UNION SELECT c.id FROM interactions_plannedtouch p JOIN clients_client c ON c.id = p.client_id
    WHERE p.colleague_id = %(leaver)s AND p.done_at IS NULL AND p.archived_at IS NULL AND c.archived_at IS NULL
    UNION SELECT client_id FROM tie WHERE client_id IS NOT NULL
), fee AS (
    SELECT client_id, sum(base_amount) AS net FROM {{ledger}} counted
    WHERE client_id IN (SELECT id FROM place) AND kind IN ('fee', 'credit', 'write_off') AND archived_at IS NULL
      AND booked_on > %(since)s AND booked_on <= %(as_of)s AND {work_seen("engagement_id")}
    GROUP BY 1
), line AS (
    SELECT place.id AS client_id, NULL::bigint AS person_id,
           (SELECT max(strength) FROM tie WHERE tie.client_id = place.id) AS strength
    FROM place
    UNION ALL SELECT client_id, person_id, strength FROM tie
)
INSERT INTO network_handover (departure_id, client_id, person_id, strength, fees)
SELECT %(departure)s, line.client_id, line.person_id, line.strength, fee.net
FROM line LEFT JOIN fee USING (client_id)
ORDER BY line.client_id, line.person_id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only


def rows() -> tuple[str, dict[str, Any]]:
    """Writes down what is to be handed over, with its fees as every other figure counts them; with its parameters."""
    counted = counted_ledger()
    return _ROWS.format(joint=counted.ctes, ledger=counted.ledger), dict(counted.values)


# Who could take each row over. Points: 0.4 of their own tie with the person, 0.2 of their best one at the client, 15 for
# the leaver's practice, 15 for being on the team, 5 for the office, less up to 10 for how many clients they look after.
# Clients behind walls are left out of that number, so that it tells nobody of them, and for a reader who is limited to a
# part of the clients all others are.
_CANDIDATES = f"""
WITH {{walls}}, wanted AS MATERIALIZED (
    SELECT h.id, h.client_id, COALESCE(h.client_id, 0) AS place, h.person_id, d.colleague_id AS leaver_id
    FROM network_handover h JOIN network_departure d ON d.id = h.departure_id
    WHERE h.departure_id = %(departure)s AND (%(ids)s::bigint[] IS NULL OR h.id = ANY (%(ids)s::bigint[]))
), here AS MATERIALIZED (
    SELECT u.id, u.practice_id, u.office_id, u.name,
           (SELECT count(*) FROM clients_client c WHERE c.owner_id = u.id AND c.archived_at IS NULL
              AND c.id NOT IN (SELECT client_id FROM walled) AND c.id NOT IN ({_BEYOND})) AS looks_after
    FROM accounts_user u
    WHERE u.is_active AND u.left_on IS NULL AND u.archived_at IS NULL AND u.role IN ('partner', 'account_manager')
      AND u.id <> (SELECT colleague_id FROM network_departure WHERE id = %(departure)s)
), hidden AS MATERIALIZED (
    SELECT u.id AS colleague_id, w.client_id FROM here u CROSS JOIN LATERAL ({_HIDDEN}) w
), most AS (SELECT GREATEST(max(looks_after), 1)::float8 AS n FROM here
), leaver AS (
    SELECT u.practice_id, u.office_id FROM network_departure d JOIN accounts_user u ON u.id = d.colleague_id
    WHERE d.id = %(departure)s
), held AS MATERIALIZED (
    SELECT s.person_id, s.colleague_id, COALESCE(s.client_id, 0) AS place, s.strength
    FROM ({
    _STRENGTHS.format(
        whose="(client_id = ANY (%(clients)s::bigint[]) OR (client_id IS NULL AND person_id = ANY (%(people)s::bigint[])))"
    )
}) s JOIN here ON here.id = s.colleague_id
    WHERE s.person_id NOT IN ({OUT})
), there AS MATERIALIZED (
    SELECT place, colleague_id, max(strength) AS strength FROM held WHERE place <> 0 GROUP BY 1, 2
), team AS MATERIALIZED (
    SELECT t.client_id AS place, t.colleague_id FROM clients_teammember t
    WHERE t.client_id = ANY (%(clients)s::bigint[]) AND t.archived_at IS NULL
    UNION SELECT c.id, c.owner_id FROM clients_client c
    WHERE c.id = ANY (%(clients)s::bigint[]) AND c.owner_id IS NOT NULL
), peer AS MATERIALIZED (
    SELECT here.id FROM here JOIN leaver ON here.practice_id = leaver.practice_id ORDER BY looks_after, here.id LIMIT 3
), could AS (
    SELECT place, colleague_id FROM there
    UNION SELECT place, colleague_id FROM team
    UNION SELECT w.place, h.colleague_id FROM wanted w JOIN held h ON h.person_id = w.person_id AND h.place = w.place
    UNION SELECT DISTINCT w.place, peer.id FROM wanted w CROSS JOIN peer
), weighed AS (
    SELECT w.id, w.client_id, u.id AS colleague_id, u.name, u.looks_after,
           CASE WHEN w.person_id IS NULL THEN there.strength ELSE held.strength END AS strength,
           COALESCE(u.practice_id = leaver.practice_id, FALSE) AS same_practice, team.place IS NOT NULL AS on_team,
           0.4 * COALESCE(CASE WHEN w.person_id IS NULL THEN there.strength ELSE held.strength END, 0)
           + 0.2 * COALESCE(there.strength, 0)
           + 15 * COALESCE(u.practice_id = leaver.practice_id, FALSE)::int + 15 * (team.place IS NOT NULL)::int
           + 5 * COALESCE(u.office_id = leaver.office_id, FALSE)::int - 10 * u.looks_after / most.n AS points
    FROM wanted w JOIN could c ON c.place = w.place JOIN here u ON u.id = c.colleague_id
    CROSS JOIN most CROSS JOIN leaver
    LEFT JOIN there ON there.place = w.place AND there.colleague_id = u.id
    LEFT JOIN held ON held.place = w.place AND held.colleague_id = u.id AND held.person_id = w.person_id
    LEFT JOIN team ON team.place = w.place AND team.colleague_id = u.id
    WHERE NOT EXISTS (SELECT FROM hidden x WHERE x.colleague_id = u.id AND x.client_id = w.client_id)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY points DESC, colleague_id) AS place FROM weighed
)
"""  # noqa: S608 - constants only

_PROPOSE = """
UPDATE network_handover h SET heir_id = r.colleague_id, heir_before = r.strength
FROM ranked r WHERE r.id = h.id AND r.place = 1 AND h.heir_id IS NULL
"""
_OFFER = """
SELECT r.id, u.public_id, r.name, r.strength, r.same_practice, r.on_team, r.looks_after
FROM ranked r JOIN accounts_user u ON u.id = r.colleague_id WHERE r.place <= %(most)s ORDER BY r.id, r.place
"""


def propose() -> tuple[str, dict[str, Any]]:
    """Gives every row without an heir the one with most points; with its parameters."""
    walls, values = walled()
    # Nobody has this id: it is proposed from all clients.
    return _CANDIDATES.format(walls=walls) + _PROPOSE, {**values, "reader": 0}


def offer(reader: User) -> tuple[str, dict[str, Any]]:
    """Answers up to `%(most)s` candidates of each row as the reader may count their work, those with most points first;
    with its parameters."""
    walls, values = walled()
    return _CANDIDATES.format(walls=walls) + _OFFER, {**values, "reader": reader.pk}


# The strongest row of each heir at a client carries the touch that is planned for them. Three names, then a number.
_WORDS = """
    SELECT h.client_id, h.heir_id, array_agg(p.name ORDER BY h.strength DESC NULLS LAST, p.name)
               FILTER (WHERE p.id IS NOT NULL) AS names,
           (array_agg(h.id ORDER BY h.person_id IS NOT NULL, h.strength DESC NULLS LAST, h.id))[1] AS carrier
    FROM network_handover h LEFT JOIN contacts_person p ON p.id = h.person_id
    WHERE h.departure_id = %(departure)s AND h.client_id IS NOT NULL AND h.heir_id IS NOT NULL
      AND (%(ids)s::bigint[] IS NULL OR h.client_id = ANY (%(ids)s::bigint[]))
    GROUP BY 1, 2
"""
_NAMES = """left(array_to_string(names[1:3], ', '), 180)
    || CASE WHEN cardinality(names) > 3 THEN ' and ' || cardinality(names) - 3 || ' more' ELSE '' END"""
# No word is planned for a day that is over. Both say it up to the last day; after it the heir speaks alone.
_DAY = """
    SELECT client_id, GREATEST(goodbye_on, %(soonest)s::date) AS due_on FROM network_handover
    WHERE departure_id = %(departure)s AND person_id IS NULL AND goodbye_on IS NOT NULL
"""
GOODBYE_OF_HEIRS = f"""
WITH word AS ({_WORDS}), made AS (
    INSERT INTO interactions_plannedtouch (client_id, colleague_id, due_on, reason, planned_by_id)
    SELECT w.client_id, w.heir_id, c.due_on, h.words || COALESCE(': ' || {_NAMES}, ''), %(by)s
    FROM word w JOIN ({_DAY}) c USING (client_id)
    CROSS JOIN LATERAL (SELECT CASE WHEN c.due_on <= %(last_day)s THEN %(together)s ELSE %(alone)s END AS words) h
    ORDER BY w.client_id, w.heir_id
    ON CONFLICT (client_id, colleague_id) WHERE done_at IS NULL AND archived_at IS NULL DO NOTHING
    RETURNING id, client_id, colleague_id
)
UPDATE network_handover h SET heir_touch_id = made.id, version = h.version + 1, updated_at = now()
FROM made JOIN word w ON w.client_id = made.client_id AND w.heir_id = made.colleague_id WHERE h.id = w.carrier
"""  # noqa: S608 - constants only
GOODBYE_OF_LEAVER = f"""
WITH word AS ({_WORDS}), said AS (
    SELECT DISTINCT ON (w.client_id) w.client_id, w.carrier, w.names, u.name AS heir
    FROM word w JOIN accounts_user u ON u.id = w.heir_id ORDER BY w.client_id, w.carrier
), made AS (
    INSERT INTO interactions_plannedtouch (client_id, colleague_id, due_on, reason, planned_by_id)
    SELECT c.client_id, %(leaver)s, c.due_on,
           'Say goodbye together with ' || left(s.heir, 80) || COALESCE(': ' || {_NAMES}, ''), %(by)s
    FROM said s JOIN ({_DAY}) c USING (client_id) WHERE c.due_on <= %(last_day)s
    ORDER BY c.client_id
    ON CONFLICT (client_id, colleague_id) WHERE done_at IS NULL AND archived_at IS NULL DO NOTHING
    RETURNING id, client_id
)
UPDATE network_handover h SET leaver_touch_id = made.id, version = h.version + 1, updated_at = now()
FROM made WHERE h.departure_id = %(departure)s AND h.client_id = made.client_id AND h.person_id IS NULL
"""  # noqa: S608 - constants only

# Heirs' own ties today: with the person, or for a client as a whole their best one there.
NOW = f"""
WITH wanted AS MATERIALIZED (
    SELECT id, client_id, person_id, heir_id FROM network_handover WHERE id = ANY (%(ids)s::bigint[])
), held AS MATERIALIZED (
    SELECT person_id, colleague_id, client_id, strength
    FROM ({_STRENGTHS.format(whose="colleague_id IN (SELECT heir_id FROM wanted)")}) s
)
SELECT w.id, max(s.strength) FROM wanted w JOIN held s ON s.colleague_id = w.heir_id
  AND s.client_id IS NOT DISTINCT FROM w.client_id AND (w.person_id IS NULL OR s.person_id = w.person_id)
WHERE s.person_id NOT IN ({OUT})
GROUP BY 1
"""  # noqa: S608 - constants only
