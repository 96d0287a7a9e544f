from django.db import migrations, models


def out_of_punycode(apps, schema_editor):
    """Mail addresses in the spelling that forms and files write from now on, unless somebody has both."""
    from relationships.contacts.reach import mail_address

    points = apps.get_model("contacts", "ContactPoint").objects
    for point in points.filter(kind="email", value__contains="xn--"):
        value = mail_address(point.value)
        if value != point.value and not points.filter(person=point.person_id, kind="email", value=value).exists():
            points.filter(pk=point.pk).update(value=value)


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0010_forgotten'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactpoint',
            name='number',
            field=models.CharField(editable=False, max_length=20, null=True),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(condition=models.Q(('kind', 'phone'), ('number__isnull', True)), fields=['id'], name='contacts_contactpoint_unspelt'),
        ),
        migrations.RunPython(out_of_punycode, migrations.RunPython.noop),
    ]
