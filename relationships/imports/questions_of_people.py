"""People whom a file would add, and people here who are reached the same way, or are called so.

What alumni keep to themselves is compared with nothing: the question would confirm whose address it is.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import connection

from accounts.models import User
from relationships.alumni.kept_back import POINT_KEPT_BACK
from relationships.contacts.models import Person
from relationships.contacts.queries import current_positions_of
from relationships.imports.applying import Step
from relationships.imports.file_store import Known, Question
from relationships.imports.readable import readable

OFFERED = 5
NEARLY, LIKE = 0.6, 0.4
"""Trigram similarity from which two names at one employer, or behind one number, may be one."""
CROWD = 300
"""So many people at one client are compared by exact name only."""
SHARED = 5
"""What more people have in common tells nobody apart: a switchboard, a frequent name."""
_WHY = {
    "email": "The same e-mail address",
    "phone": "The same phone number, and a like name",
    "spelling": "A like name at the same employer",
    "name": "The same name",
}
_ASKED = """
CREATE TEMP TABLE import_asked ON COMMIT DROP AS
SELECT p.id, p.name, p.name_search FROM import_stub n JOIN contacts_person p ON p.id = n.id;
ANALYZE import_asked
"""
_IN_SIGHT = "CREATE TEMP TABLE import_in_sight ON COMMIT DROP AS {seen}"
_WITHOUT_THE_NEW = """
DELETE FROM import_in_sight WHERE id IN (SELECT id FROM import_asked); ANALYZE import_in_sight
"""
_LIKE = f"""
WITH ours AS (
    SELECT c.person_id, c.kind, COALESCE(NULLIF(c.number, ''), c.normal) AS reach FROM import_asked a
    JOIN contacts_contactpoint c ON c.person_id = a.id WHERE c.kind IN ('email', 'phone')
), theirs AS (
    SELECT c.person_id, c.kind, COALESCE(NULLIF(c.number, ''), c.normal) AS reach FROM contacts_contactpoint c
    JOIN import_in_sight s ON s.id = c.person_id WHERE c.archived_at IS NULL AND c.kind IN ('email', 'phone')
      AND NOT {POINT_KEPT_BACK.format(point="c")}
), reached AS (
    SELECT o.person_id AS id, t.person_id AS other_id, o.kind,
           count(*) OVER (PARTITION BY o.person_id, o.kind, o.reach) AS of_so_many
    FROM ours o JOIN theirs t ON t.kind = o.kind AND t.reach = o.reach
), namesakes AS (
    SELECT a.id, p.id AS other_id, count(*) OVER (PARTITION BY a.id) AS of_so_many
    FROM import_asked a JOIN contacts_person p ON p.name_search = a.name_search JOIN import_in_sight s ON s.id = p.id
), held AS (
    SELECT DISTINCT w.client_id, w.person_id FROM contacts_position w JOIN import_in_sight s ON s.id = w.person_id
    WHERE w.archived_at IS NULL AND w.client_id IN (
        SELECT w.client_id FROM import_asked a JOIN contacts_position w ON w.person_id = a.id)
), small AS (
    SELECT client_id FROM held GROUP BY client_id HAVING count(*) <= %(crowd)s
), found AS (
    SELECT id, other_id, kind AS reason, 1.0::float8 AS likeness FROM reached WHERE kind = 'email' AND of_so_many <= %(shared)s
    UNION ALL
    SELECT r.id, r.other_id, 'phone', 0.9 FROM reached r JOIN import_asked a USING (id)
    JOIN contacts_person p ON p.id = r.other_id
    WHERE r.kind = 'phone' AND r.of_so_many <= %(shared)s AND similarity(a.name_search, p.name_search) >= %(like)s
    UNION ALL
    SELECT id, other_id, 'name', 0.7 FROM namesakes WHERE of_so_many <= %(shared)s
    UNION ALL
    SELECT a.id, p.id, 'spelling', similarity(a.name_search, p.name_search) FROM import_asked a
    JOIN contacts_position w ON w.person_id = a.id JOIN small USING (client_id) JOIN held h ON h.client_id = w.client_id
    JOIN contacts_person p ON p.id = h.person_id
    WHERE p.name_search <> a.name_search AND similarity(a.name_search, p.name_search) >= %(nearly)s
)
SELECT DISTINCT ON (id, other_id) id, other_id, reason, likeness FROM found ORDER BY id, other_id, likeness DESC
"""  # noqa: S608 - constants
_ROWS_OF = """
SELECT s.target, array_agg(s.line ORDER BY s.line), {has_id} FROM import_said s
WHERE s.target = ANY(%(ids)s) GROUP BY s.target
"""


def ask_of_people(step: Step, user: User, most: int, *, ids_count: bool) -> list[Question]:
    """Rows of a list of people, or of former colleagues, that look like somebody who is here."""
    step.run("DROP TABLE IF EXISTS import_asked, import_in_sight")
    step.run(_ASKED)
    seen, parameters = Person.objects.visible_to(user).current().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_IN_SIGHT.format(seen=seen), parameters)
    step.run(_WITHOUT_THE_NEW)
    like: dict[int, list[tuple[int, str, float]]] = defaultdict(list)
    for pk, other, reason, likeness in step.rows(_LIKE, crowd=CROWD, shared=SHARED, like=LIKE, nearly=NEARLY):
        like[pk].append((other, reason, likeness))
    asked = sorted(like)[:most]
    return _questions(step, user, {pk: like[pk] for pk in asked}, ids_count=ids_count)


def _questions(
    step: Step, user: User, like: dict[int, list[tuple[int, str, float]]], *, ids_count: bool
) -> list[Question]:
    ids = list(like)
    others = sorted({other for pairs in like.values() for other, _, _ in pairs})
    known = Person.objects.visible_to(user).in_bulk(others)
    posts = current_positions_of(user, others)
    where = {pk: ", ".join(filter(None, [held[0].title, held[0].client.name])) for pk, held in posts.items() if held}
    names = dict(step.rows("SELECT id, name FROM import_asked WHERE id = ANY(%(ids)s)", ids=ids))
    found = []
    for pk, lines, with_id in step.rows(_ROWS_OF.format(has_id="bool_or(s.has_id)" if ids_count else "false"), ids=ids):
        offered = [
            Known(
                person.public_id,
                person.name,
                where.get(other, ""),
                _WHY[reason],
                likeness,
                # A source that knows somebody under another id says itself that they are two.
                not (with_id and person.external_id is not None and person.source == step.source),
            )
            for other, reason, likeness in sorted(like[pk], key=lambda pair: (-pair[2], pair[0]))[:OFFERED]
            if (person := known.get(other))
        ]
        if offered:
            found.append(Question(str(lines[0]), lines, "", readable(names[pk]), len(lines), offered))
    return found
