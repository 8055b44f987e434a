"""Signing in: the form fills itself, own dossiers open, and nobody comes back as somebody else."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from pytest_django import Settings
from tests.portal.person import Person
from tests.support import filing, provider

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.interconnect import services as interconnect
from motcua.interconnect.identity import adapter
from motcua.interconnect.sandbox.identity import Provider
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def state(settings: Settings) -> Iterator[Provider]:
    """The State's provider, in which an invented person signs in."""
    with provider.running(settings) as running:
        yield running


def filed(**answers: object) -> Dossier:
    return services.submit(filing.draft(**answers).pk)


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_without_a_provider_nothing_promises_one(client: Client) -> None:
    assert client.get("/dang-nhap/").status_code == 404
    assert client.post("/dang-nhap/").status_code == 404
    assert "Đăng nhập" not in text(client, "/")
    assert client.get("/dang-nhap/tro-lai/?code=a&state=b").status_code == 400


def test_who_signed_in_finds_the_form_filled_and_is_told_from_where(state: Provider) -> None:
    person = Person().begin()
    assert "Đăng nhập bằng" in text(person.client, person.at("agreement"))
    assert provider.sign_in(person.client, str(person.draft_id)) == person.at("photo", slot="mat-truoc")
    page = text(person.client, person.at("step", step="person"))
    assert 'value="NGUYỄN THỊ MINH NGUYỆT"' in page
    assert 'value="079190001234"' in page
    assert "Theo tài khoản bạn đã đăng nhập" in page
    assert people.has_consent(subject=f"draft:{person.draft_id}", purpose="identity_claims")
    assert Event.objects.filter(action="identity.signed_in", subject="person:079190001234").count() == 1


def test_a_provider_has_its_english_name_on_english_pages(
    state: Provider, settings: Settings, client: Client
) -> None:
    """An English reader cannot tell what they are asked to sign in with by a Vietnamese name."""
    settings.IDENTITY = {**settings.IDENTITY, "name": "Định danh phường", "name_en": "Ward identity"}
    address = "/dang-nhap/"
    assert "Định danh phường" in text(client, address)
    client.post("/i18n/setlang/", {"language": "en", "next": address})
    english = text(client, address)
    assert "Ward identity" in english
    assert "Định danh phường" not in english


def test_a_new_filing_of_who_is_signed_in_is_filled_too(state: Provider, client: Client) -> None:
    provider.sign_in(client)
    person = Person(client=client).begin()
    assert person.draft().prefilled["full_name"]["sources"] == ["identity"]


def test_what_the_card_confirms_needs_no_look_and_what_differs_is_shown_beside_it(
    state: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person().begin()
    provider.sign_in(person.client, str(person.draft_id))
    person.send("mat-truoc")
    person.read(
        monkeypatch, filing.reading(doubtful=("personal_number",), full_name="NGUYỄN THỊ MINH NGUYỆTT")
    )
    filled = person.draft().prefilled
    assert filled["personal_number"]["sources"] == ["qr", "text", "identity"]
    assert not filled["personal_number"]["review"], "two that agree"
    assert filled["full_name"]["value"] == "NGUYỄN THỊ MINH NGUYỆTT", "never silently overwritten"
    assert filled["full_name"]["review"]
    read = text(person.client, person.at("reading"))
    assert "Tài khoản bạn đã đăng nhập" in read
    page = text(person.client, person.at("step", step="person"))
    assert "Các nguồn ghi khác nhau" in page
    typed = {"full_name": "NGUYỄN THỊ MINH NGUYỆTT", "sex": "Nam", "lay": "full_name:identity"}
    taken = person.client.post(person.at("step", step="person"), typed)
    assert taken.status_code == 200
    assert 'value="NGUYỄN THỊ MINH NGUYỆT"' in taken.content.decode()
    assert re.search(r'value="Nam"[^>]*checked', taken.content.decode()), "what was typed beside it stays"
    assert person.draft().answers == {}, "nothing is kept before the person goes on"
    person.fill("person")
    assert "full_name" not in services.unconfirmed(person.draft())


def test_own_dossiers_are_seen_without_a_number(state: Provider, client: Client) -> None:
    own, other = filed(), filed(personal_number="079190001235", full_name="LÊ VĂN AN")
    assert provider.sign_in(client) == "/tra-cuu/cua-toi/"
    page = text(client, "/tra-cuu/cua-toi/")
    assert own.code in page
    assert "NGUYỄN THỊ MINH NGUYỆT" in page
    assert other.code not in page
    assert client.get(f"/tra-cuu/{own.code}/").status_code == 200
    assert client.get(f"/tra-cuu/{other.code}/").status_code == 302


@pytest.mark.parametrize("wrong", [{"full_name": "NGUYỄN THỊ KHÁC"}, {"date_of_birth": "1990-05-15"}])
def test_a_number_that_somebody_else_typed_opens_nothing(
    state: Provider, client: Client, wrong: dict[str, str]
) -> None:
    """The dossier of who mistyped their number is not shown to whose number it is."""
    dossier = filed(**wrong)
    provider.sign_in(client)
    assert dossier.code not in text(client, "/tra-cuu/cua-toi/")


def test_an_account_of_a_low_level_fills_in_but_opens_nothing(state: Provider, client: Client) -> None:
    dossier = filed()
    state.person["acr"] = "1"
    provider.sign_in(client)
    page = text(client, "/tra-cuu/cua-toi/")
    assert dossier.code not in page
    assert "chỉ dùng để điền sẵn đơn" in page
    assert client.get(f"/tra-cuu/{dossier.code}/").status_code == 302


def test_signing_out_closes_everything_here_and_leads_to_the_providers_own(
    state: Provider, client: Client
) -> None:
    dossier = filed()
    provider.sign_in(client)
    client.get("/tra-cuu/cua-toi/")
    out = client.post("/dang-xuat/")
    assert out["Location"].startswith(f"{state.issuer}/leave?")
    assert client.get(f"/tra-cuu/{dossier.code}/").status_code == 302
    assert client.get("/tra-cuu/cua-toi/").status_code == 302
    assert not SignIn.objects.exists()
    assert client.get("/dang-xuat/").status_code == 405


def test_a_sign_in_ends_by_itself(state: Provider, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    provider.sign_in(client)
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/tra-cuu/cua-toi/").status_code == 302
    assert people.sweep_sign_ins() == 1


def test_who_comes_after_sees_nothing_of_who_was_before(state: Provider, client: Client) -> None:
    """A shared computer: the second person signs in without the first having signed out."""
    first = filed()
    provider.sign_in(client)
    client.get("/tra-cuu/cua-toi/")
    person = Person(client=client).begin()
    state.person.update(personal_number="079190001235", name="LÊ VĂN AN", sub="other")
    provider.sign_in(client)
    assert client.get(f"/tra-cuu/{first.code}/").status_code == 302
    assert client.get(person.at("agreement")).status_code == 404


def test_the_next_person_is_not_taken_for_the_one_the_provider_remembers(
    state: Provider, client: Client
) -> None:
    """Both pressed "Đăng nhập" in one browser; the first left without signing out of the provider."""
    with httpx.Client(trust_env=False) as browser:
        client.get(provider.leave(client, browser=browser))
        client.cookies.clear()
        state.person.update(personal_number="079190001235", name="LÊ VĂN AN", sub="other")
        client.get(provider.leave(client, browser=browser))
        assert "LÊ VĂN AN" in text(client, "/tra-cuu/cua-toi/")
        state.faults.change({"lazy": True})
        number = "".join(state.browsers)
        state.browsers[number] = (state.browsers[number][0], int(time.time()) - 30)
        client.cookies.clear()
        answer = client.get(provider.leave(client, browser=browser))
    assert answer.status_code == 403, "a provider that asked nobody again is not believed"
    assert client.get("/tra-cuu/cua-toi/").status_code == 302


@pytest.mark.parametrize("address", ["/ket-thuc/", "/dang-xuat/"])
def test_closing_signs_out_of_the_provider_also_in_a_process_that_never_asked_it(
    state: Provider, client: Client, address: str
) -> None:
    provider.sign_in(client)
    interconnect.close_all()
    assert client.post(address)["Location"].startswith(f"{state.issuer}/leave?")
    assert not SignIn.objects.exists()


def test_an_officer_who_closes_for_a_person_signs_that_person_out(state: Provider, client: Client) -> None:
    from tests.desk import people as officers  # noqa: PLC0415

    client.force_login(officers.officer("an", role="intake"))
    provider.sign_in(client)
    assert client.post("/ket-thuc/")["Location"].startswith(f"{state.issuer}/leave?")
    assert not SignIn.objects.exists()
    assert client.get("/ban-lam-viec/").status_code == 200


def test_who_cannot_be_signed_out_of_the_provider_is_told(state: Provider, client: Client) -> None:
    provider.sign_in(client)
    interconnect.close_all()
    state.faults.change({"error_rate": 1.0})
    assert client.post("/dang-xuat/")["Location"] == "/"
    assert "đóng hẳn trình duyệt" in text(client, "/")


def test_what_signing_in_opened_closes_with_it(
    state: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A left after two hours; B signs in on the same computer."""
    first = filed()
    provider.sign_in(client)
    client.get("/tra-cuu/cua-toi/")
    assert client.get(f"/tra-cuu/{first.code}/").status_code == 200
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(f"/tra-cuu/{first.code}/").status_code == 302
    state.person.update(personal_number="079190001235", name="LÊ VĂN AN", sub="other")
    provider.sign_in(client)
    assert first.code not in text(client, "/tra-cuu/cua-toi/")
    assert client.get(f"/tra-cuu/{first.code}/").status_code == 302


def test_what_was_opened_by_code_closes_when_somebody_signs_in_and_their_draft_stays(
    state: Provider, client: Client
) -> None:
    first = filed()
    client.post("/tra-cuu/", {"code": first.code, "fact": "14/05/1990"})
    other, person = Person(client=client).begin(), Person(client=client).begin()
    assert "sẽ đóng các hồ sơ khác" in text(client, f"/dang-nhap/?ho-so={person.draft_id}")
    state.person.update(personal_number="079190001235", name="LÊ VĂN AN", sub="other")
    provider.sign_in(client, str(person.draft_id))
    assert client.get(f"/tra-cuu/{first.code}/").status_code == 302
    assert client.get(other.at("agreement")).status_code == 404
    assert client.get(person.at("agreement")).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"auth_time": int(time.time()) - 600},
        {"auth_time": None},
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": int(time.time()) - 3600},
        {"personal_number": "123"},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_signs_nobody_in(
    state: Provider, client: Client, claims: dict[str, Any]
) -> None:
    state.faults.claims = claims
    answer = client.get(provider.leave(client))
    assert answer.status_code == 403
    assert "không đáng tin" in answer.content.decode()
    assert not SignIn.objects.exists()


def test_a_token_signed_by_somebody_else_signs_nobody_in(state: Provider, client: Client) -> None:
    state.faults.forged = True
    assert client.get(provider.leave(client)).status_code == 403
    assert not SignIn.objects.exists()


def test_an_answer_is_good_once_and_in_the_browser_that_asked(state: Provider, client: Client) -> None:
    mine = provider.leave(client)
    stranger = Client()
    assert stranger.get(mine).status_code == 400, "nothing was begun there"
    provider.leave(stranger)
    assert stranger.get(mine).status_code == 403, "of another browser"
    assert client.get(mine).status_code == 302
    assert client.get(mine).status_code == 400, "used up"
    provider.leave(client)
    query = parse_qs(urlsplit(provider.leave(client)).query)
    replayed = (
        f"/dang-nhap/tro-lai/?state={query['state'][0]}&code={parse_qs(urlsplit(mine).query)['code'][0]}"
    )
    assert client.get(replayed).status_code == 403, "a code that was used"
    assert SignIn.objects.count() == 1


def test_who_stays_away_too_long_begins_anew(
    state: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = provider.leave(client)
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(back).status_code == 400


@pytest.mark.parametrize("name", ["ho-so", "next", "redirect_uri"])
@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_led_to_another_site(state: Provider, client: Client, name: str, place: str) -> None:
    begun = client.post("/dang-nhap/", {name: place})
    assert begun["Location"].startswith(f"{state.issuer}/authorize?")
    asked = parse_qs(urlsplit(begun["Location"]).query)
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/dang-nhap/tro-lai/"]
    assert asked["code_challenge_method"] == ["S256"]
    back = provider.leave(client) + f"&{name}={place}"
    assert client.get(back)["Location"] == "/tra-cuu/cua-toi/"


def test_a_draft_of_another_browser_is_not_filled(state: Provider, client: Client) -> None:
    other = Person().begin()
    assert provider.sign_in(client, str(other.draft_id)) == "/tra-cuu/cua-toi/"
    assert other.draft().given == {}


def test_who_declines_goes_on_without(state: Provider) -> None:
    person = Person().begin()
    query = parse_qs(urlsplit(provider.leave(person.client, str(person.draft_id))).query)
    answer = person.client.get(f"/dang-nhap/tro-lai/?error=access_denied&state={query['state'][0]}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Bạn đã không đồng ý đăng nhập" in page
    assert person.at("photo", slot="mat-truoc") in page, "the way on"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("fault", [{"down": True}, {"error_rate": 1.0}, {"slow_s": 5.0}])
def test_a_provider_that_does_not_answer_keeps_nobody_from_filing(
    state: Provider, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any], when: str
) -> None:
    quick = adapter.Policy(connect_s=0.2, answer_s=0.2, attempts=2, longest_wait_s=0.01, breaker_failures=99)
    monkeypatch.setattr(adapter, "WAITED_FOR", quick)
    person = Person().begin()
    draft = str(person.draft_id)
    back = provider.leave(person.client, draft) if when == "meanwhile" else ""
    state.faults.change(fault)
    answer = person.client.get(back) if back else person.client.post("/dang-nhap/", {"ho-so": draft})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "không trả lời" in page
    assert person.at("photo", slot="mat-truoc") in page, "the way on"
    assert not SignIn.objects.exists()


def test_the_officer_sees_who_signed_in_and_whether_it_is_the_applicant(state: Provider) -> None:
    from tests.desk import people as officers  # noqa: PLC0415

    desk = Client()
    desk.force_login(officers.officer("an", role="intake"))
    person = Person().begin(face="no")
    provider.sign_in(person.client, str(person.draft_id))
    services.save_answers(person.draft_id, filing.answers())
    own = services.submit(person.draft_id)
    page = text(desk, f"/ban-lam-viec/ho-so/{own.code}/")
    assert "của tài khoản khớp với đơn" in page
    assert "tài khoản mức 2" in page
    own.evidence["given"]["identity"]["fields"]["full_name"] = "LÊ VĂN AN"
    own.save()
    assert "Người đăng nhập khác người trên đơn: họ tên." in text(desk, f"/ban-lam-viec/ho-so/{own.code}/")
