"""SQL that gathers who knows somebody from elsewhere: shared employers and years, shared touchpoints, ties of alumni.

All of it through the gate of whoever reads, by the keys of the few people asked about, with a bound on every step: the
work does not grow with the firm; who must not be a way falls away before each of them. `since` and `until` are the days both are known to have been there: without a first day
on record only the last one is known, or today.
"""

from __future__ import annotations

from accounts.prepared import Prepared
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import seen_by
from relationships.network import inferred_sql, tie_sql
from relationships.network.touch_sources import OUT

MOST_TARGETS, MOST_BRIDGES = 40, 400
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
# Who was at each place where somebody wanted was: 400 people of each at most, and nobody of them who is no way.
_THERE = """
    SELECT place.key, there.* FROM (SELECT DISTINCT {key} AS key FROM {job}) place CROSS JOIN LATERAL (
        SELECT q.person_id, {period} FROM {table} q JOIN contacts_person p ON p.id = q.person_id
        WHERE q.{key} = place.key AND q.archived_at IS NULL AND p.archived_at IS NULL {more}
          AND q.person_id NOT IN (SELECT person_id FROM barred) LIMIT 400
    ) there"""
# Of those the ones who most surely know each of them: the fewer of them are wanted, the more for each.
_SHARED = f"""
    SELECT job.target_id, mate.person_id, '{{basis}}' AS basis, {{at}} AS at, mate.since, mate.until, mate.known AS number,
           mate.strength
    FROM {{job}} job {{join}} CROSS JOIN LATERAL (
        SELECT *, {inferred_sql.by_years(since="together.since", until="together.until", known="known")} AS strength
        FROM (
            SELECT person_id, GREATEST(there.since, job.since) AS since, LEAST(there.until, job.until) AS until,
                   count(*) OVER () AS known
            FROM {{job}}_there there
            WHERE there.key = job.{{key}} AND there.person_id <> job.target_id
              AND there.since <= job.until AND there.until >= job.since
        ) together WHERE together.person_id <> ALL (%(targets)s::bigint[])
        ORDER BY strength DESC, person_id LIMIT GREATEST(10, 400 / cardinality(%(targets)s::bigint[]))
    ) mate"""  # noqa: S608 - constants only


def _arm(basis: str, job: str, key: str, at: str, join: str = "") -> str:
    return _SHARED.format(basis=basis, job=job, key=key, at=at, join=join)


_JOB = _arm("employer", "job", "client_id", "c.name", "JOIN clients_client c ON c.id = job.client_id")
_POST = _arm("employer", "post", "employer_search", "job.employer")
_YEARS = _arm("here", "years", "practice_id", "''")
_POSTS = {"period": _PERIOD.format(q="q"), "more": ""}
_JOB_THERE = _THERE.format(job="job", key="client_id", table="contacts_position", **_POSTS)
_POST_THERE = _THERE.format(job="post", key="employer_search", table="contacts_outsidepost", **_POSTS)
_YEARS_THERE = _THERE.format(
    job="years",
    key="practice_id",
    table="alumni_alumnus",
    period="q.joined_on AS since, q.left_on AS until",
    more="AND q.joined_on IS NOT NULL AND q.left_on IS NOT NULL",
)
PER_PERSON = 4
"""Of what one acquaintance has to do with those wanted, so much is looked at: a way over them needs one."""
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
), job_there AS MATERIALIZED ({_JOB_THERE}), post_there AS MATERIALIZED ({_POST_THERE}),
years_there AS MATERIALIZED ({_YEARS_THERE}), found AS ({_JOB}
    UNION ALL {_POST}
    UNION ALL {_YEARS}
    UNION ALL
    SELECT t.id, other.person_id, 'touches', '', min(l.on), max(l.on), count(*),
           {inferred_sql.by_touches(touches="count(*)", last_on="max(l.on)")}
    FROM unnest(%(targets)s::bigint[]) t (id) CROSS JOIN LATERAL (
        SELECT l.interaction_id, (l.occurred_at AT TIME ZONE %(zone)s)::date AS on
        FROM interactions_touchperson l JOIN interactions_interaction i ON i.id = l.interaction_id
        WHERE l.person_id = t.id AND i.archived_at IS NULL AND l.occurred_at <= now() AND {_SEEN}
          AND (SELECT count(*) FROM (SELECT FROM interactions_touchperson x
               WHERE x.interaction_id = l.interaction_id LIMIT 9) many) BETWEEN 2 AND 8
        ORDER BY l.occurred_at DESC LIMIT 40
    ) l JOIN interactions_touchperson other ON other.interaction_id = l.interaction_id AND other.person_id <> t.id
    JOIN contacts_person p ON p.id = other.person_id AND p.archived_at IS NULL
    GROUP BY 1, 2
    UNION ALL
    SELECT t.person_id, a.person_id, 'held', '', t.first_on, t.last_on, t.touches, {tie_sql.STRENGTH}
    FROM network_tie t JOIN alumni_alumnus a ON a.colleague_id = t.colleague_id AND a.archived_at IS NULL
    JOIN contacts_person p ON p.id = a.person_id AND p.archived_at IS NULL
    WHERE t.person_id = ANY (%(targets)s::bigint[]) AND COALESCE(t.client_id, 0) NOT IN (SELECT client_id FROM hidden)
)
SELECT target_id, person_id, basis, at, since, until, number, strength
FROM (
    SELECT found.*, row_number() OVER (PARTITION BY person_id ORDER BY strength DESC, target_id, basis) AS nth
    FROM found
    WHERE person_id NOT IN (SELECT person_id FROM barred) AND person_id <> ALL (%(targets)s::bigint[])
      AND target_id NOT IN (SELECT person_id FROM barred)
) surest WHERE nth <= {PER_PERSON}
ORDER BY strength DESC, person_id, target_id LIMIT {MOST_BRIDGES}
""",  # noqa: S608 - constants only
)
# Asking a colleague tells them whom it is about.
MAY_KNOW = Prepared(
    "network_may_know",
    """WITH c AS (SELECT unnest(%(colleagues)s::bigint[]) AS id), hidden AS MATERIALIZED (
    SELECT c.id, h.person_id FROM c CROSS JOIN LATERAL people_hidden_from(c.id) h (person_id)
    WHERE h.person_id = ANY (%(targets)s::bigint[])
), closed AS MATERIALIZED (
    SELECT c.id FROM c CROSS JOIN LATERAL clients_hidden_from(c.id) h (client_id) WHERE h.client_id = %(client)s
    UNION ALL
    SELECT c.id FROM c CROSS JOIN LATERAL clients_below_walled_from(c.id) h (client_id) WHERE h.client_id = %(client)s
)
SELECT c.id, t.id FROM c CROSS JOIN unnest(%(targets)s::bigint[]) t (id)
WHERE c.id NOT IN (SELECT id FROM closed)
  AND NOT EXISTS (SELECT FROM hidden WHERE hidden.id = c.id AND hidden.person_id = t.id)""",
)
