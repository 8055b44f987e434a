"""``python -m bench.desk --home FOLDER``: the officer's pages with 80 and with 5,000 dossiers, timed.

``FOLDER`` is empty or not there yet: an installation of its own is made in it. A few dossiers go the whole
way through the services; the rest are their copies under other numbers, with all their moves.
"""

import argparse
import os
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from motcua.cli import setup_django

_FILED, _TIMES = 40, 15
_LISTS = {
    "to do": "",
    "all": "?nhom=tat-ca",
    "due next": "?nhom=tat-ca&han=sap-den-han",
    "a page in the middle": "?nhom=tat-ca&trang={middle}",
    "newest first": "?nhom=tat-ca&xep=moi-nop",
    "mine": "?nhom=tat-ca&ai=toi",
    "a name": "?q=le+thi",
}


def main() -> None:
    """Make the installation, and time it at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[80, 5000])
    chosen = parser.parse_args()
    os.environ.update(MOTCUA_HOME=str(chosen.home.resolve()), MOTCUA_DEMO="1")
    setup_django.configure()
    setup_django.hold_database()
    setup_django.migrate()
    _file()
    print("| page | dossiers | queries | median, ms | most, ms |\n|---|---|---|---|---|")
    for size in sorted(chosen.sizes):
        _grow(size)
        for line in _timed(size):
            print(line, flush=True)


def _file() -> None:
    """File some dossiers over the last days and let the office work on them."""
    from datetime import timedelta  # noqa: PLC0415

    from tests.support import filing  # noqa: PLC0415 - needs Django

    from motcua.accounts.services import ensure_officer  # noqa: PLC0415
    from motcua.dossiers import services  # noqa: PLC0415
    from motcua.kernel import clock  # noqa: PLC0415

    who = {"family_name": "Lê Thị", "given_name": "An", "office": filing.OFFICE, "role": "decision"}
    ensure_officer(username="an", password=uuid.uuid4().hex, **who)
    for number in range(_FILED):
        at = clock.now() - timedelta(days=number % 8, hours=1)
        person = {"full_name": "LÊ THỊ AN", "personal_number": f"07916{number % 10}{number:06d}"}
        with clock.frozen(at):
            born = f"196{number % 10}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            made = services.submit(filing.draft(channel="counter", date_of_birth=born, **person).pk)
            if number % 4:
                services.accept(made.pk, actor="officer:an")
            if number % 4 == 2:
                services.ask_supplement(made.pk, actor="officer:an", reason="Thiếu.", items=["Ảnh"])
            if number % 4 == 3:
                services.assign([made.pk], office=filing.OFFICE, to="an", actor="officer:an")


def _grow(size: int) -> None:
    """Copy dossiers with their drafts and moves until there are so many."""
    from motcua.dossiers.models import Dossier, Draft, Transition  # noqa: PLC0415

    rng = random.Random(size)
    filed = list(Dossier.objects.order_by("pk")[:_FILED].prefetch_related("transitions", "draft"))
    drafts, dossiers, moves = [], [], []
    for number in range(Dossier.objects.count(), size):
        source = rng.choice(filed)
        draft = _copy(source.draft, id=uuid.uuid4(), resume_digest="")
        changed = {"code": f"H29.26.740-260101-{number}", "personal_number": f"08{number:010d}"}
        dossier = _copy(source, id=None, draft_id=draft.pk, **changed)
        drafts.append(draft)
        dossiers.append(dossier)
        moves.append(list(source.transitions.all()))
    Draft.objects.bulk_create(drafts, 500)
    Dossier.objects.bulk_create(dossiers, 500)
    steps = [
        _copy(step, id=None, dossier_id=dossier.pk)
        for dossier, made in zip(dossiers, moves, strict=True)
        for step in made
    ]
    Transition.objects.bulk_create(steps, 500)


def _copy(row: Any, **changed: Any) -> Any:
    fields = type(row)._meta.concrete_fields  # noqa: SLF001 - how Django tells a model's columns
    return type(row)(**{**{field.attname: getattr(row, field.attname) for field in fields}, **changed})


def _timed(size: int) -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from motcua.accounts.models import User  # noqa: PLC0415
    from motcua.dossiers.models import Dossier  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(User.objects.get(username="an"))
    pages = {name: f"/ban-lam-viec/{query.format(middle=size // 50)}" for name, query in _LISTS.items()}
    first = Dossier.objects.order_by("pk")[0]
    for name, address in {**pages, "one dossier": f"/ban-lam-viec/ho-so/{first.code}/"}.items():
        client.get(address)
        took = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            answer = client.get(address)
            took.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        middle, most = statistics.median(took), max(took)
        yield f"| {name} | {size:,} | {len(asked)} | {middle:.0f} | {most:.0f} |"


if __name__ == "__main__":
    main()
