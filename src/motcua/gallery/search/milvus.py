"""Search in Milvus (Wang et al., 2021), for a store larger than one machine should hold: HNSW, then exactly.

Milvus holds of each sitting its number in our database, which says nothing about anybody, and the protected
template; nothing else. It is an index, not a store: what it finds is looked up in PostgreSQL by number and
ranked by the full numbers there, so that nobody is found who is not in the database any more. The same client
speaks to a Milvus cluster (address and token by settings) and to Milvus Lite, a file, which tests use.

How far a collection follows the database stands in the database (``IndexState``), for all workers. Each key
of templates has a collection of its own, and so has each database: one of before a restore holds people under
numbers that are others' now. One under an older key or of before is dropped when the new one is begun.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connections
from django.db.models import Max, QuerySet

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery.errors import FaceIndexError
from motcua.gallery.locks import FACES
from motcua.gallery.models import DIMENSION, Gone, IndexState, Sitting
from motcua.gallery.search.origin import origin
from motcua.gallery.search.port import BREADTH, CANDIDATES, Hit, best_of_each
from motcua.gallery.search.rows_file import new_sittings

_INDEX = {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 16, "efConstruction": 200}}
#: Seconds that Milvus may take for one answer.
_PATIENCE = 20
#: Rows in one message; 2,000 templates are 1 MB.
_BATCH = 2_000
_LOCK = 0x6D6F_6661_0003


class MilvusSearch:
    """The way of Milvus. ``token`` is ``user:password`` or a key, empty where none is needed."""

    def __init__(self, uri: str, token: str) -> None:
        self._uri, self._token = uri, token
        self._opened: Any = None
        self._loaded = ""

    def nearest(self, probe: Template, *, people: int, template_key: str) -> list[Hit]:
        """Return the people most like a face; see ``port.FaceSearch.nearest``."""
        self.follow(template_key)
        with _as_our_errors():
            answer = self._client().search(
                _collection_name(template_key),
                data=[probe.tolist()],
                limit=max(CANDIDATES, 4 * people),
                search_params={"metric_type": "IP", "params": {"ef": BREADTH}},
                output_fields=["id"],
                consistency_level="Strong",
                timeout=_PATIENCE,
            )
        numbers = [hit["id"] for hit in answer[0]]
        rows = list(_current_sittings().filter(pk__in=numbers).values_list("person_id", "template"))
        scores = np.array([template for _, template in rows], np.float32).reshape(-1, DIMENSION) @ probe
        return best_of_each([owner for owner, _ in rows], scores)[:people]

    def follow(self, template_key: str) -> None:
        """Bring the collection up to what PostgreSQL holds; see ``port.FaceSearch.follow``."""
        name = _collection_name(template_key)
        with _as_our_errors():
            client = self._client()
            there = client.has_collection(name, timeout=_PATIENCE)
            if there and self._loaded != name:
                client.load_collection(name, timeout=_PATIENCE)
                self._loaded = name
            if there and _is_up_to_date(IndexState.objects.filter(name=name).first()):
                return
            with connections[FACES].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            state, _ = IndexState.objects.get_or_create(name=name)
            if not client.has_collection(name, timeout=_PATIENCE):
                self._begin(state)
            _synchronise(client, state)

    def check(self, template_key: str) -> str:
        """Look whether as many templates lie there as in PostgreSQL; see ``port.FaceSearch.check``."""
        self.follow(template_key)
        with _as_our_errors():
            name = _collection_name(template_key)
            said = self._client().query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_PATIENCE
            )
        there, here = int(said[0]["count(*)"]), _current_sittings().count()
        if there != here:
            raise FaceIndexError(milvus=there, database=here, do="motcua gallery index")
        return f"Milvus holds all {here}"

    def ensure_ready(self) -> None:
        """Ask Milvus for anything; see ``port.FaceSearch.ensure_ready``."""
        with _as_our_errors():
            self._client().list_collections(timeout=_PATIENCE)

    def rebuild(self, template_key: str) -> None:
        """Make the collection anew from PostgreSQL."""
        name = _collection_name(template_key)
        with _as_our_errors():
            self._client().drop_collection(name, timeout=_PATIENCE)
        IndexState.objects.filter(name=name).delete()
        self._loaded = ""
        self.follow(template_key)

    def _begin(self, state: IndexState) -> None:
        client, kinds = self._client(), _pymilvus().DataType
        for old in IndexState.objects.exclude(name=state.name):
            client.drop_collection(old.name, timeout=_PATIENCE)
            old.delete()
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", kinds.INT64, is_primary=True)
        schema.add_field("template", kinds.FLOAT_VECTOR, dim=DIMENSION)
        index = client.prepare_index_params()
        index.add_index("template", **_INDEX)
        client.create_collection(
            state.name, schema=schema, index_params=index, consistency_level="Strong", timeout=_PATIENCE
        )
        state.last_sitting = state.last_gone = 0
        self._loaded = state.name

    def _client(self) -> Any:
        if self._opened is None:
            self._opened = _pymilvus().MilvusClient(uri=self._uri, token=self._token, timeout=_PATIENCE)
        return self._opened


def _is_up_to_date(state: IndexState | None) -> bool:
    newest = _current_sittings().aggregate(last=Max("pk"))["last"] or 0
    gone = Gone.objects.aggregate(last=Max("pk"))["last"] or 0
    return state is not None and state.last_sitting >= newest and state.last_gone >= gone


def _synchronise(client: Any, state: IndexState) -> None:
    """Send what is new and take out what is gone. Sent twice, a row is there once."""
    for rows in new_sittings(state.last_sitting, batch=_BATCH):
        client.upsert(
            state.name,
            data=[{"id": row.pk, "template": [float(number) for number in row.template]} for row in rows],
            timeout=_PATIENCE,
        )
        state.last_sitting = rows[-1].pk
    gone = list(Gone.objects.filter(pk__gt=state.last_gone).order_by("pk").values_list("pk", "sitting"))
    for start in range(0, len(gone), _BATCH):
        numbers = [sitting for _, sitting in gone[start : start + _BATCH]]
        client.delete(state.name, ids=numbers, timeout=_PATIENCE)
    if gone:
        state.last_gone = gone[-1][0]
    state.save()


def _current_sittings() -> QuerySet[Sitting]:
    """What is searched: the templates of the model in use."""
    return Sitting.objects.filter(model=TEMPLATE_VERSION)


def _collection_name(template_key: str) -> str:
    """Return the collection's name: templates of another key, model or database (after a restore) do not go
    with these."""
    made_of = hashlib.sha256(f"{TEMPLATE_VERSION} {origin()}".encode()).hexdigest()[:16]
    return "motcua_faces_" + re.sub(r"\W", "_", f"{template_key}_{made_of}")


def _pymilvus() -> Any:
    try:
        import pymilvus  # noqa: PLC0415 - 300 MB with what it needs: only where it is used
    except ImportError as error:
        raise FaceIndexError(what="pymilvus is missing", do="install requirements/milvus.txt") from error
    return pymilvus


@contextmanager
def _as_our_errors() -> Iterator[None]:
    """Raise what Milvus says as an error of ours; without the address, which may hold a password."""
    mishap = _pymilvus().exceptions.MilvusException
    try:
        yield
    except mishap as error:
        raise FaceIndexError(what="Milvus", code=error.code, do="look at MOTCUA_MILVUS_URI") from error
