"""Whoever changes a client's tier, industry or originating partner, or an engagement's, marks what must be summed anew."""

from django.db import migrations

ONE_OFFS = """
CREATE OR REPLACE FUNCTION scoring_mark_one_offs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id)
    SELECT DISTINCT entry.client_id FROM new_rows JOIN old_rows USING (id)
    JOIN engagements_ledgerentry entry ON entry.engagement_id = new_rows.id
    WHERE {changed};
    RETURN NULL;
END $$;
"""
ONE_OFF_CHANGED = "new_rows.one_off IS DISTINCT FROM old_rows.one_off"
WORK_CHANGED = "(new_rows.one_off, new_rows.originating_id) IS DISTINCT FROM (old_rows.one_off, old_rows.originating_id)"

TRAITS = """
CREATE FUNCTION scoring_mark_traits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id)
    SELECT new_rows.id FROM new_rows JOIN old_rows USING (id)
    WHERE (new_rows.tier, new_rows.industry) IS DISTINCT FROM (old_rows.tier, old_rows.industry)
        AND EXISTS (SELECT FROM engagements_ledgerentry entry WHERE entry.client_id = new_rows.id);
    RETURN NULL;
END $$;
CREATE FUNCTION scoring_mark_originators() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO scoring_repeatmark (client_id)
        SELECT DISTINCT client_id FROM new_rows WHERE role = 'originating_partner';
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO scoring_repeatmark (client_id)
        SELECT DISTINCT client_id FROM old_rows WHERE role = 'originating_partner';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER scoring_mark_traits_update AFTER UPDATE ON clients_client
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_mark_traits();
CREATE TRIGGER scoring_mark_originators_insert AFTER INSERT ON clients_teammember
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_mark_originators();
CREATE TRIGGER scoring_mark_originators_update AFTER UPDATE ON clients_teammember
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_mark_originators();
CREATE TRIGGER scoring_mark_originators_delete AFTER DELETE ON clients_teammember
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION scoring_mark_originators();
"""
NO_TRAITS = """
DROP TRIGGER scoring_mark_traits_update ON clients_client;
DROP TRIGGER scoring_mark_originators_insert ON clients_teammember;
DROP TRIGGER scoring_mark_originators_update ON clients_teammember;
DROP TRIGGER scoring_mark_originators_delete ON clients_teammember;
DROP FUNCTION scoring_mark_traits();
DROP FUNCTION scoring_mark_originators();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0005_policy_valid_from"),
        ("clients", "0001_initial"),
        ("engagements", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(ONE_OFFS.format(changed=WORK_CHANGED), ONE_OFFS.format(changed=ONE_OFF_CHANGED)),
        migrations.RunSQL(TRAITS, NO_TRAITS),
    ]
