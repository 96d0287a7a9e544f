"""Whoever changes an entry, a one-off flag or a group edge marks what answers about repeat business must hold anew."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION scoring_mark_entries() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE FUNCTION scoring_mark_edges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO scoring_repeatmark (client_id, parent_id) SELECT DISTINCT client_id, parent_id FROM new_rows;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO scoring_repeatmark (client_id, parent_id) SELECT DISTINCT client_id, parent_id FROM old_rows;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION scoring_mark_one_offs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_repeatmark (client_id)
    SELECT DISTINCT entry.client_id FROM new_rows JOIN old_rows USING (id)
    JOIN engagements_ledgerentry entry ON entry.engagement_id = new_rows.id
    WHERE new_rows.one_off IS DISTINCT FROM old_rows.one_off;
    RETURN NULL;
END $$;
"""
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
WATCHED = {
    ("engagements_ledgerentry", "scoring_mark_entries"): ("INSERT", "UPDATE", "DELETE"),
    ("clients_groupedge", "scoring_mark_edges"): ("INSERT", "UPDATE", "DELETE"),
    ("engagements_engagement", "scoring_mark_one_offs"): ("UPDATE",),
}


def _triggers() -> list[tuple[str, str, str, str]]:
    return [
        (f"{function}_{kind.lower()}", table, kind, function)
        for (table, function), kinds in WATCHED.items()
        for kind in kinds
    ]


CREATE = FUNCTION + "".join(
    f"CREATE TRIGGER {name} AFTER {kind} ON {table} REFERENCING {TRANSITIONS[kind]}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
    for name, table, kind, function in _triggers()
)
DROP = "".join(f"DROP TRIGGER {name} ON {table};\n" for name, table, _, _ in _triggers()) + "".join(
    f"DROP FUNCTION {function}();\n" for _, function in WATCHED
)
# Sums keep the digits that they have, and squares have more of them than any column of ours.
EXACT = """
ALTER TABLE scoring_repeatpart ALTER COLUMN sums TYPE numeric[], ALTER COLUMN largest TYPE numeric[];
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0003_repeat_answers"),
        ("clients", "0001_initial"),
        ("engagements", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(EXACT, migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, DROP),
    ]
