"""One face under two numbers, noticed when it files: agreed to by both, told to the officer, no refusal."""

from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.invented import analysis, sitting
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.faces import by_face, double_identity
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.dossiers.states import State
from motcua.faces import services as faces
from motcua.gallery import services as gallery
from motcua.gallery.models import FaceImage, Person
from motcua.gallery.types import PURPOSE, Assurance
from motcua.kernel import clock
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
OTHER = "079190009999"


@pytest.fixture(autouse=True)
def _stage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the photo filed with every dossier show person 1."""
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    monkeypatch.setattr(faces, "analyse", lambda image: sitting(1, take=77)[0].analysis)


def known(number: str, *, person: int = 1, wording: str = by_face.WORDING) -> None:
    reference = people.open_face_reference(number)
    subject = people.consent_subject_of_face(reference)
    people.record_consent(subject=subject, purpose=PURPOSE, wording=wording, language="vi")
    gallery.enrol(reference=reference, frames=sitting(person), assurance=Assurance.ACTIVE, actor="x")


def file(*, search: bool = True, selfie: bool = True) -> Dossier:
    draft = filing.draft()
    services.record_agreement(draft.pk, face=True, search=search, language="vi")
    if selfie:
        services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    return services.submit(draft.pk)


def asked() -> bool:
    return ProcrastinateJob.objects.filter(task_name=double_identity.TASK).exists()


def looked(dossier: Dossier) -> Dossier:
    double_identity.search(dossier.pk)
    dossier.refresh_from_db()
    return dossier


def test_a_face_known_under_another_number_is_told_to_the_officer_and_refuses_nothing() -> None:
    known(OTHER)
    dossier = file()
    job = ProcrastinateJob.objects.get(task_name=double_identity.TASK)
    assert job.args == {"dossier_id": dossier.pk}, "the queue says nothing about the person"
    looked(dossier)
    assert dossier.evidence["double_identity"]["faces"] == 1
    assert dossier.state == State.SUBMITTED
    searched = Event.objects.get(action="gallery.searched")
    assert (searched.actor, searched.reason) == (f"citizen:{dossier.draft_id}", "possible double identity")
    told = Event.objects.get(action="gallery.possible_double")
    assert told.data == {"others": 1}, "a record that stays must not name who is in the store"
    assert told.subject == f"dossier:{dossier.code}"
    assert Person.objects.count() == FaceImage.objects.count() == 1, "a search keeps nothing"


def test_a_search_that_never_came_is_told_and_asked_for_again() -> None:
    known(OTHER)
    dossier = file()
    assert Dossier.objects.get(pk=dossier.pk).evidence["face_search"] == "waiting"
    assert double_identity.request_missing() == 0, "its first tries go on"
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert double_identity.request_missing() == 0, "a worker is still to try"
        ProcrastinateJob.objects.filter(task_name=double_identity.TASK).update(task_name="gone")
        assert double_identity.request_missing() == 1
    evidence = looked(dossier).evidence
    assert "face_search" not in evidence
    assert evidence["double_identity"]["faces"] == 1
    with clock.frozen(clock.now() + timedelta(hours=2)):
        ProcrastinateJob.objects.filter(task_name=double_identity.TASK).update(task_name="gone")
        assert double_identity.request_missing() == 0


def test_one_s_own_number_and_other_people_are_no_double() -> None:
    dossier = file()
    known(dossier.personal_number)
    known(OTHER, person=2)
    assert "double_identity" not in looked(dossier).evidence


def test_without_the_filer_s_own_agreement_nothing_is_searched() -> None:
    known(OTHER)
    dossier = file(search=False)
    assert not asked()
    assert "double_identity" not in looked(dossier).evidence
    assert not Event.objects.filter(action="gallery.searched").exists()


def test_who_takes_the_agreement_back_before_a_worker_looks_is_not_searched() -> None:
    known(OTHER)
    dossier = file()
    people.withdraw_consent(subject=f"draft:{dossier.draft_id}", purpose="face_double_identity")
    assert "double_identity" not in looked(dossier).evidence
    assert not Event.objects.filter(action="gallery.searched").exists()


def test_answering_again_without_the_mark_takes_it_back() -> None:
    draft = filing.draft()
    services.record_agreement(draft.pk, face=True, search=True, language="vi")
    services.record_agreement(draft.pk, face=True, search=False, language="vi")
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    services.submit(draft.pk)
    assert not asked()


def test_who_agreed_to_the_older_text_for_look_up_is_not_compared_with_filings() -> None:
    known(OTHER, wording="2026-11-face")
    assert "double_identity" not in looked(file()).evidence


def test_without_a_photo_there_is_nothing_to_search() -> None:
    file(selfie=False)
    assert not asked()


def test_a_face_too_poor_to_compare_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    known(OTHER)
    dossier = file()
    tiny = analysis(gallery.sitting_template(sitting(1)), wide=5.0)
    monkeypatch.setattr(faces, "analyse", lambda image: tiny)
    assert "double_identity" not in looked(dossier).evidence
    assert dossier.evidence["face_search"] == "unusable"
    assert not Event.objects.filter(action="gallery.searched").exists()


def test_the_mark_with_the_face_refused_agrees_to_nothing() -> None:
    draft = filing.draft()
    services.record_agreement(draft.pk, face=False, search=True, language="vi")
    assert not people.has_consent(subject=f"draft:{draft.pk}", purpose="face_double_identity")


def test_what_was_seen_under_a_number_corrected_meanwhile_is_not_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their own face under their own number was shown to the officer as somebody else's, for good."""
    known(OTHER)
    dossier = file()

    def correct_meanwhile(image: bytes) -> faces.FaceAnalysis:
        Dossier.objects.filter(pk=dossier.pk).update(personal_number=OTHER)
        return sitting(1, take=77)[0].analysis

    monkeypatch.setattr(faces, "analyse", correct_meanwhile)
    evidence = looked(dossier).evidence
    assert "double_identity" not in evidence
    assert evidence["face_search"] == "waiting", "to be looked at under the new number"
    assert "face_search" not in looked(dossier).evidence
