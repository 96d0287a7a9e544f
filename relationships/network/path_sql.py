"""SQL that gathers who knows somebody from elsewhere: shared employers and years, shared touchpoints, ties of alumni.

All of it through the gate of whoever reads, by the keys of the few people asked about, with a bound on every step: the
work does not grow with the firm. `since` and `until` are the days both are known to have been there: without a first day
on record only the last one is known, or today.
"""

from __future__ import annotations

from accounts.prepared import Prepared
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import seen_by
from relationships.network import tie_sql
from relationships.network.touch_sources import OUT

MOST_TARGETS, MOST_BRIDGES = 40, 1500
_HIDDEN, _HIDDEN_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_NOBODY, _NOBODY_NAMES = named(HIDDEN_PEOPLE, [0], prefix="nobody")
_SEEN, _SEEN_NAMES = seen_by("i")
READER = [*_HIDDEN_NAMES, *_NOBODY_NAMES, *_SEEN_NAMES]
"""Parameters that are the reader's id."""

# Whoever asked to be left out, must not be asked, or was taken out of the graph is nobody's way.
_BARRED = f"""
hidden AS MATERIALIZED ({_HIDDEN}), barred AS MATERIALIZED (
    {_NOBODY} UNION {OUT} UNION
    SELECT person_id FROM alumni_alumnus WHERE opted_out_on IS NOT NULL OR (do_not_contact AND archived_at IS NULL)
)"""  # noqa: S608 - constants only
TARGETS = Prepared(
    "network_targets",
    f"""WITH {_BARRED}
SELECT q.person_id FROM contacts_position q JOIN contacts_person p ON p.id = q.person_id
WHERE q.client_id = %(client)s AND q.archived_at IS NULL AND q.ended_on IS NULL AND p.archived_at IS NULL
  AND q.client_id NOT IN (SELECT client_id FROM hidden) AND q.person_id NOT IN (SELECT person_id FROM barred)
GROUP BY q.person_id
ORDER BY min(array_position(ARRAY['decision_maker', 'finance', 'user', 'influencer'], q.buying_role::text)),
         min(q.started_on), q.person_id
LIMIT {MOST_TARGETS}
""",  # noqa: S608 - constants only
)
_PERIOD = """COALESCE({q}.started_on, {q}.ended_on, %(today)s::date) AS since,
        COALESCE({q}.ended_on, %(today)s::date) AS until"""
# Of one employer at most 400 people are looked at, and the 100 taken who shared the most days.
_SHARED = """
    SELECT job.target_id, mate.person_id, '{basis}' AS basis, {at} AS at, GREATEST(job.since, mate.since) AS since,
           LEAST(job.until, mate.until) AS until, mate.known AS number, NULL::float8 AS strength
    FROM {job} job {join} CROSS JOIN LATERAL (
        SELECT *, count(*) OVER () AS known FROM (
            SELECT q.person_id, {period} FROM {table} q
            WHERE {same} AND q.person_id <> job.target_id AND q.archived_at IS NULL LIMIT 400
        ) there WHERE there.since <= job.until AND there.until >= job.since
        ORDER BY LEAST(there.until, job.until) - GREATEST(there.since, job.since) DESC, person_id LIMIT 100
    ) mate"""
_EMPLOYER = _SHARED.format(
    basis="employer",
    at="c.name",
    job="job",
    join="JOIN clients_client c ON c.id = job.client_id",
    period=_PERIOD.format(q="q"),
    table="contacts_position",
    same="q.client_id = job.client_id",
)
_ELSEWHERE = _SHARED.format(
    basis="employer",
    at="job.employer",
    job="post",
    join="",
    period=_PERIOD.format(q="q"),
    table="contacts_outsidepost",
    same="q.employer_search = job.employer_search",
)
_HERE = _SHARED.format(
    basis="here",
    at="''",
    job="years",
    join="",
    period="q.joined_on AS since, q.left_on AS until",
    table="alumni_alumnus",
    same="q.joined_on IS NOT NULL AND q.left_on IS NOT NULL AND q.practice_id = job.practice_id",
)
BRIDGES = Prepared(
    "network_bridges",
    f"""WITH {_BARRED}, job AS MATERIALIZED (
    SELECT q.person_id AS target_id, q.client_id, {_PERIOD.format(q="q")} FROM contacts_position q
    WHERE q.person_id = ANY (%(targets)s::bigint[]) AND q.archived_at IS NULL
      AND q.client_id NOT IN (SELECT client_id FROM hidden) LIMIT 200
), post AS MATERIALIZED (
    SELECT q.person_id AS target_id, q.employer, q.employer_search, {_PERIOD.format(q="q")} FROM contacts_outsidepost q
    WHERE q.person_id = ANY (%(targets)s::bigint[]) AND q.archived_at IS NULL LIMIT 200
), years AS MATERIALIZED (
    SELECT person_id AS target_id, practice_id, joined_on AS since, left_on AS until FROM alumni_alumnus
    WHERE person_id = ANY (%(targets)s::bigint[]) AND archived_at IS NULL AND joined_on IS NOT NULL
      AND left_on IS NOT NULL
), found AS ({_EMPLOYER}
    UNION ALL {_ELSEWHERE}
    UNION ALL {_HERE}
    UNION ALL
    SELECT t.id, other.person_id, 'touches', '', min(l.on), max(l.on), count(*), NULL
    FROM unnest(%(targets)s::bigint[]) t (id) CROSS JOIN LATERAL (
        SELECT l.interaction_id, (l.occurred_at AT TIME ZONE %(zone)s)::date AS on
        FROM interactions_touchperson l JOIN interactions_interaction i ON i.id = l.interaction_id
        WHERE l.person_id = t.id AND i.archived_at IS NULL AND l.occurred_at <= now() AND {_SEEN}
          AND (SELECT count(*) FROM (SELECT FROM interactions_touchperson x
               WHERE x.interaction_id = l.interaction_id LIMIT 9) many) BETWEEN 2 AND 8
        ORDER BY l.occurred_at DESC LIMIT 40
    ) l JOIN interactions_touchperson other ON other.interaction_id = l.interaction_id AND other.person_id <> t.id
    GROUP BY 1, 2
    UNION ALL
    SELECT t.person_id, a.person_id, 'held', '', t.first_on, t.last_on, t.touches, {tie_sql.STRENGTH}
    FROM network_tie t JOIN alumni_alumnus a ON a.colleague_id = t.colleague_id AND a.archived_at IS NULL
    WHERE t.person_id = ANY (%(targets)s::bigint[]) AND COALESCE(t.client_id, 0) NOT IN (SELECT client_id FROM hidden)
)
SELECT f.target_id, f.person_id, f.basis, f.at, f.since, f.until, f.number, f.strength
FROM (
    SELECT * FROM found
    WHERE person_id NOT IN (SELECT person_id FROM barred) AND person_id <> ALL (%(targets)s::bigint[])
      AND target_id NOT IN (SELECT person_id FROM barred)
    ORDER BY strength DESC NULLS LAST, until - since DESC, person_id LIMIT {MOST_BRIDGES}
) f JOIN contacts_person p ON p.id = f.person_id
WHERE p.archived_at IS NULL
ORDER BY f.strength DESC NULLS LAST, f.until - f.since DESC, f.person_id
""",  # noqa: S608 - constants only
)
# Asking a colleague tells them whom it is about.
MAY_KNOW = Prepared(
    "network_may_know",
    """SELECT c.id, t.id FROM unnest(%(colleagues)s::bigint[]) c (id) CROSS JOIN unnest(%(targets)s::bigint[]) t (id)
WHERE NOT EXISTS (SELECT FROM people_hidden_from(c.id) hidden (person_id) WHERE hidden.person_id = t.id)
  AND NOT EXISTS (SELECT FROM clients_hidden_from(c.id) unseen (client_id) WHERE unseen.client_id = %(client)s)
  AND NOT EXISTS (SELECT FROM clients_below_walled_from(c.id) below (client_id) WHERE below.client_id = %(client)s)""",
)
