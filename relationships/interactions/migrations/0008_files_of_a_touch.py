"""How many files a touchpoint has, found by its index however few files there are."""

from django.db import migrations

# A small table is walked whole rather than by its index: once for each touchpoint of a page, on a plan that stays
# while the table grows. PL/pgSQL plans the statement under the setting, once a connection.
FILES_OF = """
CREATE FUNCTION interactions_files_of(touch bigint) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT SET enable_seqscan = off AS $$
BEGIN
    RETURN (SELECT count(*) FROM interactions_attachment f WHERE f.interaction_id = touch AND f.archived_at IS NULL);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0007_attachments")]

    operations = [migrations.RunSQL(FILES_OF, "DROP FUNCTION interactions_files_of(bigint)")]
