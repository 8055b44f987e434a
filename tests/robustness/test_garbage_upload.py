"""Garbage never hurts the upload: each bad file gets a page that says what to do, and nothing is lost."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.support import garbage
from tests.support.filing import PROCEDURE

from motcua.dossiers.drafting import analyses
from motcua.dossiers.models import Analysis, Draft, DraftPhoto

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILES_A_DRAFT = 40  # below the limit of uploads in an hour


def _begin(client: Client) -> uuid.UUID:
    """Begin a filing and agree, as a person would."""
    page = client.post(reverse("portal:begin", args=[PROCEDURE]))
    found = re.search(r"/ho-so/([0-9a-f-]{36})/", page["Location"])
    assert found is not None
    draft_id = uuid.UUID(found[1])
    answer = client.post(reverse("portal:agreement", args=[draft_id]), {"card": "on", "face": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return draft_id


def test_two_hundred_bad_uploads_end_in_a_clear_message_each() -> None:
    client = Client()
    draft_id, answers = uuid.uuid4(), {}
    for number, (name, data) in enumerate(garbage.files()):
        if number % FILES_A_DRAFT == 0:
            draft_id = _begin(client)
        address = reverse("portal:photo", args=[draft_id, "mat-truoc"])
        answer = client.post(address, {"photo": SimpleUploadedFile(name, data, "image/jpeg")})
        answers[name] = answer.status_code
        if answer.status_code == 302:
            continue  # a picture after all: the reading will say that no card is on it
        assert answer.status_code in {413, 415, 422}, f"{name}: {answer.status_code}"
        page = answer.content.decode()
        assert "Traceback" not in page
        assert 'id="id_photo' in page, f"{name}: the page has no place to try again"
        assert re.search(r'class="[^"]*error[^"]*"', page), f"{name}: nothing says what is wrong"
    assert len(answers) == garbage.COUNT
    assert {302, 422} <= set(answers.values())


def test_pictures_without_a_card_are_read_and_the_person_is_told() -> None:
    client = Client()
    draft_id = _begin(client)
    wanted = ("black.jpg", "white.jpg", "picture-3.jpg", "cmyk.jpg")
    files = {name.split("-", 1)[1]: data for name, data in garbage.files()}
    for name in wanted:
        client.post(
            reverse("portal:photo", args=[draft_id, "mat-truoc"]),
            {"photo": SimpleUploadedFile(name, files[name], "image/jpeg")},
        )
        for waiting in Analysis.objects.filter(draft=draft_id, status=Analysis.Status.QUEUED):
            analyses.perform(waiting.pk)
        assert Draft.objects.get(pk=draft_id).prefilled == {}, name
        progress = client.get(reverse("portal:reading", args=[draft_id]), follow=True).content.decode()
        assert "chụp lại" in progress.lower(), f"{name}: nothing asks for another photo"
    assert DraftPhoto.objects.filter(draft=draft_id).count() == 1
