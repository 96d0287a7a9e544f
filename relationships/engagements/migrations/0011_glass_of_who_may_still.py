"""Whoever may no longer manage walls stands outside of walled work at once, too (clients 0018)."""

from django.db import migrations

NOW = "NOT clients_through_glass(w.id, reader)"
BEFORE = """NOT EXISTS (SELECT FROM clients_glassbreak g WHERE g.wall_id = w.id AND g.colleague_id = reader
                        AND g.ends_at > statement_timestamp())"""
WALLED_FROM = """
CREATE OR REPLACE FUNCTION engagements_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT k.engagement_id FROM engagements_walledwork k JOIN clients_wall w ON w.id = k.wall_id
    WHERE w.archived_at IS NULL AND w.starts_at <= statement_timestamp()
        AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())
        AND NOT EXISTS (SELECT FROM clients_wallinsider i WHERE i.wall_id = w.id AND i.colleague_id = reader)
        AND {glass};
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0010_one_offs_by_index"), ("clients", "0018_glass_of_who_may_still")]

    operations = [migrations.RunSQL(WALLED_FROM.format(glass=NOW), WALLED_FROM.format(glass=BEFORE))]
