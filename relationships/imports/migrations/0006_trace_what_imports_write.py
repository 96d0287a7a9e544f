"""Triggers that write down what an import on the pages adds, changes and removes (`ImportTrace`).

They fire only while `perennial.import_run` names a run, which an import sets for its own transaction: everybody else
pays for one test a statement. Passwords are never in it; of a change the version is, so that a later one is seen.
"""

from django.db import migrations

TABLES = """
accounts_office accounts_practice accounts_user
clients_client clients_alias clients_groupedge
contacts_person contacts_personalias contacts_contactpoint contacts_position contacts_outsidepost
engagements_engagement engagements_ledgerentry
interactions_interaction interactions_touchclient interactions_touchperson interactions_touchcolleague
alumni_alumnus alumni_consent
""".split()

FUNCTIONS = """
CREATE FUNCTION imports_trace_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO imports_importtrace (run_id, "table", record_id)
    SELECT current_setting('perennial.import_run')::bigint, TG_TABLE_NAME, id FROM new_rows;
    RETURN NULL;
END $$;
CREATE FUNCTION imports_trace_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO imports_importtrace (run_id, "table", record_id, before, after)
    SELECT current_setting('perennial.import_run')::bigint, TG_TABLE_NAME, n.id, d.before, d.after
    FROM new_rows n JOIN old_rows o ON o.id = n.id CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(a.key, b.value) AS before, jsonb_object_agg(a.key, a.value) AS after
        FROM jsonb_each(to_jsonb(n)) a JOIN jsonb_each(to_jsonb(o)) b USING (key)
        WHERE a.value IS DISTINCT FROM b.value AND a.key NOT IN ('updated_at', 'password')
    ) d WHERE d.before IS NOT NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION imports_trace_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO imports_importtrace (run_id, "table", record_id, before)
    SELECT current_setting('perennial.import_run')::bigint, TG_TABLE_NAME, id, to_jsonb(o) - 'password'
    FROM old_rows o;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER imports_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    WHEN (COALESCE(current_setting('perennial.import_run', true), '') <> '') EXECUTE FUNCTION imports_trace_added();
CREATE TRIGGER imports_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT
    WHEN (COALESCE(current_setting('perennial.import_run', true), '') <> '') EXECUTE FUNCTION imports_trace_changed();
CREATE TRIGGER imports_removed AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
    WHEN (COALESCE(current_setting('perennial.import_run', true), '') <> '') EXECUTE FUNCTION imports_trace_removed();
"""
BACK = """
DROP TRIGGER imports_added ON {table}; DROP TRIGGER imports_changed ON {table}; DROP TRIGGER imports_removed ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0005_file_imports"),
        ("accounts", "0003_sent_forms"),
        ("alumni", "0001_initial"),
        ("clients", "0009_one_tier_in_order"),
        ("contacts", "0005_domain_of_an_address"),
        ("engagements", "0008_fees_out_of_the_index"),
        ("interactions", "0006_indexes_that_nothing_repeats"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS + "".join(TRIGGERS.format(table=table) for table in TABLES),
            "".join(BACK.format(table=table) for table in TABLES)
            + "DROP FUNCTION imports_trace_added; DROP FUNCTION imports_trace_changed; DROP FUNCTION imports_trace_removed",
        )
    ]
