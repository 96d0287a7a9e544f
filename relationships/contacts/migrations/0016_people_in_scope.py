"""Whom a reader who is limited to an office or practice knows through a client: asked the other way round, since a scope hides
most people (ADR 0027)."""

from django.db import migrations

# The near clients are few, and found by who looks after them; their people by the index on clients.
FUNCTION = """
CREATE FUNCTION people_in_scope_of(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10000 AS $$
DECLARE
    near bigint[] := clients_colleagues_near(reader);
    walled bigint[] := ARRAY(SELECT clients_walled_from(reader) UNION ALL SELECT clients_below_walled_from(reader));
BEGIN
    RETURN QUERY WITH looked_after AS MATERIALIZED (
        SELECT c.id FROM clients_client c WHERE c.owner_id = ANY (near)
        UNION SELECT t.client_id FROM clients_teammember t WHERE t.colleague_id = ANY (near) AND t.archived_at IS NULL
    ) SELECT p.person_id FROM looked_after l JOIN contacts_position p ON p.client_id = l.id
    WHERE p.archived_at IS NULL AND l.id <> ALL (walled);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0015_new_posts_by_day"), ("clients", "0017_walls_around_work")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION people_in_scope_of(bigint)")]
