"""Who is hidden with their clients, as a function: see `clients` 0004."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION people_hidden_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
DECLARE
    hidden bigint[] := ARRAY(SELECT clients_walled_from(reader) UNION ALL SELECT clients_below_walled_from(reader));
BEGIN
    RETURN QUERY SELECT p.person_id FROM contacts_position p
    WHERE p.client_id = ANY (hidden) AND p.archived_at IS NULL AND NOT EXISTS (
        SELECT FROM contacts_position seen
        WHERE seen.person_id = p.person_id AND seen.archived_at IS NULL AND seen.client_id <> ALL (hidden));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_aliases_outside_posts_and_numbers"),
        ("clients", "0004_hidden_clients_as_functions"),
    ]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION people_hidden_from(bigint)")]
