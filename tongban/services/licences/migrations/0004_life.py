"""A state for what is forfeited, a holder that a grant founds: each check is made anew, wider than before."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


def without(model: str, table: str, name: str) -> migrations.SeparateDatabaseAndState:
    """The same name is made anew below, for more words than before; none that stood is refused."""
    drop = f'-- squawk-ignore ban-drop-constraint\nALTER TABLE "{table}" DROP CONSTRAINT "{name}"'
    return migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveConstraint(model_name=model, name=name)],
        database_operations=[migrations.RunSQL([drop], migrations.RunSQL.noop)],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0003_desk'),
        ('parties', '0001_initial'),
    ]

    operations = [
        without('licence', 'licences_licence', 'licences_licence_state'),
        without('licencetype', 'licences_licencetype', 'licences_type_holder_kind'),
        # Very many licences stand, all of them within the new check too: 0005 looks without holding anybody up.
        AddConstraintNotValid(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['valid', 'suspended', 'revoked', 'forfeited', 'cancelled', 'expired', 'superseded'])), name='licences_licence_state'),
        ),
        migrations.AddConstraint(
            model_name='licencetype',
            constraint=models.CheckConstraint(condition=models.Q(('holder_kind__in', ['person', 'organisation', 'both', 'founded'])), name='licences_type_holder_kind'),
        ),
    ]
