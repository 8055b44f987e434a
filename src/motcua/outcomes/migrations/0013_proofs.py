from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import motcua.kernel.clock


def owe(apps: Any, schema_editor: Any) -> None:
    """Papers of before get what proves them, too: a worker adds it little by little."""
    del schema_editor
    kinds = ("certificate", "confirmation", "revocation", "restoration")
    apps.get_model("outcomes", "IssuedPaper").objects.filter(kind__in=kinds).update(stamp_due=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0012_key_trouble"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuedpaper",
            name="proven_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="issuedpaper",
            name="stamp_due",
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.CreateModel(
            name="PaperProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added", models.BinaryField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(default=motcua.kernel.clock.now)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="outcomes.issuedpaper",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunPython(owe, migrations.RunPython.noop),
    ]
