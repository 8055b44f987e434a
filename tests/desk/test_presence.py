"""The officer sees whether the person was there, what kept it from being surer, and can say: I met them."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from tests.desk import people

from motcua.audit.models import Event
from motcua.dossiers.drafting import presence
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.dossiers.states import State
from motcua.faces.presence import reasons
from motcua.faces.presence.types import Presence
from motcua.kernel import clock
from motcua.presence.models import Challenge

pytestmark = pytest.mark.django_db


def _shown(dossier: Dossier, outcome: Presence) -> None:
    """As if the dossier's face photo had come out of a sequence judged so."""
    photo, now = uuid.uuid4(), clock.now()
    DraftPhoto.objects.update_or_create(
        draft=dossier.draft, slot="selfie", defaults={"photo": photo, "capture": "camera", "uploaded_at": now}
    )
    Challenge.objects.create(
        subject=f"draft:{dossier.draft_id}",
        plan=["look", "turn_left"],
        status=Challenge.Status.JUDGED,
        issued_at=now,
        expires_at=now + timedelta(minutes=2),
        photo=photo,
        record=outcome.to_record(),
    )


def _page(client: Client, dossier: Dossier) -> str:
    return client.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


def test_level_score_and_reasons_stand_beside_the_face(intake: Client) -> None:
    dossier = people.dossier()
    _shown(dossier, Presence("passive", 0.31, (reasons.NOT_LEFT,)))
    text = _page(intake, dossier)
    assert "không thấy dấu hiệu ảnh của ảnh" in text
    assert "0,31" in text
    assert reasons.NOT_LEFT.message.vi in text
    assert "Thủ tục này cần mức cao hơn" not in text, "this procedure takes a photo of any origin"


def test_without_a_face_the_officer_is_asked_to_meet_the_person(intake: Client) -> None:
    dossier = people.dossier()
    DraftPhoto.objects.filter(draft=dossier.draft, slot="selfie").delete()
    assert "Thủ tục này cần mức cao hơn" in _page(intake, dossier)
    answer = intake.post(f"/ban-lam-viec/ho-so/{dossier.code}/da-gap/")
    assert answer.status_code == 302
    assert presence.of_draft(dossier.draft_id).level == "officer"
    text = _page(intake, dossier)
    assert "Cán bộ đã gặp người này" in text
    assert "Lê Thị An" in text
    assert "Thủ tục này cần mức cao hơn" not in text
    assert Event.objects.filter(action="presence.met", actor="officer:an").count() == 1


def test_it_is_the_owner_who_is_met_and_not_who_files_for_them(intake: Client) -> None:
    """Who is said to have been met may be found by face under the dossier's number: never the agent."""
    dossier = people.dossier()
    name = dossier.full_name
    assert f"Tôi đã gặp và đối chiếu {name}" in _page(intake, dossier)
    assert "người nộp thay" not in _page(intake, dossier)
    dossier.answers = {**dossier.answers, "filer": "agent"}
    dossier.save()
    assert "Gặp người nộp thay không phải là gặp người đứng tên" in _page(intake, dossier)
    answer = intake.post(f"/ban-lam-viec/ho-so/{dossier.code}/da-gap/", follow=True)
    assert f"bạn đã gặp và đối chiếu {name}" in answer.content.decode()


def test_after_the_decision_nobody_is_asked_to_meet_before_it(intake: Client) -> None:
    """A result that waits to be handed over still told the officer to meet the person before deciding."""
    dossier = people.dossier()
    DraftPhoto.objects.filter(draft=dossier.draft, slot="selfie").delete()
    assert "trước khi quyết định" in _page(intake, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    text = _page(intake, dossier)
    assert "trước khi quyết định" not in text
    assert f"Tôi đã gặp và đối chiếu {dossier.full_name}" in text, "a meeting still counts"


def test_only_officers_of_the_office_say_so(client: Client, intake: Client) -> None:
    dossier, other = people.dossier(), Client()
    other.force_login(people.officer("xa", office="another-office"))
    address = f"/ban-lam-viec/ho-so/{dossier.code}/da-gap/"
    assert client.post(address).status_code == 302  # to sign in
    assert other.post(address).status_code == 404
    assert intake.get(address)["Location"] == f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert presence.of_draft(dossier.draft_id).level != "officer"
    assert presence.of_draft(dossier.draft_id).level != "officer"
