"""Faces go when their dossier has ended long enough ago, papers stay, and pages say so."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people as desk
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import retention, services
from motcua.dossiers.drafting import analyses, participants
from motcua.dossiers.errors import NoFacePhotoError
from motcua.dossiers.faces import by_face
from motcua.dossiers.models import Analysis, Dossier, Draft
from motcua.kernel import clock
from motcua.papers import reading
from motcua.papers.types import Reading
from motcua.people import services as people
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db
ENDED = filing.TUESDAY + timedelta(days=3)


def _later(**after: float) -> datetime:
    return ENDED + timedelta(**after)


def _ended() -> Dossier:
    """Return a refused dossier with card and face, and a face that an answer brought."""
    with clock.frozen(filing.TUESDAY):
        draft = filing.draft()
        for number, slot in enumerate(("front", "selfie")):
            services.put_photo(draft.pk, slot, filing.photo(number), capture="camera")
        dossier = services.submit(draft.pk)
        services.accept(dossier.pk, actor="officer:an")
        services.ask_supplement(dossier.pk, actor="officer:an", reason="Mờ", items=["Ảnh"], photos=True)
        services.add_supplement_photo(dossier.pk, "selfie", filing.photo(7), capture="camera")
        services.answer_supplement(dossier.pk, actor="citizen:x", note="")
    with clock.frozen(ENDED):
        services.refuse(dossier.pk, actor="officer:an", ground="other", reason="Không đủ điều kiện.")
    return Dossier.objects.get(pk=dossier.pk)


def _purposes() -> list[str]:
    return sorted(StoredPhoto.objects.values_list("purpose", flat=True))


def test_faces_stay_for_a_complaint_and_go_after_it_papers_stay() -> None:
    dossier = _ended()
    with clock.frozen(_later(days=89, hours=23)):
        assert retention.sweep() == 0
    assert _purposes() == ["face", "face", "paper"]
    with clock.frozen(_later(days=90, minutes=1)):
        assert retention.sweep() == 2
        assert retention.sweep() == 0
    assert _purposes() == ["paper"]
    event = Event.objects.get(action="dossier.faces_removed")
    assert (event.subject, event.data["count"]) == (f"dossier:{dossier.code}", 2)


def test_the_office_may_set_another_time(settings: object) -> None:
    settings.FACES_KEPT_DAYS = 30  # type: ignore[attr-defined] # pytest-django's
    _ended()
    with clock.frozen(_later(days=31)):
        assert retention.sweep() == 2


def test_an_open_dossier_keeps_its_face_however_long_it_waits() -> None:
    draft = filing.draft()
    services.put_photo(draft.pk, "selfie", filing.photo(), capture="camera")
    dossier = services.submit(draft.pk)
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert retention.sweep() == 0
    assert people.kept_faces()
    assert dossier.pk


def test_faces_of_drafts_go_with_their_drafts_only() -> None:
    draft = filing.draft()
    services.put_photo(draft.pk, "selfie", filing.photo(), capture="camera")
    with clock.frozen(clock.now() + timedelta(days=13)):
        assert retention.sweep() == 0
    assert _purposes() == ["face"]


def test_the_officers_page_says_that_a_face_was_removed_and_shows_no_broken_picture() -> None:
    dossier = _ended()
    with clock.frozen(_later(days=91)):
        retention.sweep()
    client = Client()
    client.force_login(desk.officer())
    page = client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert page.count("Ảnh đã xóa") == 2
    assert reverse("desk:photo", args=[dossier.code, "selfie"]) not in page
    assert reverse("desk:photo", args=[dossier.code, "front"]) in page
    assert client.get(reverse("desk:photo", args=[dossier.code, "selfie"])).status_code == 404


def test_nobody_signs_up_by_face_against_a_photo_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = _ended()
    monkeypatch.setattr("motcua.dossiers.faces.identity_proof.is_proven", lambda _: True)
    by_face.agree(dossier, language="vi")
    with clock.frozen(_later(days=91)):
        retention.sweep()
        with pytest.raises(NoFacePhotoError):
            by_face.agree(dossier, language="vi")


def test_the_page_on_personal_data_names_the_days(client: Client, settings: object) -> None:
    settings.FACES_KEPT_DAYS = 45  # type: ignore[attr-defined] # pytest-django's
    assert "xóa sau khi hồ sơ kết thúc 45 ngày" in client.get("/bao-ve-du-lieu/").content.decode()


def test_what_was_read_from_a_photo_that_was_taken_again_does_not_stay_with_the_dossier() -> None:
    """Who photographed another's card first left that person's name and number with their own filing."""
    draft = filing.draft()
    for seed in (1, 2):
        services.put_photo(draft.pk, "front", filing.photo(seed), capture="camera")
        Analysis.objects.filter(status="queued").update(
            status="done", record=filing.reading(full_name=f"SEED {seed}").to_record()
        )
    dossier = services.submit(draft.pk)
    kept = Analysis.objects.filter(draft=draft)
    assert [item.record["fields"]["full_name"]["value"] for item in kept] == ["SEED 2"]
    assert dossier.evidence["reading"]["fields"]["full_name"]["value"] == "SEED 2"


def test_what_a_worker_was_reading_then_goes_when_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = filing.draft()
    services.put_photo(draft.pk, "front", filing.photo(1), capture="camera")
    first = Analysis.objects.get(draft=draft)

    def meanwhile(images: list[bytes]) -> Reading:
        services.put_photo(draft.pk, "front", filing.photo(2), capture="camera")
        services.submit(draft.pk)
        return filing.reading(full_name="SOMEBODY ELSE")

    monkeypatch.setattr(reading, "read", meanwhile)
    analyses.perform(first.pk)
    assert not Analysis.objects.filter(pk=first.pk).exists()
    monkeypatch.setattr(reading, "read", lambda images: filing.reading(full_name="THE FILER"))
    analyses.perform(Analysis.objects.get(draft=draft).pk)
    held = Dossier.objects.get(draft=draft).evidence["reading"]["fields"]["full_name"]["value"]
    assert held == "THE FILER"


def test_whom_the_filing_no_longer_calls_for_is_in_no_part_of_it() -> None:
    """Invited as a member of a family that then was none: their card, name and number stayed for ever."""
    draft = filing.draft()
    part, _ = participants.invite(draft.pk, role=participants.MEMBER)
    services.record_agreement(part.pk, face=False, language="vi")
    services.put_photo(part.pk, "front", filing.photo(3), capture="camera")
    dossier = services.submit(draft.pk)
    assert dossier.evidence["participants"] == []
    assert not Draft.objects.filter(pk=part.pk).exists()
    assert not Analysis.objects.exists()
    assert not StoredPhoto.objects.exists()
