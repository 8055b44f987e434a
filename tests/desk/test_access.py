"""Officers see their own office's dossiers and nobody else's; citizens see none of this."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people

from motcua.audit.models import Event
from motcua.desk.deeds import DEEDS
from motcua.dossiers import services
from motcua.dossiers.drafting import presence
from motcua.dossiers.models import Dossier
from motcua.outcomes import services as outcomes

pytestmark = pytest.mark.django_db
DESK = "/ban-lam-viec/"


def pages(dossier: Dossier) -> list[str]:
    base = f"{DESK}ho-so/{dossier.code}/"
    paper = outcomes.issue(dossier.pk, "slip", dossier.code, b"%PDF-1.7 x")
    deeds = [f"{base}{deed.slug}/" for deed in DEEDS]
    return [base, f"{base}anh/front/", f"{base}vung/full_name/", f"{base}giay/{paper.pk}/", *deeds]


def test_nobody_gets_in_without_signing_in(client: Client) -> None:
    for address in [DESK, *pages(people.dossier())]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{DESK}dang-nhap/")


def test_another_offices_dossier_does_not_exist_for_an_officer(intake: Client) -> None:
    """Not even its existence may be learned, by looking or by acting."""
    foreign = people.dossier(office="phuong-khac")
    for address in pages(foreign):
        assert intake.get(address).status_code == 404
    for deed in DEEDS:
        answer = intake.post(f"{DESK}ho-so/{foreign.code}/{deed.slug}/", {"seen": foreign.state})
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == 1
    assert intake.get(f"{DESK}?nhom=tat-ca").context["rows"] == []
    assert intake.get(f"{DESK}?q={foreign.code}").context["rows"] == []


def test_an_account_without_an_office_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(people.officer("lac", office=""))
    answer = client.get(DESK)
    assert answer.status_code == 403
    assert "chưa được gắn với cơ quan" in answer.content.decode()


@pytest.mark.parametrize("slug", ["phe-duyet", "tu-choi"])
def test_intake_officers_cannot_decide(intake: Client, slug: str) -> None:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    address = f"{DESK}ho-so/{dossier.code}/{slug}/"
    form = {"seen": 4, "ground": "name_taken", "reason": "Trùng tên với hộ khác."}
    assert intake.get(address).status_code == 403
    assert intake.post(address, form).status_code == 403
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decision) == (4, "")
    assert slug not in intake.get(f"{DESK}ho-so/{dossier.code}/").content.decode()


def test_nothing_stays_in_a_shared_computers_cache(intake: Client) -> None:
    dossier = people.dossier()
    for address in [DESK, *pages(dossier)[:4]]:
        assert "no-store" in intake.get(address)["Cache-Control"]


def test_each_look_at_a_photo_is_recorded_with_the_viewer(intake: Client) -> None:
    dossier = people.dossier()
    for part in ("anh/front/", "anh/selfie/?nho", "vung/full_name/"):
        answer = intake.get(f"{DESK}ho-so/{dossier.code}/{part}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer.content.startswith(b"\xff\xd8")
    looks = Event.objects.filter(action="photo.viewed", actor="officer:an")
    assert sorted(look.reason for look in looks) == [
        f"dossier:{dossier.code} front",
        f"dossier:{dossier.code} full_name",
        f"dossier:{dossier.code} selfie",
    ]


def test_opening_a_dossier_is_recorded(intake: Client) -> None:
    dossier = people.dossier()
    intake.get(f"{DESK}ho-so/{dossier.code}/")
    assert Event.objects.filter(
        action="dossier.viewed", actor="officer:an", subject=f"dossier:{dossier.code}"
    ).exists()


def test_a_paper_comes_as_it_was_given_out(intake: Client) -> None:
    dossier, other = people.dossier(), people.dossier(personal_number="079190005678")
    paper = outcomes.issue(dossier.pk, "slip", dossier.code, b"%PDF-1.7 x")
    answer = intake.get(f"{DESK}ho-so/{dossier.code}/giay/{paper.pk}/")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert intake.get(f"{DESK}ho-so/{other.code}/giay/{paper.pk}/").status_code == 404


def test_what_is_not_there_is_not_found(intake: Client) -> None:
    base = f"{DESK}ho-so/{people.dossier().code}/"
    for part in ("anh/nothing/", "vung/religion/", "vung/nothing/", "giay/999999/", "khong-co-viec-nay/"):
        assert intake.get(base + part).status_code == 404
    for code in ("H29", "%00", "x" * 300):
        assert intake.get(f"{DESK}ho-so/{code}/").status_code == 404


def test_an_accountant_sees_no_face_and_has_met_nobody(client: Client) -> None:
    """Only who handles the dossier may look, says the consent; a meeting ties a face to a number."""
    dossier = people.dossier()
    client.force_login(people.officer("ke", role="accountant"))
    base = f"{DESK}ho-so/{dossier.code}/"
    for page in ("anh/front/", "vung/full_name/", "bo-sung/1/", "nguoi/0/front/"):
        assert client.get(base + page).status_code == 403, page
    assert client.post(f"{base}da-gap/").status_code == 403
    assert presence.of_draft(dossier.draft_id).level != "officer"
    assert not Event.objects.filter(action="photo.viewed").exists()


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(client: Client) -> None:
    """Sent and redirected to the sign-in page it was lost, and nothing said so."""
    user = people.officer("an", role="intake")
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    address = reverse("desk:action", args=[dossier.code, "yeu-cau-bo-sung"])
    typed = {
        "seen": "1",
        "items": ["field:full_name"],
        "ground": "dossier_not_valid",
        "reason": "Xin ghi rõ.",
    }
    sent = client.post(address, typed)
    assert sent["Location"] == f"{reverse('desk:login')}?next={address}"
    assert "chưa được ghi" in client.get(sent["Location"]).content.decode()
    login = {"username": user.username, "password": people.PASSWORD}
    assert client.post(sent["Location"], login)["Location"] == address
    form = client.get(address).context["form"]
    assert form["reason"].value() == "Xin ghi rõ."
    assert form["items"].value() == ["field:full_name"]
    state = Dossier.objects.get(pk=dossier.pk).state
    assert form["seen"].value() == str(state)  # what is true now
    assert client.post(address, {**typed, "seen": state}).status_code == 302
    assert not client.session["typed"]  # until it is sent


def test_signing_in_never_ends_on_an_address_that_shows_nothing(client: Client) -> None:
    """Nor is a message lost that was written when the session had ended."""
    dossier, user = people.dossier(), people.officer("an")
    page = reverse("desk:dossier", args=[dossier.code])
    met = client.post(reverse("desk:met", args=[dossier.code]))
    assert met["Location"].endswith(f"?next={page}")
    sent = client.post(reverse("desk:talk", args=[dossier.code]), {"text": "Chào bà"})
    login = {"username": user.username, "password": people.PASSWORD}
    shown = client.post(sent["Location"], login, follow=True)
    assert shown.redirect_chain[-1] == (page, 302)
    assert ">\nChào bà</textarea>" in shown.content.decode()
