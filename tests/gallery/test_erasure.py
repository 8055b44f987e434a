"""Whoever withdraws must be gone, and it must be possible to show so."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction
from tests.gallery.invented import agreed, enrolled, sitting

from motcua.audit.models import Event
from motcua.gallery import enrolment, erasure, selectors, services, tasks, vacuum
from motcua.gallery.enrolment import KEPT, MOST_SITTINGS
from motcua.gallery.errors import FaceKeyError, NoFaceConsentError, StrangersError
from motcua.gallery.models import Deletion, FaceImage, Gone, Person, Sitting
from motcua.gallery.types import PURPOSE, Assurance
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import Consent, FaceReference

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def test_withdrawing_leaves_nothing_but_the_record() -> None:
    kept = enrolled(2)
    for take in range(MOST_SITTINGS):
        reference = enrolled(1, take=take)
    sittings = set(Sitting.objects.filter(person__reference=reference).values_list("pk", flat=True))
    proof = services.withdraw(reference=reference, actor="citizen:1")
    assert proof is not None
    assert (proof.templates, proof.images, proof.why) == (3, 3, "consent withdrawn")
    assert list(Person.objects.values_list("reference", flat=True)) == [kept]
    assert Sitting.objects.count() == FaceImage.objects.count() == 1
    assert set(Gone.objects.values_list("sitting", flat=True)) == sittings
    assert selectors.deletion_proof(reference) == proof
    assert people.number_of_face(reference) is None
    assert not people.has_consent(subject=f"face:{reference}", purpose=PURPOSE)
    assert {"gallery.consent_withdrawn", "gallery.erased"} <= set(
        Event.objects.values_list("action", flat=True)
    )


def test_withdrawing_before_being_enrolled_and_twice_is_no_error() -> None:
    reference = agreed(1)
    assert services.withdraw(reference=reference, actor="x") is None
    assert services.withdraw(reference=reference, actor="x") is None
    assert selectors.deletion_proof(reference) is None


def test_whoever_comes_back_has_another_name_there() -> None:
    before = enrolled(1)
    services.withdraw(reference=before, actor="x")
    assert enrolled(1) != before


def test_a_record_of_a_deletion_cannot_be_changed_or_removed() -> None:
    services.withdraw(reference=enrolled(1), actor="x")
    for change in ("UPDATE gallery_deletion SET images = 0", "DELETE FROM gallery_deletion"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic("faces"),
            connections["faces"].cursor() as cursor,
        ):
            cursor.execute(change)


def test_a_record_changed_behind_the_trigger_s_back_breaks_the_chain() -> None:
    first, second = enrolled(1), enrolled(2)
    services.withdraw(reference=first, actor="x")
    services.withdraw(reference=second, actor="x")
    assert selectors.verify_chain() == 2
    with connections["faces"].cursor() as cursor:
        cursor.execute("ALTER TABLE gallery_deletion DISABLE TRIGGER ALL")
        cursor.execute("UPDATE gallery_deletion SET images = 0 WHERE reference = %s", [first])
    with pytest.raises(FaceKeyError):
        selectors.verify_chain()
    with pytest.raises(FaceKeyError):
        selectors.deletion_proof(first)


def test_the_sweep_erases_whose_time_is_over_and_who_withdrew_while_the_store_was_away() -> None:
    kept, withdrawn = enrolled(1), enrolled(2)
    with clock.frozen(clock.now() - KEPT - timedelta(days=1)):
        for take in range(MOST_SITTINGS):
            over = enrolled(3, take=take)
    people.withdraw_consent(subject=f"face:{withdrawn}", purpose=PURPOSE)
    assert services.sweep() == 2
    assert list(Person.objects.values_list("reference", flat=True)) == [kept]
    assert {row.reference: row.why for row in Deletion.objects.all()} == {
        over: "time over",
        withdrawn: "consent withdrawn",
    }
    assert Deletion.objects.get(reference=over).images == MOST_SITTINGS
    assert Sitting.objects.count() == FaceImage.objects.count() == 1
    assert services.sweep() == 0


@pytest.mark.parametrize("why", ["time over", "consent withdrawn"])
def test_who_comes_again_while_the_sweep_goes_through_the_others_is_kept(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """They agreed and stood before the camera, and a moment later their face and their yes were gone."""
    with clock.frozen(clock.now() - (KEPT + timedelta(days=1) if why == "time over" else timedelta(days=1))):
        first, again = enrolled(1), enrolled(2)
    if why == "consent withdrawn":
        for reference in (first, again):
            people.withdraw_consent(subject=f"face:{reference}", purpose=PURPOSE)
    erases = erasure._erase

    def comes_again(person: Person, *told: object) -> object:
        assert person.reference == first
        agreed(2)
        services.enrol(reference=again, frames=sitting(2), assurance=Assurance.ACTIVE, actor="x")
        return erases(person, *told)  # type: ignore[arg-type]

    monkeypatch.setattr(erasure, "_erase", comes_again)
    assert services.sweep() == 1
    assert list(Person.objects.values_list("reference", flat=True)) == [again]
    assert people.has_consent(subject=f"face:{again}", purpose=PURPOSE)
    assert people.number_of_face(again) is not None
    assert [row.why for row in Deletion.objects.all()] == [why]


def test_who_is_in_the_store_alone_is_erased() -> None:
    """As after a restore of two dumps, between which somebody was enrolled."""
    reference = enrolled(1)
    people.close_face_reference(reference)
    assert services.sweep() == 1
    assert not Person.objects.exists()


def test_a_main_database_that_knows_nobody_erases_nobody() -> None:
    """Another one, for trying out or not restored yet: all faces of the office were gone after one night."""
    everybody = {enrolled(seed) for seed in range(5)}
    people.withdraw_consent(subject=f"face:{min(everybody)}", purpose=PURPOSE)
    Consent.objects.exclude(subject=f"face:{min(everybody)}").delete()
    FaceReference.objects.all().delete()
    with pytest.raises(StrangersError):
        services.sweep()
    left = set(Person.objects.values_list("reference", flat=True))
    assert left == everybody - {min(everybody)}, "who is known to have withdrawn is erased all the same"
    assert "gallery sweep --strangers" in selectors.unfinished()[0]
    assert services.sweep(with_strangers=True) == 4
    assert not Person.objects.exists()


def test_who_withdraws_while_a_worker_enrols_them_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = agreed(1)

    def withdraw_meanwhile(frames: object) -> object:
        services.withdraw(reference=reference, actor="x")
        return one_face(frames)

    one_face = enrolment.sitting_template
    monkeypatch.setattr(enrolment, "sitting_template", withdraw_meanwhile)
    with pytest.raises(NoFaceConsentError):
        services.enrol(reference=reference, frames=sitting(1), assurance=Assurance.ACTIVE, actor="x")
    assert not Person.objects.exists()


def test_a_withdrawal_stands_although_the_store_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = enrolled(1)
    with monkeypatch.context() as away:
        away.setattr(erasure, "changing_rows", mock.Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            services.withdraw(reference=reference, actor="x")
    assert people.number_of_face(reference) is None, "nobody is found under it any more"
    assert services.sweep() == 1
    assert not Person.objects.exists()


def test_every_night_the_place_of_who_is_gone_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who withdraws on the page is erased by it: the sweep found nobody, and the rows stayed in the file."""
    cleared: list[str] = []
    monkeypatch.setattr(tasks.services, "overwrite_freed", lambda: cleared.append("cleared"))
    enrolled(1)
    tasks.sweep(0)
    assert cleared == ["cleared"]


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
@pytest.mark.parametrize(("most", "is_anew"), [(vacuum._ANEW, True), (0, False)])
def test_what_was_removed_is_not_left_in_the_files(
    monkeypatch: pytest.MonkeyPatch, most: int, is_anew: bool
) -> None:
    """A template at the end of a page outlived VACUUM, and one of few erased stayed in a large index."""
    monkeypatch.setattr(vacuum, "_ANEW", most)
    enrolled(1)
    services.withdraw(reference=enrolled(2), actor="x")
    file = "SELECT pg_relation_filenode('gallery_sitting')"
    said: list[str] = []

    def heard(run: Any, sql: str, *rest: Any) -> Any:
        said.append(sql)
        return run(sql, *rest)

    with connections["faces"].cursor() as cursor:
        cursor.execute(file)
        before = cursor.fetchone()
        with connections["faces"].execute_wrapper(heard):
            assert services.overwrite_freed()
        cursor.execute(file)
        assert (cursor.fetchone() != before) is is_anew
    assert ("VACUUM (INDEX_CLEANUP ON) gallery_sitting" in said) is not is_anew
    assert Sitting.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_an_operator_is_told_whose_place_nobody_cleared() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        services.withdraw(reference=enrolled(1), actor="x")
    assert "motcua gallery sweep" in selectors.unfinished()[0]
    services.overwrite_freed()
    assert selectors.unfinished() == []


def test_postgres_itself_clears_each_removed_row_soon() -> None:
    """Its own round waits for fifty dead rows otherwise: years, in a store of an office."""
    with connections["faces"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'gallery\\_%' AND relkind = 'r' "
            "AND 'autovacuum_vacuum_threshold=0' = ANY (reloptions)"
        )
        assert {"gallery_sitting", "gallery_faceimage", "gallery_visitframe"} <= {row[0] for row in cursor}
