"""Marks of walled work say which, so that what happens behind its wall adds nothing to what waits for an outsider."""

from django.db import migrations

# In the place of a parent: the work, as `clients.visible_groups.work_key` writes it among those hidden from a reader.
_MARKS = """
        INSERT INTO scoring_repeatmark (client_id, parent_id)
        SELECT DISTINCT n.client_id, -1 - k.engagement_id FROM {rows} n LEFT JOIN engagements_walledwork k USING (engagement_id);"""
MARKS = f"""
CREATE OR REPLACE FUNCTION scoring_mark_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN{_MARKS.format(rows="new_rows")}
    END IF;
    IF TG_OP <> 'INSERT' THEN{_MARKS.format(rows="old_rows")}
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION scoring_mark_one_offs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id, parent_id)
    SELECT DISTINCT entry.client_id, -1 - k.engagement_id FROM new_rows JOIN old_rows USING (id)
    JOIN engagements_ledgerentry entry ON entry.engagement_id = new_rows.id
    LEFT JOIN engagements_walledwork k ON k.engagement_id = new_rows.id
    WHERE new_rows.one_off IS DISTINCT FROM old_rows.one_off;
    RETURN NULL;
END $$;
"""  # noqa: S608 - constants only
BEFORE = """
CREATE OR REPLACE FUNCTION scoring_mark_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO scoring_repeatmark (client_id) SELECT DISTINCT client_id FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO scoring_repeatmark (client_id) SELECT DISTINCT client_id FROM old_rows;
    ELSE
        INSERT INTO scoring_repeatmark (client_id) SELECT client_id FROM new_rows UNION SELECT client_id FROM old_rows;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION scoring_mark_one_offs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id)
    SELECT DISTINCT entry.client_id FROM new_rows JOIN old_rows USING (id)
    JOIN engagements_ledgerentry entry ON entry.engagement_id = new_rows.id
    WHERE new_rows.one_off IS DISTINCT FROM old_rows.one_off;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0013_figures_of_health"), ("engagements", "0009_walled_work")]

    operations = [migrations.RunSQL(MARKS, BEFORE)]
