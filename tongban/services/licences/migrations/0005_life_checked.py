"""Every licence has been looked at: its state is one of those that 0004 names."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0004_life'),
    ]

    operations = [
        # In a transaction of its own, after that of 0004: nobody waits while every licence is looked at.
        migrations.RunSQL(
            ['-- squawk-ignore constraint-missing-not-valid\n'
             'ALTER TABLE "licences_licence" VALIDATE CONSTRAINT "licences_licence_state"'],
            migrations.RunSQL.noop,
        ),
    ]
