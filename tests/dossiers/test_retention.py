"""Faces go when their dossier has ended long enough ago, papers stay, and pages say so."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people as desk
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import by_face, retention, services
from motcua.dossiers.errors import NoFacePhotoError
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
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
    monkeypatch.setattr("motcua.dossiers.proof.is_proven", lambda _: True)
    by_face.agree(dossier, language="vi")
    with clock.frozen(_later(days=91)):
        retention.sweep()
        with pytest.raises(NoFacePhotoError):
            by_face.agree(dossier, language="vi")


def test_the_page_on_personal_data_names_the_days(client: Client, settings: object) -> None:
    settings.FACES_KEPT_DAYS = 45  # type: ignore[attr-defined] # pytest-django's
    assert "xóa sau khi hồ sơ kết thúc 45 ngày" in client.get("/bao-ve-du-lieu/").content.decode()
