"""SQL that makes referrers of what people brought: who came through whom, what each branch is worth, who is cooling.

The selects that it is made of come through the gate of whoever reads: `contributions`, `introductions`, `credits`,
`seats`, `ties` and `silent`. What `referrer_tree` says of one referrer it says of all; a test holds the two together.
"""

from __future__ import annotations

from relationships.network.referrer_tree import BRINGS, LATE, LEAST_USUAL, MOST_USUAL, TO_THANK, UNKNOWN_USUAL

_NODES = f"""
contribution AS MATERIALIZED ({{contributions}}), introduction AS MATERIALIZED ({{introductions}}),
brought AS MATERIALIZED (
    SELECT person_id, happened_on AS day, whose AS client_id, thanked_on, TRUE AS counts FROM contribution
    UNION ALL
    SELECT through_id, made_on, client_id, thanked_on,
           id NOT IN (SELECT introduction_id FROM contribution WHERE introduction_id IS NOT NULL)
    FROM introduction
), node AS MATERIALIZED (
    SELECT person_id, min(day) FILTER (WHERE counts) AS first_on, max(day) FILTER (WHERE counts) AS last_on,
           count(*) FILTER (WHERE counts) AS brought, max(thanked_on) AS thanked_on,
           count(*) FILTER (WHERE counts AND thanked_on IS NULL AND day >= %(today)s::date - {BRINGS.days}
                              AND day <= %(today)s::date - {TO_THANK.days}) AS to_thank
    FROM brought GROUP BY person_id HAVING bool_or(counts)
), came AS MATERIALIZED (
    SELECT person_id, client_id, min(day) AS day FROM brought WHERE counts AND client_id IS NOT NULL GROUP BY 1, 2
), fee AS MATERIALIZED (
    SELECT c.person_id, sum(s.worth) AS ever, sum(s.worth) FILTER (WHERE s.booked_on >= %(year_ago)s) AS year
    FROM contribution c JOIN ({{credits}}) s ON s.contribution_id = c.id GROUP BY 1
)"""  # noqa: S608 - constants only
# Everybody hangs on whoever brought them first, before they brought anything themselves: so no circle can close.
_FOREST = """
edge AS (
    SELECT person_id, through_id, made_on AS day, NULL::bigint AS client_id FROM introduction
    UNION ALL
    SELECT seat.person_id, came.person_id, came.day, came.client_id FROM came JOIN ({seats}) seat USING (client_id)
    WHERE seat.person_id <> came.person_id AND (seat.ended_on IS NULL OR seat.ended_on >= came.day)
), parent AS MATERIALIZED (
    SELECT DISTINCT ON (e.person_id) e.* FROM edge e
    JOIN node above ON above.person_id = e.through_id JOIN node own ON own.person_id = e.person_id
    WHERE e.person_id <> e.through_id AND above.first_on <= e.day AND e.day < own.first_on
    ORDER BY e.person_id, e.day, e.through_id, COALESCE(e.client_id, 0)
), line AS (
    SELECT person_id, person_id AS above FROM node
    UNION ALL SELECT line.person_id, parent.through_id FROM line JOIN parent ON parent.person_id = line.above
), branch AS MATERIALIZED (
    SELECT above AS root, sum(COALESCE(fee.ever, 0)) AS fees, count(*) AS people
    FROM line LEFT JOIN fee USING (person_id) WHERE above NOT IN (SELECT person_id FROM parent) GROUP BY 1
)"""
_LATE = f"""
touch AS MATERIALIZED (
    SELECT DISTINCT ON (t.person_id) t.person_id, max(t.last_on) OVER (PARTITION BY t.person_id) AS last_on,
           LEAST(GREATEST(CASE WHEN t.touches > 2 AND t.last_on > t.first_on
                               THEN round((t.last_on - t.first_on)::float8 / (t.touches - 1))
                               ELSE t.interval_days END, {LEAST_USUAL}), {MOST_USUAL})::int AS usual
    FROM ({{ties}}) t JOIN node USING (person_id)
    ORDER BY t.person_id, t.touches DESC, t.last_on DESC, t.id DESC
), state AS MATERIALIZED (
    SELECT node.*, fee.ever, fee.year, touch.last_on AS talked_on, COALESCE(touch.usual, {UNKNOWN_USUAL}) AS usual,
           node.person_id NOT IN ({{silent}}) AS may_be_called
    FROM node LEFT JOIN fee USING (person_id) LEFT JOIN touch USING (person_id)
), referrer AS MATERIALIZED (
    SELECT state.*, may_be_called AND (last_on >= %(today)s::date - {BRINGS.days} OR COALESCE(year, 0) > 0)
           AND %(today)s::date - COALESCE(talked_on, last_on) > {LATE} * usual AS late
    FROM state
)"""  # noqa: S608 - constants only
_TOTALS = """
    SELECT count(*), count(*) FILTER (WHERE late), count(*) FILTER (WHERE to_thank > 0), (SELECT count(*) FROM branch)
    FROM referrer"""
_BY_BRANCH = """
    SELECT b.root AS person_id, row_number() OVER (ORDER BY b.fees DESC, b.people DESC, r.last_on DESC, b.root) AS place
    FROM branch b JOIN referrer r ON r.person_id = b.root"""
_BY_LATE = """
    SELECT person_id, row_number() OVER (ORDER BY COALESCE(ever, 0) DESC, brought DESC, person_id) AS place
    FROM referrer WHERE late"""
_ROWS = """
shown AS MATERIALIZED (
    SELECT * FROM ({order}) ranked WHERE place > %(offset)s AND place <= %(offset)s::bigint + %(most)s
), total AS ({totals}), tree AS (
    SELECT DISTINCT line.person_id FROM line WHERE line.above IN (
        SELECT line.above FROM line JOIN shown ON shown.person_id = line.person_id
        WHERE line.above NOT IN (SELECT person_id FROM parent))
)
SELECT total.*, r.person_id, r.first_on, r.last_on, r.brought, r.ever, r.year, r.thanked_on, r.to_thank, r.talked_on,
       r.usual, r.may_be_called, r.late, p.through_id, p.day, p.client_id, shown.place,
       (SELECT array_agg(c.client_id ORDER BY c.day, c.client_id) FROM came c WHERE c.person_id = r.person_id)
FROM total LEFT JOIN (tree JOIN referrer r USING (person_id)) ON TRUE
LEFT JOIN parent p ON p.person_id = r.person_id LEFT JOIN shown ON shown.person_id = r.person_id
"""


def rows_sql(selects: dict[str, str], *, only_late: bool) -> str:
    """The trees that one page needs, each row with the totals before it; a single row of totals when it needs none."""
    order = _BY_LATE if only_late else _BY_BRANCH
    parts = [part.format(**selects) for part in (_NODES, _FOREST, _LATE)]
    return f"WITH RECURSIVE {', '.join(parts)}, {_ROWS.format(order=order, totals=_TOTALS)}"
