"""Lay the head that the first entry is chained to."""

from typing import Any

from django.db import migrations


def lay_head(apps: Any, schema_editor: Any) -> None:
    """Make the one row of the head."""
    apps.get_model("audit", "LedgerHead").objects.using(schema_editor.connection.alias).create(only=1)


class Migration(migrations.Migration):
    """The head of an empty ledger."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(lay_head, migrations.RunPython.noop)]
