"""One piece of work behind a wall of its own; the index that fees are summed out of says which work they are of."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Planned once a session, as the gate's other questions are (clients 0004). It looks at few rows: work that stands alone
# behind a wall.
WALLED_FROM = """
CREATE FUNCTION engagements_walled_from(reader bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT k.engagement_id FROM engagements_walledwork k JOIN clients_wall w ON w.id = k.wall_id
    WHERE w.archived_at IS NULL AND w.starts_at <= statement_timestamp()
        AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())
        AND NOT EXISTS (SELECT FROM clients_wallinsider i WHERE i.wall_id = w.id AND i.colleague_id = reader)
        AND NOT EXISTS (SELECT FROM clients_glassbreak g WHERE g.wall_id = w.id AND g.colleague_id = reader
                        AND g.ends_at > statement_timestamp());
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_scopes'),
        ('clients', '0017_walls_around_work'),
        ('engagements', '0008_fees_out_of_the_index'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WalledWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='WalledWorkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='engagement',
            name='engagements_engagement_name',
        ),
        migrations.RemoveIndex(
            model_name='ledgerentry',
            name='engagements_ledger_of_client',
        ),
        migrations.AddField(
            model_name='engagement',
            name='apart',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='engagementevent',
            name='apart',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['client', 'booked_on'], include=('kind', 'base_amount', 'archived_at', 'engagement'), name='engagements_ledger_of_client'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_engagementevent" ("apart", "archived_at", "client_id", "closed_on", "created_at", "external_id", "id", "name", "office_id", "one_off", "opened_on", "origin", "originating_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "public_id", "source", "updated_at", "version") SELECT new_values."apart", new_values."archived_at", new_values."client_id", new_values."closed_on", new_values."created_at", new_values."external_id", new_values."id", new_values."name", new_values."office_id", new_values."one_off", new_values."opened_on", new_values."origin", new_values."originating_id", new_values."partner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."practice_id", new_values."public_id", new_values."source", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ca4466313bd6a8555543e3f921ad04892df19ea7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3af5c', referencing='REFERENCING NEW TABLE AS new_values ', table='engagements_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_engagementevent" ("apart", "archived_at", "client_id", "closed_on", "created_at", "external_id", "id", "name", "office_id", "one_off", "opened_on", "origin", "originating_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "public_id", "source", "updated_at", "version") SELECT new_values."apart", new_values."archived_at", new_values."client_id", new_values."closed_on", new_values."created_at", new_values."external_id", new_values."id", new_values."name", new_values."office_id", new_values."one_off", new_values."opened_on", new_values."origin", new_values."originating_id", new_values."partner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."practice_id", new_values."public_id", new_values."source", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."apart" IS DISTINCT FROM (new_values."apart") OR old_values."archived_at" IS DISTINCT FROM (new_values."archived_at") OR old_values."client_id" IS DISTINCT FROM (new_values."client_id") OR old_values."closed_on" IS DISTINCT FROM (new_values."closed_on") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."external_id" IS DISTINCT FROM (new_values."external_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."office_id" IS DISTINCT FROM (new_values."office_id") OR old_values."one_off" IS DISTINCT FROM (new_values."one_off") OR old_values."opened_on" IS DISTINCT FROM (new_values."opened_on") OR old_values."origin" IS DISTINCT FROM (new_values."origin") OR old_values."originating_id" IS DISTINCT FROM (new_values."originating_id") OR old_values."partner_id" IS DISTINCT FROM (new_values."partner_id") OR old_values."practice_id" IS DISTINCT FROM (new_values."practice_id") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3d37ca63b9e1be06f854f8e378ea1fd4f7485f98', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_51ae7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='engagements_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_engagementevent" ("apart", "archived_at", "client_id", "closed_on", "created_at", "external_id", "id", "name", "office_id", "one_off", "opened_on", "origin", "originating_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "public_id", "source", "updated_at", "version") SELECT old_values."apart", old_values."archived_at", old_values."client_id", old_values."closed_on", old_values."created_at", old_values."external_id", old_values."id", old_values."name", old_values."office_id", old_values."one_off", old_values."opened_on", old_values."origin", old_values."originating_id", old_values."partner_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."practice_id", old_values."public_id", old_values."source", old_values."updated_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c1e7f5ce4a7874e9fa6732c0b5b27226a53751c3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c903d', referencing='REFERENCING OLD TABLE AS old_values ', table='engagements_engagement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(fields=('client', 'name', 'apart'), name='engagements_engagement_name'),
        ),
        migrations.AddField(
            model_name='walledwork',
            name='engagement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='engagements.engagement'),
        ),
        migrations.AddField(
            model_name='walledwork',
            name='wall',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.wall'),
        ),
        migrations.AddField(
            model_name='walledworkevent',
            name='engagement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagements.engagement'),
        ),
        migrations.AddField(
            model_name='walledworkevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='walledworkevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='engagements.walledwork'),
        ),
        migrations.AddField(
            model_name='walledworkevent',
            name='wall',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.wall'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='walledwork',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_walledworkevent" ("engagement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "wall_id") SELECT new_values."engagement_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."wall_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6e9527d64975136967ed349988b63cc0398d3076', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4baf1', referencing='REFERENCING NEW TABLE AS new_values ', table='engagements_walledwork', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='walledwork',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_walledworkevent" ("engagement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "wall_id") SELECT new_values."engagement_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."wall_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='dee1e16512c922f35ff99687c1d4c99bbb6bc938', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_41a45', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='engagements_walledwork', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='walledwork',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "engagements_walledworkevent" ("engagement_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "wall_id") SELECT old_values."engagement_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."wall_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ed3003f3d1e0ebac61bc9a6ce47df71c75bfe87a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_de0cb', referencing='REFERENCING OLD TABLE AS old_values ', table='engagements_walledwork', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='walledworkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8eccb952de22fa0c923e7ef89d45f7900c9a4a6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cbdaf', table='engagements_walledworkevent', when='BEFORE')),
        ),
        migrations.RunSQL(WALLED_FROM, "DROP FUNCTION engagements_walled_from(bigint)"),
    ]
