"""Scratch tables that a file's rows are copied into before anything is done with them.

Unlogged: a crash of PostgreSQL empties them, and the import then reads the file again (`relationships.imports.runs`
compares what is staged with what the checkpoint says). One table for every kind: a column that a kind has not is
null and costs nothing. No index: a run is read as a whole. No model: they hold no record of the firm's.
"""

from django.db import migrations

STAGING = """
CREATE UNLOGGED TABLE imports_row (
    run_id bigint NOT NULL,
    line bigint NOT NULL,
    key text,
    has_id boolean NOT NULL,
    rejected boolean NOT NULL,
    client text, client_group text, engagement text,
    practice text, office text, colleague text,
    document text, booked_on date, kind text, amount numeric(15, 2), rounded boolean, currency text, one_off boolean,
    name text, industry text, tier text, expected_interval_days integer, website text,
    email text, role text, joined_on date, left_on date,
    opened_on date, closed_on date, origin text,
    occurred_at timestamptz, direction text, colleagues jsonb, people jsonb,
    duration_minutes integer, summary text, sentiment smallint, process text
);
CREATE UNLOGGED TABLE imports_error (
    run_id bigint NOT NULL,
    line bigint NOT NULL,
    "column" text NOT NULL,
    value text NOT NULL,
    reason text NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.RunSQL(STAGING, "DROP TABLE imports_row; DROP TABLE imports_error"),
    ]
