"""Search in PostgreSQL by pgvector: exact, or by its HNSW index (Malkov and Yashunin, 2016) and re-ranked.

The index finds candidates among half-precision copies; they are ranked by the full numbers. With the
extension's own breadth of search (40) it misses people in stores of faces; with ours the tests ask for 999 of
1000.
"""

import numpy as np
from django.db import connections

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery.errors import FaceIndexError
from motcua.gallery.locks import FACES
from motcua.gallery.models import DIMENSION
from motcua.gallery.search.port import BREADTH, CANDIDATES, Hit, best_of_each

#: More templates of one person than are kept at most.
_OF_ONE = 4
_INDEX = "gallery_sitting_template_hnsw"
_EXACT = """
SELECT person_id, -(template <#> %(probe)s::vector) FROM gallery_sitting
WHERE model = %(version)s ORDER BY template <#> %(probe)s::vector LIMIT %(most)s
"""
# The version is asked of the candidates: asked before, the planner believes few to fit and leaves the index.
_APPROXIMATE = f"""
WITH candidate AS MATERIALIZED (
    SELECT person_id, template, model FROM gallery_sitting
    ORDER BY template::halfvec({DIMENSION}) <#> %(probe)s::halfvec({DIMENSION}) LIMIT %(candidates)s
)
SELECT person_id, -(template <#> %(probe)s::vector) FROM candidate
WHERE model = %(version)s ORDER BY template <#> %(probe)s::vector LIMIT %(most)s
"""  # noqa: S608 - the dimension is ours


class PostgresSearch:
    """The ways of the database. Without :func:`build_index` the approximate one is exact, and slow."""

    def __init__(self, *, approximate: bool) -> None:
        self._approximate = approximate

    def nearest(self, probe: Template, *, people: int, template_key: str) -> list[Hit]:  # noqa: ARG002
        """Return the people most like a face; see ``port.FaceSearch.nearest``."""
        values: dict[str, str | int] = {
            "probe": "[" + ",".join(map(repr, probe.tolist())) + "]",
            "version": TEMPLATE_VERSION,
            "most": _OF_ONE * people,
            "candidates": max(CANDIDATES, _OF_ONE * people),
        }
        with connections[FACES].cursor() as cursor:
            if self._approximate:
                cursor.execute(f"SET LOCAL hnsw.ef_search = {BREADTH}")
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(_APPROXIMATE, values)
            else:
                cursor.execute("SET LOCAL enable_indexscan = off")
                cursor.execute(_EXACT, values)
            found = cursor.fetchall()
        owners = [owner for owner, _ in found]
        return best_of_each(owners, np.array([score for _, score in found], np.float32))[:people]

    def follow(self, template_key: str) -> None:
        """Nothing to do: the database is what is searched."""

    def check(self, template_key: str) -> str:  # noqa: ARG002
        """Look whether the index is there; see ``port.FaceSearch.check``."""
        if not self._approximate:
            return "searched in the database"
        with connections[FACES].cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [_INDEX])
            if cursor.fetchone() == (None,):
                raise FaceIndexError(what="the HNSW index is missing", do="motcua gallery index")
        return "searched by HNSW in the database"

    def ensure_ready(self) -> None:
        """Nothing to do: the database was asked already."""

    def rebuild(self, template_key: str) -> None:  # noqa: ARG002
        """Make the HNSW index if this way uses it and there is none."""
        if self._approximate:
            build_index()


def build_index() -> None:
    """Make the HNSW index where there is none. New templates go into it by themselves."""
    with connections[FACES].cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {_INDEX} ON gallery_sitting USING hnsw "
            f"((template::halfvec({DIMENSION})) halfvec_ip_ops) WITH (m = 16, ef_construction = 200)"
        )
