"""The one spelling of each number that a file of people brings, beside the number as it is written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0007_more_ways_to_reach")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE imports_row ADD COLUMN phone_number text, ADD COLUMN other_numbers jsonb",
            "ALTER TABLE imports_row DROP COLUMN phone_number, DROP COLUMN other_numbers",
        )
    ]
