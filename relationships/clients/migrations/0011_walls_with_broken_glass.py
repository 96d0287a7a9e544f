"""Whoever broke the glass of a wall stands inside it until their hour is over: asked with every question, by the database's clock."""

from django.db import migrations

INSIDE = """w.archived_at IS NULL AND w.starts_at <= statement_timestamp()
        AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())
        AND NOT EXISTS (SELECT FROM clients_wallinsider i WHERE i.wall_id = w.id AND i.colleague_id = reader)"""
STANDING = f"""{INSIDE}
        AND NOT EXISTS (SELECT FROM clients_glassbreak g WHERE g.wall_id = w.id AND g.colleague_id = reader
                        AND g.ends_at > statement_timestamp())"""


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
    dependencies = [("clients", "0010_walls_told_attested_broken")]

    operations = [migrations.RunSQL(functions(STANDING), functions(INSIDE))]
