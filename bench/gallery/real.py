"""Whether each way of searching finds whom a full search finds, on real faces.

``python -m bench.gallery.real FOLDER``, which has one sub-folder a person (as for bench.faces.run). One
photo of each person is stored, among invented people whose templates have the shape of the real ones; all
other photos are searched. Prints Markdown. Needs no database: it makes one in a folder of its own. Milvus
Lite is measured too where requirements/milvus.txt is installed. ``--keep FILE`` keeps the templates for
another run.
"""

import argparse
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import django
import numpy as np
from numpy.typing import NDArray

from bench.gallery.crowd import Crowd, Vectors

if TYPE_CHECKING:
    from motcua.gallery.search.port import FaceSearch, Hit


def templates_of(folder: Path, keep: Path | None) -> tuple[Vectors, NDArray[np.int64]]:
    """Return the templates of all usable photos (n, 128) and whose they are (n,)."""
    if keep is not None and keep.exists():
        saved = np.load(keep)
        return saved["templates"], saved["people"]
    from motcua.faces.services import analyse, is_usable  # noqa: PLC0415 - not needed when they are kept

    templates, people = [], []
    for number, person in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        for photo in sorted(person.iterdir()):
            seen = analyse(photo.read_bytes())
            if seen.template is not None and is_usable(seen):
                templates.append(seen.template)
                people.append(number)
    if keep is not None:
        np.savez(keep, templates=np.stack(templates), people=np.array(people))
    return np.stack(templates), np.array(people)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", type=int, default=20_000, help="invented people beside the real ones")
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="motcua-gallery-"))
    home.chmod(0o755)
    os.environ.update(MOTCUA_HOME=str(home), DJANGO_SETTINGS_MODULE="motcua.config.settings.base")
    templates, people = templates_of(args.folder, args.keep)
    django.setup()
    from motcua.cli import setup_django  # noqa: PLC0415
    from motcua.config.embedded import server  # noqa: PLC0415

    try:
        setup_django.hold_database()
        setup_django.migrate()
        measure(templates, people, others=args.others, home=home)
    finally:
        server.stop(home / "postgres")
        shutil.rmtree(home)


def measure(templates: Vectors, people: NDArray[np.int64], *, others: int, home: Path) -> None:
    """Store the first photo of each person among others, search for the rest by each way, and print.

    Args:
        templates: one row a photo; ``people`` says whose it is.
        others: how many invented people are stored besides.
        home: folder for the indexes.
    """
    from motcua.gallery.models import Sitting  # noqa: PLC0415
    from motcua.gallery.search.port import best_of_each  # noqa: PLC0415
    from motcua.gallery.search.postgres import build_index  # noqa: PLC0415

    _, first = np.unique(people, return_index=True)
    stored = np.concatenate([templates[first], Crowd(5, real=templates).faces(others)])
    probes = np.delete(templates, first, axis=0)
    _store(stored)
    began = time.perf_counter()
    build_index()
    print(f"HNSW index of {len(stored):,} templates: {time.perf_counter() - began:.0f} s\n")
    owners = np.array(Sitting.objects.order_by("pk").values_list("person_id", flat=True))
    expected = [best_of_each(owners, stored @ probe)[:2] for probe in probes]
    print("| way | first as a full search | both as a full search | p50 ms | p95 ms | load |")
    print("|---|---|---|---|---|---|")
    for name, way in _ways(home).items():
        answers, taken = _searched(way, probes)
        pairs = list(zip(answers, expected, strict=True))
        one = sum(hits[0].person == want[0].person for hits, want in pairs)
        both = sum([hit.person for hit in hits] == [hit.person for hit in want] for hits, want in pairs)
        p50, p95 = np.percentile(taken, [50, 95])
        right = f"{one} of {len(pairs)} | {both} of {len(pairs)}"
        print(f"| {name} | {right} | {p50:.1f} | {p95:.1f} | {os.getloadavg()[0]:.1f} |")


def _store(templates: Vectors) -> None:
    """Put each template into the face store as another person's only sitting."""
    from motcua.faces.types import TEMPLATE_VERSION  # noqa: PLC0415
    from motcua.gallery.models import Person, Sitting  # noqa: PLC0415
    from motcua.kernel import clock  # noqa: PLC0415

    now = clock.now()
    for start in range(0, len(templates), 5000):
        some = templates[start : start + 5000]
        made = Person.objects.bulk_create(
            Person(
                reference=uuid.uuid4(),
                consent_wording="bench",
                consent_given_at=now,
                enrolled_at=now,
                keep_until=now,
            )
            for _ in some
        )
        Sitting.objects.bulk_create(
            Sitting(
                person=person,
                template=template.tolist(),
                template_key="bench",
                model=TEMPLATE_VERSION,
                quality=1,
                assurance="active",
                frames=3,
                taken_at=now,
            )
            for person, template in zip(made, some, strict=True)
        )


def _ways(home: Path) -> dict[str, "FaceSearch"]:
    """Return the ways of searching this machine has, by name."""
    from motcua.gallery.search.exact import ExactSearch  # noqa: PLC0415
    from motcua.gallery.search.postgres import PostgresSearch  # noqa: PLC0415

    ways: dict[str, FaceSearch] = {
        "exact": ExactSearch(home / "index"),
        "pgvector": PostgresSearch(approximate=False),
        "hnsw": PostgresSearch(approximate=True),
    }
    if find_spec("milvus_lite"):
        from motcua.gallery.search.milvus import MilvusSearch  # noqa: PLC0415

        ways["milvus lite"] = MilvusSearch(str(home / "milvus.db"), "")
    return ways


def _searched(way: "FaceSearch", probes: Vectors) -> tuple[list[Sequence["Hit"]], list[float]]:
    """Return the best two people of each search, and how many milliseconds it took."""
    from motcua.gallery.locks import using_keys  # noqa: PLC0415

    answers: list[Sequence[Hit]] = []
    taken: list[float] = []
    for probe in probes:
        with using_keys():
            began = time.perf_counter()
            answers.append(way.nearest(probe, people=2, template_key="bench"))
            taken.append((time.perf_counter() - began) * 1000)
    return answers, taken


if __name__ == "__main__":
    main()
