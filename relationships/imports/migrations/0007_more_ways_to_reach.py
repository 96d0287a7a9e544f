"""More addresses and numbers of one person in a row, as address books have them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0006_trace_what_imports_write")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE imports_row ADD COLUMN other_emails jsonb, ADD COLUMN other_phones jsonb",
            "ALTER TABLE imports_row DROP COLUMN other_emails, DROP COLUMN other_phones",
        )
    ]
