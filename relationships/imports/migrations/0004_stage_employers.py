"""Where an alumnus works now, as the file says it: a client's name or any other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_stage_people_and_alumni")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE imports_row ADD COLUMN employer text, ADD COLUMN employer_title text",
            "ALTER TABLE imports_row DROP COLUMN employer, DROP COLUMN employer_title",
        )
    ]
