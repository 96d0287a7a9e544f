"""Fees of clients are summed out of an index alone; those go that repeat the beginning of a wider one.

Dropped by statements, because the framework would check every foreign key of every entry anew to take an index away.
"""

import django.db.models.deletion
from django.db import migrations, models

REPEATED = {
    "engagements_ledgerentry_client_id_119062fe": "engagements_ledgerentry (client_id)",
    "engagements_ledgerentry_engagement_id_2fe21e9f": "engagements_ledgerentry (engagement_id)",
}


class Migration(migrations.Migration):
    dependencies = [("engagements", "0007_usual_work")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                fields=["client", "booked_on"],
                include=("kind", "base_amount", "archived_at"),
                name="engagements_ledger_of_client",
            ),
        ),
        migrations.RemoveIndex(model_name="ledgerentry", name="engagements_ledger_client"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {on}")
                for name, on in REPEATED.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="ledgerentry",
                    name="client",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                migrations.AlterField(
                    model_name="ledgerentry",
                    name="engagement",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="engagements.engagement",
                    ),
                ),
            ],
        ),
    ]
