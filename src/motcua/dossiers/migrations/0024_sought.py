import re

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from motcua.kernel.vietnamese import fold

_BATCH = 2000
_WRITE = """
UPDATE dossiers_dossier AS row SET sought = array_to_tsvector(string_to_array(new.words, ' '))
FROM unnest(%s::bigint[], %s::text[]) AS new(id, words) WHERE row.id = new.id
"""


def words_of(code, *names):  # noqa: ANN001, ANN002, ANN201
    texts = (code, code.split("-")[1][2:], *names)
    found = re.findall(r"[^\W_]+", fold(" ".join(str(text) for text in texts if text)))
    return " ".join(dict.fromkeys(word[:100] for word in found))


def fill(apps, schema_editor):  # noqa: ANN001, ANN201
    """What was filed before is found by the name of its business too."""
    dossiers = apps.get_model("dossiers", "Dossier")
    kept = dossiers.objects.order_by("pk").values_list(
        "pk", "code", "full_name", "answers__own_name", "business__answers__own_name"
    )
    last = 0
    while rows := list(kept.filter(pk__gt=last)[:_BATCH]):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_WRITE, [[row[0] for row in rows], [words_of(*row[1:]) for row in rows]])
        last = rows[-1][0]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")  # until then the index would not be thought worth taking


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0023_members_found")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="sought",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="dossier",
            index=django.contrib.postgres.indexes.GinIndex(fields=["sought"], name="sought_words"),
        ),
        migrations.AlterField(
            model_name="dossier", name="phone", field=models.CharField(db_index=True, max_length=20)
        ),
    ]
