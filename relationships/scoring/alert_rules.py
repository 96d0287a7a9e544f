"""Which alerts a day gives rise to, in one statement over stored scores. What is said about each: `alert_text`.

* grade_fell: the letter is lower than it was a week ago;
* key_person_left: the cap `key_contact_left` stands (docs/health.md);
* one_thread: the cap `single_thread` stands;
* big_client_quiet: one of the tenth of clients with the highest net fees of 24 months, not heard from for more than twice
  its expected interval, or late for its own rhythm of business, its season counted (docs/definitions.md#rhythm): how many
  days ago the last fee was says nothing by itself. Of no client whom somebody sees who is limited to a part (ADR 0030).
"""

from __future__ import annotations

from relationships.clients.visibility import work_seen
from relationships.scoring.seen_in_part import NEAR_A_LIMIT, looked_after

_SCORES = """
WITH {barred}, shut AS (SELECT DISTINCT client_id FROM walled), score AS MATERIALIZED (
    SELECT h.client_id, h.grade, h.score, h.as_of, h.caps, h.facts,
           (h.facts ->> 'net')::float8 + (h.facts ->> 'net_before')::float8 AS fees
    FROM scoring_health h JOIN clients_client c ON c.id = h.client_id
    WHERE c.archived_at IS NULL AND h.facts <> '{{}}'
), big AS (
    SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY fees) AS least FROM score
    WHERE fees > 0 AND client_id NOT IN (SELECT client_id FROM shut)
)
"""
FEE_DAYS = f"""{_SCORES}
SELECT s.client_id, array_agg(DISTINCT l.booked_on) || (s.facts ->> 'business_on')::date
FROM score s CROSS JOIN big JOIN {{ledger}} l ON l.client_id = s.client_id
WHERE s.fees >= big.least AND l.kind = 'fee' AND l.base_amount > 0 AND l.archived_at IS NULL AND l.booked_on <= s.as_of
  AND {work_seen("l.engagement_id")}
  AND l.booked_on > s.as_of - 3653 AND s.as_of - (s.facts ->> 'business_on')::date > 30
GROUP BY s.client_id, s.facts
"""  # noqa: S608 - constants only
"""The days on which each of the largest clients came, of those that did not come within a month."""
FOUND = f"""{_SCORES}, limits AS MATERIALIZED ({NEAR_A_LIMIT}), fell AS (
    SELECT s.client_id, 'grade_fell' AS kind, jsonb_build_object('from', w.grade, 'to', s.grade) AS details
    FROM score s CROSS JOIN LATERAL (
        SELECT grade FROM scoring_healthhistory h
        WHERE h.client_id = s.client_id AND h."on" <= s.as_of - 7 ORDER BY h."on" DESC LIMIT 1
    ) w
    WHERE s.grade <> '' AND w.grade <> '' AND s.grade > w.grade
), capped AS (
    SELECT s.client_id,
           CASE cap ->> 'key' WHEN 'single_thread' THEN 'one_thread' ELSE 'key_person_left' END AS kind,
           CASE cap ->> 'key' WHEN 'single_thread'
               THEN jsonb_build_object('people', s.facts -> 'living_people', 'colleagues', s.facts -> 'living_colleagues')
               ELSE jsonb_build_object('left_on', s.facts -> 'decider_left_on') END AS details
    FROM score s CROSS JOIN LATERAL jsonb_array_elements(s.caps) cap
    WHERE cap ->> 'key' IN ('single_thread', 'key_contact_left')
), quiet AS (
    SELECT s.client_id, 'big_client_quiet' AS kind,
           jsonb_build_object('heard_on', s.facts -> 'answered_on', 'usual', s.facts -> 'interval_days',
                              'business_on', s.facts -> 'business_on', 'gap', s.facts -> 'gap_days',
                              'due_on', late.due_on) AS details
    FROM score s CROSS JOIN big
    LEFT JOIN unnest(%(late)s::bigint[], %(due)s::date[]) AS late (client_id, due_on) ON late.client_id = s.client_id
    WHERE s.fees >= big.least AND (
        s.as_of - (s.facts ->> 'answered_on')::date > 2 * (s.facts ->> 'interval_days')::int
        OR late.due_on IS NOT NULL)
      AND NOT EXISTS (SELECT FROM clients_client c WHERE c.id = s.client_id AND {looked_after("ARRAY(SELECT near FROM limits)")})
), found AS (
    SELECT * FROM fell UNION ALL SELECT * FROM capped UNION ALL SELECT * FROM quiet
)
"""  # noqa: S608 - constants only
# One that nobody has dealt with stays as it is; one that stands snoozed is not raised.
RAISE = f"""{FOUND}
INSERT INTO scoring_alert (client_id, kind, week, raised_on, details)
SELECT f.client_id, f.kind, date_trunc('week', %(today)s::date)::date, %(today)s, f.details
FROM found f
WHERE NOT EXISTS (
    SELECT FROM scoring_alertsnooze z WHERE z.client_id = f.client_id AND z.kind = f.kind AND z.archived_at IS NULL
      AND (z.until IS NULL OR z.until >= %(today)s))
  AND NOT EXISTS (
    SELECT FROM scoring_alert a WHERE a.client_id = f.client_id AND a.kind = f.kind
      AND (a.done_at IS NULL AND a.ended_on IS NULL AND a.archived_at IS NULL
           OR a.kind = 'grade_fell' AND a.details = f.details AND a.raised_on > %(today)s::date - 14))
ORDER BY f.client_id, f.kind
ON CONFLICT (client_id, kind, week) DO NOTHING
"""  # noqa: S608 - constants only
# A fall stays worth a word for four weeks, unless the grade is back; the others end with their reason.
END = f"""{FOUND}
UPDATE scoring_alert a SET ended_on = %(today)s, updated_at = now(), version = a.version + 1
WHERE a.done_at IS NULL AND a.ended_on IS NULL AND a.archived_at IS NULL
  AND CASE WHEN a.kind = 'grade_fell'
      THEN a.raised_on < %(today)s::date - 28
           OR EXISTS (SELECT FROM score s WHERE s.client_id = a.client_id AND s.grade <> ''
                      AND s.grade < a.details ->> 'to')
      ELSE NOT EXISTS (SELECT FROM found f WHERE f.client_id = a.client_id AND f.kind = a.kind) END
"""  # noqa: S608 - constants only
