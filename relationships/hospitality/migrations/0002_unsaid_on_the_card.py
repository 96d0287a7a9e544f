from django.conf import settings
from django.db import migrations, models

TAKE_OFF = "UPDATE hospitality_guestfact SET shared = false WHERE topic = 'avoid' AND shared"


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0009_one_tier_in_order'),
        ('contacts', '0005_domain_of_an_address'),
        ('hospitality', '0001_guest_book'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TAKE_OFF, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='guestfact',
            constraint=models.CheckConstraint(condition=models.Q(('shared', True), ('topic', 'avoid'), _negated=True), name='hospitality_guestfact_unsaid'),
        ),
    ]
