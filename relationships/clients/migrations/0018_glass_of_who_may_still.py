"""Whoever may no longer manage walls stands outside again at once: the hour of a broken glass ends with the role."""

from django.db import migrations

# Roles that manage walls (accounts.policy); a test compares.
THROUGH = """
CREATE OR REPLACE FUNCTION clients_through_glass(wall bigint, reader bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM clients_glassbreak g JOIN accounts_user u ON u.id = g.colleague_id
        WHERE g.wall_id = wall AND g.colleague_id = reader AND g.ends_at > statement_timestamp()
          AND u.role IN ('partner', 'administrator'))
$$;
"""
NOW = "NOT clients_through_glass(w.id, reader)"
BEFORE = """NOT EXISTS (SELECT FROM clients_glassbreak g WHERE g.wall_id = w.id AND g.colleague_id = reader
                        AND g.ends_at > statement_timestamp())"""
STANDING = """NOT w.around_work AND w.archived_at IS NULL AND w.starts_at <= statement_timestamp()
        AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())
        AND NOT EXISTS (SELECT FROM clients_wallinsider i WHERE i.wall_id = w.id AND i.colleague_id = reader)
        AND """


def functions(standing):
    return f"""
CREATE OR REPLACE FUNCTION clients_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT w.client_id FROM clients_wall w WHERE {standing};
END $$;
CREATE OR REPLACE FUNCTION clients_below_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE below AS (
        SELECT e.client_id FROM clients_wall w JOIN clients_groupedge e ON e.parent_id = w.client_id
        WHERE w.covers_group AND e.archived_at IS NULL AND {standing}
        UNION
        SELECT e.client_id FROM below JOIN clients_groupedge e ON e.parent_id = below.client_id
        WHERE e.archived_at IS NULL
    ) SELECT below.client_id FROM below;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0017_walls_around_work"), ("accounts", "0009_scopes")]

    operations = [
        migrations.RunSQL(
            THROUGH + functions(STANDING + NOW),
            functions(STANDING + BEFORE) + "DROP FUNCTION clients_through_glass(bigint, bigint);",
        )
    ]
