"""Each way of searching must find whom a search through everything finds, also right after a change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.db import connections
from tests.gallery.crowds import Crowd, add, ask, by_everything, same
from tests.gallery.invented import enrolled, sitting, unit

from motcua.audit.models import Event
from motcua.faces.types import TEMPLATE_VERSION
from motcua.gallery import services
from motcua.gallery.locks import using_keys
from motcua.gallery.models import Gone, Person, Sitting
from motcua.gallery.search import exact, postgres, rows_file
from motcua.gallery.search.exact import ExactSearch
from motcua.gallery.search.port import best_of_each
from motcua.gallery.search.postgres import PostgresSearch, build_index
from motcua.gallery.search.rows_file import State

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
PEOPLE = 1200


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "SEGMENT", 512)


@pytest.fixture
def in_process(tmp_path: Path) -> Iterator[ExactSearch]:
    return ExactSearch(tmp_path / "index")


def test_all_ways_find_whom_everything_finds(in_process: ExactSearch) -> None:
    """Recall of the exact ways must be 1, of the index at least 999 of 1000."""
    crowd = Crowd()
    faces = crowd.faces(PEOPLE)
    add(crowd, faces)
    probes = np.concatenate([crowd.again(faces[:100]), crowd.faces(50)])
    stored = list(Sitting.objects.order_by("pk").values_list("person_id", "template"))
    owners, matrix = [owner for owner, _ in stored], np.array([row for _, row in stored], np.float32)
    expected = [best_of_each(owners, matrix @ probe)[:2] for probe in probes]
    assert all(same(ask(in_process, probe), want) for probe, want in zip(probes, expected, strict=True))
    database = PostgresSearch(approximate=False)
    assert all(
        same(ask(database, probe), want) for probe, want in zip(probes[::10], expected[::10], strict=True)
    )
    with connections["faces"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a test's rows wait for its end otherwise
    build_index()
    with connections["faces"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN " + postgres._APPROXIMATE,
            {"probe": str([0.1] * 128), "candidates": 9, "most": 9, "version": TEMPLATE_VERSION},
        )
        assert "hnsw" in str(cursor.fetchall())
    index = PostgresSearch(approximate=True)
    found = [same(ask(index, probe), want) for probe, want in zip(probes, expected, strict=True)]
    assert np.mean(found) >= 0.999
    asked = [hits[0].person for hits in expected[:100]]
    assert np.mean([owner == owners[at] for at, owner in enumerate(asked)]) > 0.9, (
        "the crowd is not realistic"
    )


def test_what_changes_is_found_and_what_is_erased_is_not(in_process: ExactSearch, tmp_path: Path) -> None:
    crowd = Crowd()
    faces = crowd.faces(600)
    people = add(crowd, faces[:550])
    probe = crowd.again(faces[7:8])[0]
    assert ask(in_process, probe)[0].person == people[7].pk
    other_process = ExactSearch(tmp_path / "index")
    assert same(ask(other_process, probe), by_everything(probe))

    late = add(crowd, faces[550:])
    new = crowd.again(faces[560:561])[0]
    assert ask(in_process, new)[0].person == late[10].pk
    people[7].delete()
    for search in (in_process, other_process, ExactSearch(tmp_path / "index")):
        assert same(ask(search, probe), by_everything(probe))
        assert same(ask(search, new), by_everything(new))
    (vectors,) = (tmp_path / "index").glob("vectors-*")
    erased = np.fromfile(vectors, np.float32).reshape(-1, 128)
    assert np.count_nonzero(~erased.any(axis=1)) == 2, "templates of an erased person lie on the disk"


def test_another_key_begins_the_index_anew(in_process: ExactSearch) -> None:
    crowd = Crowd()
    people = add(crowd, crowd.faces(5))
    probe = unit(np.array(Sitting.objects.get(pk=people[2].sittings.first().pk).template))
    assert ask(in_process, probe)[0].person == people[2].pk
    Sitting.objects.filter(person=people[2]).update(template=[-number for number in probe.tolist()])
    with using_keys():
        found = in_process.nearest(-probe, people=1, template_key="another")
    assert found[0].person == people[2].pk


def test_templates_of_another_making_are_never_compared(
    in_process: ExactSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A better model's numbers mean something else: scores against old ones would name anybody."""
    crowd = Crowd()
    faces = crowd.faces(6)
    add(crowd, faces[:3], version="an older model")
    people = add(crowd, faces[3:])
    probe = crowd.again(faces[:1])[0]
    database, index = (PostgresSearch(approximate=way) for way in (False, True))
    for search in (in_process, database, index):
        assert {hit.person for hit in ask(search, probe, people=6)} == {person.pk for person in people}
    # After an update the files on the disk are those of the model before.
    monkeypatch.setattr(rows_file, "TEMPLATE_VERSION", "a newer model")
    assert ask(ExactSearch(tmp_path / "index"), probe) == []


def test_broken_files_are_made_anew(in_process: ExactSearch, tmp_path: Path) -> None:
    crowd = Crowd()
    faces = crowd.faces(5)
    people = add(crowd, faces)
    probe = crowd.again(faces[:1])[0]
    ask(in_process, probe)
    for damage in ("", "{", '{"template_key": "k", "count": 1000000}', '{"other": 1}'):
        (tmp_path / "index" / "state.json").write_text(damage)
        assert ask(ExactSearch(tmp_path / "index"), probe)[0].person == people[0].pk
    (vectors,) = (tmp_path / "index").glob("vectors-*")
    vectors.write_bytes(b"")
    assert ask(ExactSearch(tmp_path / "index"), probe)[0].person == people[0].pk


def test_an_index_made_anew_by_another_process_is_followed(in_process: ExactSearch, tmp_path: Path) -> None:
    """The folder may be deleted at any time: a worker that goes on must not name the neighbour of a row."""
    crowd = Crowd()
    faces = crowd.faces(120)
    people = add(crowd, faces[:110])
    ask(in_process, faces[0])
    people[5].delete()
    shutil.rmtree(tmp_path / "index")
    ask(ExactSearch(tmp_path / "index"), faces[0])
    add(crowd, faces[110:])
    for probe in crowd.again(faces):
        assert same(ask(in_process, probe), by_everything(probe))


def gone_back(people: list[Person]) -> None:
    """Let the database be as before ``people`` came, as after a restore: their numbers are free again."""
    first = {Person: people[0].pk, Sitting: people[0].sittings.get().pk}
    Person.objects.filter(pk__gte=people[0].pk).delete()
    Gone.objects.all().delete()
    with connections["faces"].cursor() as cursor:
        for model, number in first.items():
            table = model._meta.db_table
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, number])


@pytest.mark.parametrize("more", [1, 10, 15])
def test_after_a_restore_nobody_is_taken_for_who_had_their_number_before(
    in_process: ExactSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    """The copy on the worker's disk is of the days after the backup; it named a stranger, sure as ever."""
    monkeypatch.setattr(rows_file, "origin", lambda: "the same server, set back by other means")
    crowd = Crowd()
    faces = crowd.faces(60)
    add(crowd, faces[:20], takes=1)
    late = add(crowd, faces[20:30], takes=1)
    ask(in_process, faces[0])
    gone_back(late)
    add(crowd, faces[30 : 30 + more], takes=1)
    for search in (in_process, ExactSearch(tmp_path / "index")):
        for probe in crowd.again(faces)[::3]:
            assert same(ask(search, probe), by_everything(probe))


def test_a_copy_of_another_database_is_made_anew(
    in_process: ExactSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd()
    add(crowd, crowd.faces(5), takes=1)
    ask(in_process, crowd.faces(1)[0])
    before = set((tmp_path / "index").glob("vectors-*"))
    monkeypatch.setattr(rows_file, "origin", lambda: "restored")
    ask(in_process, crowd.faces(1)[0])
    after = set((tmp_path / "index").glob("vectors-*"))
    assert len(after) == 1
    assert not after & before, "whose templates were kept on the disk nobody knows any more"


def test_a_copy_that_differs_from_the_database_names_nobody(in_process: ExactSearch, tmp_path: Path) -> None:
    """Whatever made it differ: a face must not open what belongs to who has its row's number now."""
    crowd = Crowd()
    faces = crowd.faces(40)
    people = add(crowd, faces, takes=1)
    probe = crowd.again(faces[:1])[0]
    assert ask(in_process, probe)[0].person == people[0].pk
    one, other = (person.sittings.get() for person in people[:2])
    Sitting.objects.filter(pk=one.pk).update(template=other.template)
    Sitting.objects.filter(pk=other.pk).update(template=one.template)
    assert ask(in_process, probe)[0].person == people[1].pk
    assert same(ask(ExactSearch(tmp_path / "index"), probe), by_everything(probe))


def test_a_worker_whose_folder_goes_while_it_writes_spoils_nothing(
    in_process: ExactSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd()
    faces = crowd.faces(60)
    people = add(crowd, faces[:40])
    ask(in_process, faces[0])
    people[5].delete()
    append = rows_file.RowsFile._append

    def deleted_first(self: rows_file.RowsFile, state: State, rows: list[Sitting]) -> State:
        monkeypatch.undo()
        shutil.rmtree(tmp_path / "index")
        ask(ExactSearch(tmp_path / "index"), faces[0])
        return append(self, state, rows)

    add(crowd, faces[40:])
    monkeypatch.setattr(rows_file.RowsFile, "_append", deleted_first)
    for probe in crowd.again(faces):
        assert same(ask(in_process, probe), by_everything(probe))


def test_an_empty_store_finds_nobody(in_process: ExactSearch) -> None:
    probe = Crowd().faces(1)[0]
    for search in (in_process, PostgresSearch(approximate=False), PostgresSearch(approximate=True)):
        assert ask(search, probe) == []


def test_coarse_numbers_that_mislead_are_found_out(in_process: ExactSearch) -> None:
    """A number far beyond a byte's range scores much lower coarsely: the person must be found still."""
    crowd = Crowd()
    faces = crowd.faces(300)
    add(crowd, faces, takes=1)
    spike = np.zeros(128, np.float32)
    spike[5] = 1.0
    person = add(crowd, faces[:1], takes=1)[0]
    person.sittings.update(template=spike.tolist())
    crowded = unit(spike + 0.4 * faces[3])
    assert same(ask(in_process, crowded), by_everything(crowded))
    assert ask(in_process, spike)[0].person == person.pk


def test_a_search_names_references_and_leaves_a_record_with_its_reason() -> None:
    reference, other = enrolled(1), enrolled(2)
    probe = services.sitting_template(sitting(1, take=9))
    found = services.search(probe, people=2, actor="citizen:kiosk", reason="status by face")
    assert [candidate.reference for candidate in found] == [reference, other]
    assert found[0].score > 0.8 > found[1].score
    event = Event.objects.get(action="gallery.searched")
    assert (event.actor, event.reason) == ("citizen:kiosk", "status by face")
    services.withdraw(reference=reference, actor="x")
    after = services.search(probe, people=2, actor="citizen:kiosk", reason="status by face")
    assert [candidate.reference for candidate in after] == [other]
    services.renew_templates(actor="x", reason="test")
    probe = services.sitting_template(sitting(2, take=9))
    assert services.search(probe, people=1, actor="x", reason="y")[0].score > 0.8
