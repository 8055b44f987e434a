"""Finding the people of the store whom a face resembles most: one port, several ways."""

from functools import cache
from pathlib import Path

from django.conf import settings

from motcua.gallery.search.port import FaceSearch
from motcua.kernel.errors import SetupError

WAYS = ("exact", "pgvector", "hnsw", "milvus")


def backend() -> FaceSearch:
    """Return the way this installation searches; one object a process, as it may hold an index.

    Raises:
        SetupError: the setting names no way we know, or what the way needs is not set.
    """
    return _backend(settings.FACES_SEARCH, settings.FACES_INDEX, settings.MILVUS_URI, settings.MILVUS_TOKEN)


@cache
def _backend(way: str, folder: Path, milvus_uri: str, milvus_token: str) -> FaceSearch:
    if way == "exact":
        from motcua.gallery.search.exact import ExactSearch  # noqa: PLC0415 - loads a library of 30 MB

        return ExactSearch(folder)
    if way == "milvus":
        from motcua.gallery.search.milvus import MilvusSearch  # noqa: PLC0415

        if not milvus_uri:
            raise SetupError(what="MOTCUA_MILVUS_URI", found="")
        return MilvusSearch(milvus_uri, milvus_token)
    if way in WAYS:
        from motcua.gallery.search.postgres import PostgresSearch  # noqa: PLC0415

        return PostgresSearch(approximate=way == "hnsw")
    raise SetupError(what="MOTCUA_FACES_SEARCH", found=way, known=", ".join(WAYS))
