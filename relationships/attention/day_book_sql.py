"""SQL about the clients somebody looks after, however many: the ones that weigh most, with all that My day asks of them.

All of it through the gate of whoever reads. What is looked up for each client is looked up for those alone that are asked
for; of the rest only their ids and fees are read.
"""
# ruff: noqa: S608 - composed of constants only

from __future__ import annotations

from accounts.prepared import Prepared
from relationships.clients.visibility import HIDDEN_CLIENTS, work_seen
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import links_seen_by, seen_by
from relationships.network.tie_rules import INTERVALS

HIDDEN, _HIDDEN_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_SEEN, _SEEN_NAMES = seen_by("i", of_client=True)
_WORK_SEEN = work_seen("e.id", "%(hidden_0)s")
_LINK_SEEN, _LINK_NAMES = links_seen_by("word")
BOOK_READER = [*dict.fromkeys([*_HIDDEN_NAMES, *_SEEN_NAMES, *_LINK_NAMES])]
"""Parameters that are the reader's id."""

# Somebody's book: clients they own, and those whose team they lead, manage or stand in for.
BOOK_OF = f"""
WITH hidden AS MATERIALIZED ({HIDDEN}), book AS MATERIALIZED (
    SELECT c.id FROM clients_client c
    WHERE c.owner_id = %(of)s AND c.archived_at IS NULL AND c.id NOT IN (SELECT client_id FROM hidden)
    UNION
    SELECT c.id FROM clients_teammember t JOIN clients_client c ON c.id = t.client_id
    WHERE t.colleague_id = %(of)s AND t.archived_at IS NULL AND c.archived_at IS NULL
      AND t.role IN ('relationship_partner', 'account_manager', 'deputy')
      AND c.id NOT IN (SELECT client_id FROM hidden)
)"""
_WAITING = "a.done_at IS NULL AND a.ended_on IS NULL AND a.archived_at IS NULL"
# Whoever may not know of fees meets the clients in the order in which they were entered.
_CHOSEN = f"""standing AS MATERIALIZED (
    SELECT b.id, h.net, row_number() OVER (ORDER BY COALESCE(h.net, 0) DESC, b.id) - 1 AS place,
           count(*) OVER () AS size
    FROM book b LEFT JOIN scoring_health h ON h.client_id = b.id AND %(fees)s::boolean
), chosen AS MATERIALIZED (
    SELECT * FROM standing WHERE place < %(many)s::int OR id = ANY (%(also)s::bigint[])
    UNION
    (SELECT s.* FROM standing s
     WHERE %(many)s::int > 0 AND %(health)s::boolean AND EXISTS (
        SELECT FROM scoring_alert a WHERE a.client_id = s.id AND {_WAITING})
     ORDER BY s.place LIMIT %(most)s)
    UNION
    (SELECT s.* FROM standing s
     WHERE %(many)s::int > 0 AND s.id IN (
        SELECT q.client_id FROM contacts_position q
        WHERE q.started_on BETWEEN %(today)s::date - 21 AND %(today)s::date + 3 AND q.archived_at IS NULL
          AND q.ended_on IS NULL)
     ORDER BY s.place LIMIT %(most)s)
)"""

# Whom a word about the client goes to: whoever this colleague talked to last there, else whoever anybody did.
# A client may want its words further apart than the maximum of its industry or tier, which then says nothing.
BOOK = Prepared(
    "attention_book",
    f"""{BOOK_OF}, {_CHOSEN}
SELECT c.id, c.public_id, c.name, c.tier, c.industry, c.expected_interval_days, contact.person_id,
       h.grade, h.score, b.net::float8, b.place, b.size,
       (h.facts ->> 'business_on')::date, (h.facts ->> 'gap_days')::int,
       last.day, began.opened_on, ended.public_id, ended.name, ended.closed_on, asked.yes IS NOT NULL,
       COALESCE(ci.ideal_days, ct.ideal_days),
       CASE WHEN COALESCE(ci.maximum_days, ct.maximum_days) >= COALESCE(c.expected_interval_days, 0)
            THEN COALESCE(ci.maximum_days, ct.maximum_days) END, alerts.found
FROM chosen b JOIN clients_client c ON c.id = b.id
LEFT JOIN scoring_health h ON h.client_id = c.id
LEFT JOIN interactions_cadence ct ON ct.tier = c.tier AND c.tier <> '' AND ct.archived_at IS NULL
LEFT JOIN interactions_cadence ci ON ci.industry = c.industry AND c.industry <> '' AND ci.archived_at IS NULL
LEFT JOIN LATERAL (
    SELECT t.person_id FROM network_tie t JOIN contacts_person p ON p.id = t.person_id
    WHERE t.client_id = c.id AND p.archived_at IS NULL AND EXISTS (
        SELECT FROM contacts_position q WHERE q.client_id = t.client_id AND q.person_id = t.person_id
          AND q.archived_at IS NULL AND q.ended_on IS NULL)
    ORDER BY (t.colleague_id = %(of)s) DESC, t.last_on DESC, t.person_id LIMIT 1
) contact ON TRUE
LEFT JOIN LATERAL (
    SELECT (l.occurred_at AT TIME ZONE %(zone)s)::date AS day
    FROM interactions_touchclient l JOIN interactions_interaction i ON i.id = l.interaction_id
    WHERE l.client_id = c.id AND l.occurred_at <= now() AND i.archived_at IS NULL AND {_SEEN}
    ORDER BY l.occurred_at DESC LIMIT 1
) last ON TRUE
LEFT JOIN LATERAL (
    SELECT min(e.opened_on) AS opened_on FROM engagements_engagement e
    WHERE e.client_id = c.id AND e.archived_at IS NULL AND {_WORK_SEEN}
) began ON TRUE
LEFT JOIN LATERAL (
    SELECT e.public_id, e.name, e.closed_on FROM engagements_engagement e
    WHERE e.client_id = c.id AND e.archived_at IS NULL AND {_WORK_SEEN}
      AND e.closed_on BETWEEN %(today)s::date - 90 AND %(today)s::date - 14
    ORDER BY e.closed_on DESC, e.id DESC LIMIT 1
) ended ON TRUE
LEFT JOIN LATERAL (
    SELECT 1 AS yes FROM interactions_touchclient l JOIN interactions_interaction i ON i.id = l.interaction_id
    WHERE l.client_id = c.id AND l.occurred_at >= (ended.closed_on + 1)::timestamp AT TIME ZONE %(zone)s
      AND i.kind IN ('meeting', 'call', 'event', 'hospitality') AND i.archived_at IS NULL AND {_SEEN}
    LIMIT 1
) asked ON TRUE
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(a.public_id, a.kind, a.details, a.raised_on) ORDER BY a.id) AS found
    FROM scoring_alert a
    WHERE %(health)s::boolean AND a.client_id = c.id AND {_WAITING}
) alerts ON TRUE
ORDER BY c.id
""",
)

_USUAL = " ".join(f"WHEN '{tier}' THEN {days}" for tier, days in INTERVALS.items() if tier)
_WANTED = f"""COALESCE(c.expected_interval_days, ci.ideal_days, ct.ideal_days,
            CASE c.tier {_USUAL} ELSE {INTERVALS[""]} END)"""
_MOST = "COALESCE(ci.maximum_days, ct.maximum_days)"
_CADENCES = """LEFT JOIN interactions_cadence ct ON ct.tier = c.tier AND c.tier <> '' AND ct.archived_at IS NULL
LEFT JOIN interactions_cadence ci ON ci.industry = c.industry AND c.industry <> '' AND ci.archived_at IS NULL"""
# How many there are, and with how many the last word is not longer ago than wanted, with some grace.
RHYTHM = Prepared(
    "attention_rhythm",
    f"""{BOOK_OF}
SELECT count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM interactions_touchclient word
    WHERE word.client_id = c.id AND word.occurred_at <= now()
      AND word.occurred_at >= (%(today)s::date - floor(%(grace)s::float8 * {_WANTED})::int)::timestamp
          AT TIME ZONE %(zone)s
      AND {_LINK_SEEN} OFFSET 0))
FROM book b JOIN clients_client c ON c.id = b.id
{_CADENCES}
""",
)
# Which clients of a book are overdue, due, soon due or never spoken to: how many of each, and one page of them, the
# longest overdue first. A client is looked at by one index entry, that of its last word.
BEATS = Prepared(
    "attention_beats",
    f"""{BOOK_OF}, beat AS MATERIALIZED (
    SELECT c.id, c.name_search, last.day + {_WANTED} AS due_on,
           last.day + CASE WHEN {_MOST} >= COALESCE(c.expected_interval_days, 0) THEN {_MOST}
                           ELSE round(%(grace)s::float8 * {_WANTED})::int END AS overdue_on
    FROM book b JOIN clients_client c ON c.id = b.id
    {_CADENCES}
    LEFT JOIN LATERAL (
        SELECT (word.occurred_at AT TIME ZONE %(zone)s)::date AS day FROM interactions_touchclient word
        WHERE word.client_id = c.id AND word.occurred_at <= now() AND {_LINK_SEEN}
        ORDER BY word.occurred_at DESC LIMIT 1
    ) last ON TRUE
), placed AS (
    SELECT id, overdue_on, name_search, CASE
        WHEN due_on IS NULL THEN 'silent' WHEN overdue_on < %(today)s::date THEN 'overdue'
        WHEN due_on <= %(today)s::date THEN 'due' WHEN due_on <= %(today)s::date + %(soon)s::int THEN 'upcoming'
        END AS section
    FROM beat
), numbered AS (
    SELECT section, id, row_number() OVER (PARTITION BY section ORDER BY overdue_on, name_search, id) AS place,
           count(*) OVER (PARTITION BY section) AS number
    FROM placed WHERE section IS NOT NULL
)
SELECT section, number, place, id FROM numbered
WHERE place = 1 OR ((%(show)s::text = '' OR section = %(show)s::text)
    AND place > %(after)s::int AND place <= %(after)s::int + %(page)s::int)
ORDER BY section, place
""",
)
