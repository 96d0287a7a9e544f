"""Every index slows every save: those go that repeat the beginning of a wider one, or that no question uses.

Written out, because the framework would check every foreign key of every touch anew to take an index away.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REPEATED = {
    "interactions_touchclient_client_id_9148a2c1": "interactions_touchclient (client_id)",
    "interactions_touchclient_interaction_id_e004404d": "interactions_touchclient (interaction_id)",
    "interactions_touchcolleague_colleague_id_9ecb9909": "interactions_touchcolleague (colleague_id)",
    "interactions_touchcolleague_interaction_id_4af7cce5": "interactions_touchcolleague (interaction_id)",
    "interactions_touchperson_interaction_id_29ae8d6b": "interactions_touchperson (interaction_id)",
    "interactions_touchperson_person_id_9e491cd0": "interactions_touchperson (person_id)",
    "interactions_interaction_public_id_ae821761_like": "interactions_interaction (public_id varchar_pattern_ops)",
}
LINKS = {
    ("touchclient", "interaction"): ("interactions.interaction", "touch_clients"),
    ("touchclient", "client"): ("clients.client", "+"),
    ("touchperson", "interaction"): ("interactions.interaction", "+"),
    ("touchperson", "person"): ("contacts.person", "+"),
    ("touchcolleague", "interaction"): ("interactions.interaction", "+"),
    ("touchcolleague", "colleague"): (settings.AUTH_USER_MODEL, "+"),
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0005_promises_and_cadence")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {on}")
                for name, on in REPEATED.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name=link,
                    name=field,
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name=backwards,
                        to=target,
                    ),
                )
                for (link, field), (target, backwards) in LINKS.items()
            ],
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("archived_at__isnull", False), ("confidential", True), _connector="OR"),
                fields=["id"],
                name="interactions_interaction_apart",
            ),
        ),
    ]
