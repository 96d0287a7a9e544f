"""People known only at clients out of a reader's scope are hidden with them (ADR 0027); by walls alone under another name."""

from django.db import migrations

# Walls hide few clients: whoever sits there and nowhere else is looked for among few. A scope hides most, so there it is
# asked who is seen.
FUNCTIONS = """
ALTER FUNCTION people_hidden_from(bigint) RENAME TO people_walled_from;
CREATE FUNCTION people_hidden_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    IF clients_colleagues_near(reader) IS NULL THEN
        RETURN QUERY SELECT w.person_id FROM people_walled_from(reader) w (person_id);
        RETURN;
    END IF;
    RETURN QUERY WITH hidden AS MATERIALIZED (
        SELECT clients_hidden_from(reader) AS client_id UNION ALL SELECT clients_below_walled_from(reader)
    ), seen AS MATERIALIZED (
        SELECT p.person_id FROM contacts_position p
        WHERE p.archived_at IS NULL AND p.client_id NOT IN (SELECT client_id FROM hidden)
    ) SELECT DISTINCT p.person_id FROM contacts_position p
    WHERE p.archived_at IS NULL AND p.person_id NOT IN (SELECT person_id FROM seen);
END $$;
"""
BACK = """
DROP FUNCTION people_hidden_from(bigint);
ALTER FUNCTION people_walled_from(bigint) RENAME TO people_hidden_from;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0013_names_by_words"), ("clients", "0015_clients_out_of_scope")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
