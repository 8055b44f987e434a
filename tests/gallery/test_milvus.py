"""The way of Milvus, on Milvus Lite: finds whom a full search finds, forgets who withdrew, says if it cannot.

Needs requirements/milvus.txt.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.crowds import KEY, Crowd, add, ask, by_everything, same
from tests.gallery.invented import enrolled, sitting, templates_of

from motcua.gallery import search as ways
from motcua.gallery import selectors, services, tasks
from motcua.gallery.errors import FaceIndexError
from motcua.gallery.locks import using_keys
from motcua.gallery.models import Gone, IndexState, Sitting, Store
from motcua.gallery.search import milvus
from motcua.gallery.search.milvus import MilvusSearch
from motcua.kernel.errors import SetupError

pytest.importorskip("milvus_lite", reason="requirements/milvus.txt is not installed")
pytestmark = [
    pytest.mark.django_db(databases=["default", "faces"]),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[MilvusSearch]:
    found = MilvusSearch(str(tmp_path / "milvus.db"), "")
    yield found
    found._client().close()


def held(index: MilvusSearch, name: str, numbers: list[int]) -> list[dict[str, Any]]:
    """Return what lies in the collection under these numbers, everything that can be read out."""
    found = index._client().get(name, ids=numbers)
    return [dict(item) for item in found]


def test_it_finds_whom_everything_finds(index: MilvusSearch) -> None:
    """On a crowd as hard as real faces: all of 40 searches, as 999 of 1000 are asked for."""
    crowd = Crowd()
    faces = crowd.faces(1200)
    add(crowd, faces, takes=1)
    probes = np.concatenate([crowd.again(faces[:30]), crowd.faces(10)])
    found = [same(ask(index, probe), by_everything(probe)) for probe in probes]
    assert np.mean(found) >= 0.999
    with using_keys():
        assert index.check(KEY) == "Milvus holds all 1200"


def test_only_a_number_and_the_protected_template_go_there(index: MilvusSearch, settings: Settings) -> None:
    enrolled(1)
    row = Sitting.objects.get()
    with using_keys():
        index.follow(row.template_key)
    (there,) = held(index, milvus._collection_name(row.template_key), [row.pk])
    assert set(there) == {"id", "template"}
    assert np.allclose(there["template"], row.template)
    assert abs(float(np.dot(there["template"], templates_of(sitting(1))[0]))) < 0.6, "it lies there as made"


def test_who_withdraws_is_gone_from_it_without_anybody_searching(
    index: MilvusSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = enrolled(1), enrolled(2)
    numbers = [row.pk for row in Sitting.objects.order_by("pk")]
    monkeypatch.setattr("motcua.gallery.audited_search.backend", lambda: index)
    monkeypatch.setattr("motcua.gallery.selectors.backend", lambda: index)
    services.follow_index()
    name = milvus._collection_name(Store.objects.get().template_key)
    assert len(held(index, name, numbers)) == 2
    services.withdraw(reference=gone, actor="x")
    assert ProcrastinateJob.objects.filter(task_name="gallery.follow_index", status="todo").count() == 1
    tasks.follow_index()
    assert [item["id"] for item in held(index, name, numbers)] == numbers[1:]
    proof = selectors.deletion_proof(gone)
    assert proof is not None
    assert proof.templates == 1
    assert "Milvus holds all 1" in selectors.check()
    probe = services.sitting_template(sitting(1, take=9))
    found = services.search(probe, people=2, actor="x", reason="y")
    assert [candidate.reference for candidate in found] == [stays]


def test_whom_the_database_no_longer_holds_nobody_finds_there(index: MilvusSearch) -> None:
    """A collection that is ahead or behind, as after a restored backup, must name nobody who is not there."""
    crowd = Crowd()
    faces = crowd.faces(20)
    people = add(crowd, faces, takes=1)
    probe = crowd.again(faces[3:4])[0]
    assert ask(index, probe)[0].person == people[3].pk
    people[3].delete()
    Gone.objects.all().delete()  # so that it cannot be told
    assert same(ask(index, probe), by_everything(probe))
    with using_keys(), pytest.raises(FaceIndexError):
        index.check(KEY)
    with using_keys():
        index.rebuild(KEY)
        assert index.check(KEY) == "Milvus holds all 19"


def test_another_key_begins_a_collection_anew_and_drops_the_old_one(index: MilvusSearch) -> None:
    crowd = Crowd()
    people = add(crowd, crowd.faces(5), takes=1)
    probe = np.array(Sitting.objects.get(person=people[2]).template, np.float32)
    assert ask(index, probe)[0].person == people[2].pk
    with using_keys():
        assert index.nearest(probe, people=1, template_key="another")[0].person == people[2].pk
    assert index._client().list_collections() == [milvus._collection_name("another")]
    assert [state.name for state in IndexState.objects.all()] == [milvus._collection_name("another")]


def test_after_a_restore_a_collection_of_before_is_no_more(
    index: MilvusSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds people who came after the backup, under numbers that others are given now."""
    add(Crowd(), Crowd().faces(5), takes=1)
    with using_keys():
        index.follow(KEY)
        (before,) = index._client().list_collections()
        monkeypatch.setattr(milvus, "origin", lambda: "restored")
        index.follow(KEY)
    assert index._client().list_collections() == [milvus._collection_name(KEY)] != [before]


def test_another_process_goes_on_where_the_first_was_and_an_empty_store_finds_nobody(
    index: MilvusSearch,
) -> None:
    crowd = Crowd()
    faces = crowd.faces(6)
    assert ask(index, faces[0]) == []
    add(crowd, faces[:5], takes=1)
    assert same(ask(index, faces[1]), by_everything(faces[1]))
    late = add(crowd, faces[5:], takes=1)
    other = MilvusSearch(index._uri, "")
    other._opened = index._client()  # Lite lets one client open a file; a cluster takes any number
    assert ask(other, faces[5])[0].person == late[0].pk


def test_a_milvus_that_cannot_be_reached_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(milvus, "_PATIENCE", 1)
    away = MilvusSearch("http://root:secret@127.0.0.1:9", "root:secret")
    with using_keys(), pytest.raises(FaceIndexError) as told:
        away.follow(KEY)
    assert "secret" not in str(told.value)


def test_the_setting_chooses_it_and_wants_an_address(settings: Settings) -> None:
    settings.FACES_SEARCH, settings.MILVUS_URI = "milvus", ""
    with pytest.raises(SetupError):
        ways.backend()
    settings.MILVUS_URI = "http://127.0.0.1:19530"
    assert isinstance(ways.backend(), MilvusSearch)
