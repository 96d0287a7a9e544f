"""The statements of timelines. Every one asks the gate of touchpoints in its own text.

A page is found by the line index (client or person, time, touch), so its cost does not grow with the number of touches.
"""

from __future__ import annotations

from accounts.models import User
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.engagements.models import Engagement
from relationships.foundation.columns import Columns
from relationships.foundation.named_parameters import named
from relationships.interactions.models import Interaction
from relationships.interactions.visibility import seen_by

TOUCH = Columns(Interaction, "i")
WORK = Columns(Engagement, "e", "id", "public_id", "name")
AUTHOR = Columns(User, "a", "id", "public_id", "name")
CLIENT = Columns(Client, "c", "id", "public_id", "name", "owner_id")
PERSON = Columns(Person, "p", "id", "public_id", "name")
COLLEAGUE = Columns(User, "u", "id", "public_id", "name")

_SEEN, READER = seen_by("i")
_HIDDEN, OUTSIDER = named(HIDDEN_PEOPLE, [0], prefix="outsider")
_BEHIND, WALLED = named(HIDDEN_CLIENTS, [0, 0], prefix="walled")

# Those who took part come as lists of lists, so that a touch is one row and a page one statement.
_ENTRIES = f"""
SELECT {TOUCH}, {WORK}, {AUTHOR},
       (SELECT json_agg(json_build_array({CLIENT}) ORDER BY c.name_search, c.id)
        FROM interactions_touchclient l JOIN clients_client c ON c.id = l.client_id WHERE l.interaction_id = i.id),
       (SELECT json_agg(json_build_array({PERSON}) ORDER BY p.name_search, p.id)
        FROM interactions_touchperson l JOIN contacts_person p ON p.id = l.person_id
        WHERE l.interaction_id = i.id AND p.id <> ALL (ARRAY({_HIDDEN}))),
       (SELECT json_agg(json_build_array({COLLEAGUE}) ORDER BY l.id)
        FROM interactions_touchcolleague l JOIN accounts_user u ON u.id = l.colleague_id WHERE l.interaction_id = i.id),
       interactions_files_of(i.id)
FROM interactions_interaction i
LEFT JOIN engagements_engagement e ON e.id = i.engagement_id LEFT JOIN accounts_user a ON a.id = i.created_by_id
"""  # noqa: S608 - constants only
BY_ID = Prepared(
    "interactions_entries",
    f"{_ENTRIES} WHERE i.id = ANY(%(ids)s) AND (%(undone)s OR i.archived_at IS NULL) AND {_SEEN}",
)
_PAGE = """
WITH page AS MATERIALIZED (
    SELECT i.id FROM {lines} t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.{whose} = %(of)s AND (t.occurred_at, t.interaction_id) < (%(before)s::timestamptz, %(before_id)s::bigint)
      AND (i.archived_at IS NOT NULL) = %(undone)s::boolean
      AND (cardinality(%(kinds)s::text[]) = 0 OR i.kind = ANY(%(kinds)s)) AND {seen}
    ORDER BY t.occurred_at DESC, t.interaction_id DESC LIMIT %(most)s
) {entries} JOIN page ON page.id = i.id ORDER BY i.occurred_at DESC, i.id DESC
"""
OF_CLIENT, OF_PERSON = (
    Prepared(f"{lines}_timeline", _PAGE.format(lines=lines, whose=whose, seen=_SEEN, entries=_ENTRIES))
    for lines, whose in (("interactions_touchclient", "client_id"), ("interactions_touchperson", "person_id"))
)

# A client with its subsidiaries of each day, and what its people did on a day of theirs without any client being named:
# such a touch belongs to the position of its date. Each line is walked by its own index, and no further than a page: where
# the clients' own lines fill one, those of people end where the page does, for hardly any touch of theirs names no client.
_DAY = "(t.occurred_at AT TIME ZONE %(zone)s)::date"
_LINE = f"""(t.occurred_at, t.interaction_id) < (%(before)s::timestamptz, %(before_id)s::bigint)
          AND (i.archived_at IS NOT NULL) = %(undone)s::boolean
          AND (cardinality(%(kinds)s::text[]) = 0 OR i.kind = ANY(%(kinds)s)) AND within.days @> {_DAY} AND {_SEEN}
        ORDER BY t.occurred_at DESC, t.interaction_id DESC LIMIT %(most)s"""
BELOW = f"""
WITH RECURSIVE walled AS MATERIALIZED ({_BEHIND}), within AS (
    SELECT %(of)s::bigint AS client_id, daterange(NULL, NULL) AS days, ARRAY[%(of)s::bigint] AS path
    UNION ALL
    SELECT e.client_id, within.days * daterange(e.starts_on, e.ends_on, '[)'), within.path || e.client_id
    FROM within JOIN clients_groupedge e ON e.parent_id = within.client_id
    WHERE %(below)s::boolean AND e.archived_at IS NULL AND e.client_id <> ALL (within.path)
      AND e.client_id NOT IN (SELECT client_id FROM walled) AND within.days && daterange(e.starts_on, e.ends_on, '[)')
      AND (NOT e.beside OR EXISTS (SELECT FROM walled))
)"""  # noqa: S608 - constants only
WITHIN = Prepared(
    "interactions_within_timeline",
    f"""{BELOW}, own AS MATERIALIZED (
    SELECT found.* FROM within CROSS JOIN LATERAL (
        SELECT i.id, t.occurred_at FROM interactions_touchclient t JOIN interactions_interaction i ON i.id = t.interaction_id
        WHERE t.client_id = within.client_id AND {_LINE}
    ) found
), oldest AS (SELECT occurred_at FROM own ORDER BY occurred_at DESC, id DESC OFFSET %(most)s - 1 LIMIT 1), line AS (
    SELECT * FROM own
    UNION
    SELECT found.* FROM within JOIN contacts_position q ON q.client_id = within.client_id AND q.archived_at IS NULL
        AND q.person_id <> ALL (ARRAY({_HIDDEN}))
    CROSS JOIN LATERAL (
        SELECT i.id, t.occurred_at FROM interactions_touchperson t JOIN interactions_interaction i ON i.id = t.interaction_id
        WHERE t.person_id = q.person_id
          AND t.occurred_at >= COALESCE((SELECT occurred_at FROM oldest), '-infinity') AND {_DAY} >= COALESCE(q.started_on, '-infinity')
          AND {_DAY} < COALESCE(q.ended_on, 'infinity')
          AND NOT EXISTS (SELECT FROM interactions_touchclient c WHERE c.interaction_id = t.interaction_id OFFSET 0)
          AND {_LINE}
    ) found
), page AS MATERIALIZED (SELECT id FROM line ORDER BY occurred_at DESC, id DESC LIMIT %(most)s)
{_ENTRIES} JOIN page ON page.id = i.id ORDER BY i.occurred_at DESC, i.id DESC
""",  # noqa: S608 - constants only
)
HAS_BELOW = Prepared("interactions_has_below", f"{BELOW} SELECT count(DISTINCT client_id) > 1 FROM within")  # noqa: S608
