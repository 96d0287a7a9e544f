"""The gate's two questions as functions: PostgreSQL plans them once a session, not once in each statement that asks."""

from django.db import migrations

STANDING = """w.archived_at IS NULL AND w.starts_at <= statement_timestamp()
        AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())
        AND NOT EXISTS (SELECT FROM clients_wallinsider i WHERE i.wall_id = w.id AND i.colleague_id = reader)"""
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION clients_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT w.client_id FROM clients_wall w WHERE {STANDING};
END $$;
CREATE OR REPLACE FUNCTION clients_below_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE below AS (
        SELECT e.client_id FROM clients_wall w JOIN clients_groupedge e ON e.parent_id = w.client_id
        WHERE w.covers_group AND e.archived_at IS NULL AND {STANDING}
        UNION
        SELECT e.client_id FROM below JOIN clients_groupedge e ON e.parent_id = below.client_id
        WHERE e.archived_at IS NULL
    ) SELECT below.client_id FROM below;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_edges_beside_hidden_ones")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION clients_walled_from(bigint); DROP FUNCTION clients_below_walled_from(bigint);",
        )
    ]
