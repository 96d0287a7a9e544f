"""Columns of the staging table for people and alumni; a kind that has not got them leaves them null."""

from django.db import migrations

COLUMNS = """
ALTER TABLE imports_row
    ADD COLUMN phone text, ADD COLUMN title text, ADD COLUMN seniority text,
    ADD COLUMN started_on date, ADD COLUMN ended_on date,
    ADD COLUMN consents jsonb, ADD COLUMN consent_on date
"""
BACK = """
ALTER TABLE imports_row
    DROP COLUMN phone, DROP COLUMN title, DROP COLUMN seniority, DROP COLUMN started_on, DROP COLUMN ended_on,
    DROP COLUMN consents, DROP COLUMN consent_on
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_staging")]

    operations = [migrations.RunSQL(COLUMNS, BACK)]
