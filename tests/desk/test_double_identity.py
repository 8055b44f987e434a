"""A face under two numbers: the officer is told, and told not to refuse for it alone."""

import pytest
from django.test import Client
from tests.desk import people

pytestmark = pytest.mark.django_db


def test_a_possible_double_identity_is_a_hint_and_no_verdict(intake: Client) -> None:
    dossier = people.dossier()
    address = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "hai số định danh" not in intake.get(address).content.decode()
    dossier.evidence = {**dossier.evidence, "double_identity": {"faces": 1}}
    dossier.save()
    assert "hai số định danh" in intake.get(address).content.decode()
    english = intake.get(address, headers={"accept-language": "en"}).content.decode()
    assert "never refuse for this alone" in english


@pytest.mark.parametrize(("how", "words"), [("waiting", "máy chưa tìm được"), ("unusable", "không đủ rõ")])
def test_that_nobody_looked_is_said_so_that_silence_is_not_taken_for_an_answer(
    intake: Client, how: str, words: str
) -> None:
    dossier = people.dossier()
    address = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "Chưa tìm khuôn mặt" not in intake.get(address).content.decode()
    dossier.evidence = {**dossier.evidence, "face_search": how}
    dossier.save()
    assert words in intake.get(address).content.decode()
    english = intake.get(address, headers={"accept-language": "en"}).content.decode()
    assert "known under no other number" in english
