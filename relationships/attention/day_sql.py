"""SQL that gathers what My day is made of besides the clients: the people somebody knows there, new posts, words.

All of it through the gate of whoever reads; all of it by the keys of that one book, however large the firm is.
"""

from __future__ import annotations

from accounts.prepared import Prepared
from relationships.attention.day_book_sql import BOOK_OF, BOOK_READER, HIDDEN
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import seen_by

_NOBODY, _NOBODY_NAMES = named(HIDDEN_PEOPLE, [0], prefix="nobody")
_SEEN, _SEEN_NAMES = seen_by("i")
READER = [*BOOK_READER, *_NOBODY_NAMES, *_SEEN_NAMES]
"""Parameters that are the reader's id."""

# What was done about rows lately, and since when their reasons have been standing there.
_MARKS = """
SELECT 'mark', m.public_id, m.person_id, m.client_id, m.act, m.kind, m.seen::json, m.on, m.until, i.public_id
FROM attention_daymark m LEFT JOIN interactions_interaction i ON i.id = m.touch_id
WHERE m.colleague_id = %(of)s AND m.archived_at IS NULL AND m.on > %(today)s::date - 400
  AND (i.id IS NULL OR i.archived_at IS NULL)
UNION ALL
SELECT 'shown', s.key, NULL, NULL, '', '', to_json(s.stage), s.first_on, NULL, NULL
FROM attention_dayshown s WHERE s.colleague_id = %(of)s
"""

# The pair's habit is read from four touches; with fewer, or where a cadence was set for the person, what is wanted.
# Ties are as new as the last rebuild; so whoever was spoken to since, by anybody of us, is looked up.
# Silence is looked for at the clients that are asked for, which came through the gate; a new post in the whole book.
_PEOPLE = f"""{BOOK_OF}, pair AS (
    SELECT t.person_id, t.client_id, t.last_on, own.ideal_days, own.maximum_days, t.touches,
           CASE WHEN t.touches >= 4 AND t.last_on > t.first_on
                THEN (t.last_on - t.first_on)::float8 / (t.touches - 1) ELSE t.interval_days END AS habit
    FROM unnest(%(clients)s::bigint[]) b (id) JOIN network_tie t ON t.client_id = b.id
    LEFT JOIN interactions_cadence own ON own.person_id = t.person_id AND own.archived_at IS NULL
    WHERE t.colleague_id = %(of)s AND %(today)s::date - t.last_on <= 730
), late AS MATERIALIZED (
    SELECT *, COALESCE(ideal_days, habit) AS usual FROM pair
    WHERE %(today)s::date - last_on > LEAST(1.25 * COALESCE(ideal_days, habit), maximum_days)
), there AS (
    SELECT late.* FROM late JOIN contacts_person p ON p.id = late.person_id
    WHERE p.archived_at IS NULL AND EXISTS (
        SELECT FROM contacts_position q WHERE q.client_id = late.client_id AND q.person_id = late.person_id
          AND q.archived_at IS NULL AND q.ended_on IS NULL OFFSET 0)
), post AS (
    SELECT q.person_id, q.client_id, q.title, q.started_on, a.left_on, a.id IS NOT NULL AS alumnus
    FROM contacts_position q JOIN contacts_person p ON p.id = q.person_id
    LEFT JOIN alumni_alumnus a ON a.person_id = q.person_id AND a.archived_at IS NULL AND a.opted_out_on IS NULL
      AND NOT a.do_not_contact
    WHERE q.started_on BETWEEN %(today)s::date - 21 AND %(today)s::date + 3 AND q.archived_at IS NULL
      AND q.ended_on IS NULL AND p.archived_at IS NULL AND q.client_id NOT IN (SELECT client_id FROM hidden)
      AND ((q.client_id IN (SELECT id FROM book)) IS TRUE OR a.keeper_id = %(of)s)
      AND (%(only)s::bigint IS NULL OR q.person_id = %(only)s)
      AND (a.id IS NOT NULL OR EXISTS (SELECT FROM network_tie t WHERE t.person_id = q.person_id OFFSET 0))
)
SELECT 'quiet', there.person_id, there.client_id, GREATEST(there.last_on, word.day), there.usual, there.maximum_days,
       there.touches, '', NULL::date, ''
FROM there LEFT JOIN LATERAL (
    SELECT (l.occurred_at AT TIME ZONE %(zone)s)::date AS day
    FROM interactions_touchperson l JOIN interactions_interaction i ON i.id = l.interaction_id
    WHERE l.person_id = there.person_id AND l.occurred_at >= (there.last_on + 1)::timestamp AT TIME ZONE %(zone)s
      AND l.occurred_at <= now() AND i.archived_at IS NULL AND {_SEEN}
    ORDER BY l.occurred_at DESC LIMIT 1
) word ON TRUE
UNION ALL
SELECT CASE WHEN alumnus THEN 'alumnus' ELSE 'post' END, person_id, client_id, started_on, NULL, NULL, 0, title, left_on,
       CASE WHEN client_id IN (SELECT id FROM book) THEN (SELECT name FROM clients_client c WHERE c.id = client_id) END
FROM post
"""  # noqa: S608 - constants only
SIGNS_OF_PEOPLE = 10
"""So many columns come before those of the marks."""
# Two lists beside one another in one statement: no row of one meets a row of the other.
PEOPLE_AND_MARKS = Prepared(
    "attention_people_and_marks",
    f"""
SELECT * FROM ({_PEOPLE}) people FULL JOIN ({_MARKS}) marks ON FALSE
ORDER BY {SIGNS_OF_PEOPLE + 8}, {SIGNS_OF_PEOPLE + 2}
""",  # noqa: S608 - constants only
)

# Whoever stands in the list: name, post, and a way to write; nobody the reader may not know of.
WHO = Prepared(
    "attention_who",
    f"""
SELECT p.id, p.public_id, p.name, post.title, post.client_id, post.client, post.client_public_id, mail.value,
       (SELECT d.token FROM capture_dropaddress d WHERE d.user_id = %(reader)s AND d.archived_at IS NULL)
FROM contacts_person p
LEFT JOIN LATERAL (
    SELECT q.title, q.client_id, c.name AS client, c.public_id AS client_public_id
    FROM contacts_position q JOIN clients_client c ON c.id = q.client_id
    WHERE q.person_id = p.id AND q.archived_at IS NULL AND q.ended_on IS NULL
      AND q.client_id <> ALL (ARRAY({HIDDEN}))
    ORDER BY q.client_id = ANY (%(clients)s::bigint[]) DESC, q.started_on DESC NULLS LAST, q.id LIMIT 1
) post ON TRUE
LEFT JOIN LATERAL (
    SELECT m.value FROM contacts_contactpoint m
    WHERE m.person_id = p.id AND m.kind = 'email' AND m.archived_at IS NULL ORDER BY m.is_primary DESC, m.id LIMIT 1
) mail ON TRUE
WHERE p.id = ANY (%(people)s::bigint[]) AND p.archived_at IS NULL AND p.id <> ALL (ARRAY({_NOBODY}))
""",  # noqa: S608 - constants only
)

# Half a year of touches for the strip, newest first, and what was said.
_WORDS = """SELECT {sort}, w.id, i.occurred_at, i.kind, i.sentiment, left(i.summary, 600)
FROM unnest(%({ids})s::bigint[]) w (id) CROSS JOIN LATERAL (
    SELECT i.* FROM {links} l JOIN interactions_interaction i ON i.id = l.interaction_id
    WHERE l.{column} = w.id AND l.occurred_at <= now() AND i.archived_at IS NULL AND {seen}
    ORDER BY l.occurred_at DESC LIMIT 40
) i"""
TOUCHES = Prepared(
    "attention_touches",
    _WORDS.format(sort="'p'", ids="people", links="interactions_touchperson", column="person_id", seen=_SEEN)
    + " UNION ALL "
    + _WORDS.format(sort="'c'", ids="clients", links="interactions_touchclient", column="client_id", seen=_SEEN)
    + " ORDER BY 3 DESC",
)
