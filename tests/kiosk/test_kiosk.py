"""The machine in the hall: its own channel, its own way to close, results on paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.outcomes.papers import certificate
from tests.portal.person import Person
from tests.support import filing, provider

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.states import State
from motcua.kernel import clock, ids
from motcua.outcomes import services as outcomes
from motcua.outcomes.documents import rendering
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import PaperKind
from motcua.procedures import selectors as procedures
from motcua.ui import device

pytestmark = pytest.mark.django_db
HOME = "/may-tu-phuc-vu/"


@pytest.fixture(autouse=True)
def listed(settings: Any) -> Iterator[None]:
    settings.KIOSKS = ["sanh-1"]
    with translation.override("vi"):
        yield


@pytest.fixture
def kiosk() -> Client:
    """Return a browser that was set up as a machine, as its first visitor finds it."""
    client = Client()
    address = f"{HOME}bat-may/{device.link_token('sanh-1')}/"
    assert "sanh-1" in client.get(address).content.decode()
    assert device.COOKIE not in client.cookies
    assert client.post(address)["Location"] == HOME
    return client


@pytest.fixture
def dossier() -> Dossier:
    """Return a decided dossier."""
    made = services.submit(filing.draft().pk)
    made.state = State.DECIDED
    made.save()
    return made


def given(dossier: Dossier, kind: PaperKind) -> IssuedPaper:
    """Return a paper of the dossier whose file is a real one."""
    return outcomes.issue(dossier.pk, kind, "079190001234", rendering.render_certificate(certificate()))


def shown(client: Client, dossier: Dossier, paper: IssuedPaper) -> str:
    """Return the address of the page that prints, after the second fact."""
    assert client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"}).status_code == 302
    return reverse("portal:print", args=[dossier.code, paper.pk])


def test_a_phone_is_no_machine_and_neither_is_one_struck_off_the_list(kiosk: Client, settings: Any) -> None:
    assert Client().get(HOME).status_code == 404
    forged = Client()
    forged.cookies[device.COOKIE] = signing.dumps("sanh-1", salt="else")
    assert forged.get(HOME).status_code == 404
    assert kiosk.get(HOME).status_code == 200
    settings.KIOSKS = []
    assert kiosk.get(HOME).status_code == 404


def test_nobody_is_asked_to_sign_in_at_a_machine_that_everybody_uses(kiosk: Client, settings: Any) -> None:
    with provider.running(settings):
        assert "Đăng nhập" in Client().get("/tra-cuu/").content.decode()
        assert "Đăng nhập" not in kiosk.get("/tra-cuu/").content.decode()
        assert kiosk.get("/dang-nhap/").status_code == kiosk.post("/dang-nhap/").status_code == 404


def test_a_set_up_link_is_not_guessed_and_names_a_listed_machine() -> None:
    for token in ("x", device.link_token("sanh-2"), device.proof_of("sanh-1")):
        assert Client().post(f"{HOME}bat-may/{token}/").status_code == 404


def test_what_is_filed_at_the_machine_says_so(kiosk: Client) -> None:
    person = Person(kiosk).begin(face="no")
    assert person.draft().channel == "kiosk"
    person.send("mat-truoc")
    person.fill_all()
    kiosk.post(person.at("check"))
    assert Dossier.objects.get().channel == "kiosk"
    assert Person().begin(face="no").draft().channel == "online"


def test_the_machine_s_browser_offers_nobody_what_others_wrote(kiosk: Client) -> None:
    """Names, numbers and birthdays of who came before would stand under each field."""
    offered = []
    for browser in (kiosk, Client()):
        person = Person(browser).begin(face="no")
        pages = (browser.get(person.at("step", step=step)) for step in ("person", "residence", "contact"))
        text = "".join(page.content.decode() for page in pages)
        offered.append(set(re.findall(r'autocomplete="([^"]+)"', text)))
    assert offered[0] == {"off"}
    assert offered[1] >= {"name", "bday", "street-address", "tel-national", "email"}


def test_closing_leads_back_to_the_machines_first_page_and_nothing_stays_open(kiosk: Client) -> None:
    person = Person(kiosk).begin(face="no")
    page = kiosk.get(person.at("photo", slot="mat-truoc")).content.decode()
    assert "kiosk-idle" in page
    assert "Bạn còn ở đó không?" in page
    assert kiosk.post("/ket-thuc/")["Location"] == HOME
    assert kiosk.get(person.at("photo", slot="mat-truoc")).status_code == 404
    assert kiosk.get(HOME).status_code == 200


def test_who_comes_next_finds_neither_the_language_nor_the_code_of_who_went(
    kiosk: Client, dossier: Dossier
) -> None:
    assert kiosk.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"}).status_code == 302
    kiosk.post(reverse("set_language"), {"language": "en"})
    assert 'lang="en"' in kiosk.get(HOME).content.decode()
    kiosk.post("/ket-thuc/")
    assert 'lang="vi"' in kiosk.get(HOME).content.decode()
    back = kiosk.get(reverse("portal:dossier", args=[dossier.code]), follow=True)
    assert back.redirect_chain == [("/tra-cuu/", 302)]
    # A code scanned there is asked about as before.
    scanned = kiosk.post("/tra-cuu/", {"code": dossier.code}, follow=True)
    assert dossier.code in scanned.content.decode()
    assert dossier.code in Client().get(f"/tra-cuu/{dossier.code}/", follow=True).content.decode()


def test_a_phone_sees_nothing_of_the_machines_clock() -> None:
    assert "kiosk-idle" not in Client().get("/").content.decode()
    assert Draft.objects.count() == 0


def test_the_certificate_is_printed_at_the_machine_and_then_counts_as_given(
    kiosk: Client, dossier: Dossier
) -> None:
    paper = given(dossier, "certificate")
    assert kiosk.get(reverse("portal:print", args=[dossier.code, paper.pk])).status_code == 302
    address = shown(kiosk, dossier, paper)
    assert address in kiosk.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert 'src="data:image/png;base64,' in kiosk.get(address).content.decode()
    dossier.refresh_from_db()
    assert dossier.state_enum == State.DECIDED  # looking is not taking
    assert "data-print" in kiosk.post(address, follow=True).content.decode()
    # Who goes back to the page, or loads it anew, sees the paper and prints nothing.
    assert "data-print" not in kiosk.get(address).content.decode()
    dossier.refresh_from_db()
    assert dossier.state_enum == State.RETURNED
    assert Event.objects.get(action="paper.printed").data["kiosk"] == "sanh-1"
    assert "data-print" in kiosk.post(address, follow=True).content.decode()  # the printer jammed: again
    assert dossier.transitions.filter(move="hand_over").count() == 1


def test_who_comes_for_the_result_finds_it_first(kiosk: Client, dossier: Dossier) -> None:
    """Of three buttons with one name the certificate's was the last, and no screen reader told them apart."""
    given(dossier, "slip")
    address = shown(kiosk, dossier, given(dossier, "certificate"))
    page = kiosk.get(f"/tra-cuu/{dossier.code}/").content.decode()
    buttons = re.findall(r'<a class="(button[^"]*)" href="([^"]+/in/)">([^<]+)<span[^>]*>: ([^<]+)', page)
    assert [button[3][:15] for button in buttons] == ["Giấy chứng nhận", "Giấy tiếp nhận "]
    assert buttons[0][:2] == ("button", address)
    assert "secondary" in buttons[1][0]


def test_letters_are_larger_at_the_machine(kiosk: Client) -> None:
    assert "data-kiosk" in kiosk.get(HOME).content.decode()
    assert "data-kiosk" not in Client().get("/").content.decode()


def test_a_slip_is_printed_without_giving_a_result(kiosk: Client, dossier: Dossier) -> None:
    assert kiosk.post(shown(kiosk, dossier, given(dossier, "slip"))).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state_enum == State.DECIDED


def test_elsewhere_the_file_is_taken_and_nothing_is_noted(dossier: Dossier) -> None:
    phone = Client()
    answer = phone.post(shown(phone, dossier, given(dossier, "certificate")))
    assert answer["Location"] == f"/tra-cuu/{dossier.code}/"
    dossier.refresh_from_db()
    assert dossier.state_enum == State.DECIDED


def test_a_revoked_certificate_is_refused_in_words_and_gives_nothing(kiosk: Client, dossier: Dossier) -> None:
    paper = given(dossier, "certificate")
    IssuedPaper.objects.filter(pk=paper.pk).update(revoked_at=clock.now())
    address = shown(kiosk, dossier, paper)
    assert address not in kiosk.get(f"/tra-cuu/{dossier.code}/").content.decode()
    for answer, status in ((kiosk.get(address), 200), (kiosk.post(address), 409)):
        page = answer.content.decode()
        assert answer.status_code == status
        assert "không còn hiệu lực" in page
        assert "data:image/png" not in page
        assert "data-print" not in page
    dossier.refresh_from_db()
    assert dossier.state_enum == State.DECIDED
    assert not Event.objects.filter(action="paper.printed").exists()


def test_a_replaced_certificate_is_printed_with_a_warning_and_is_no_result(
    kiosk: Client, dossier: Dossier
) -> None:
    paper = given(dossier, "certificate")
    outcomes.issue(dossier.pk, "certificate", "new", b"%PDF", replaces=paper)
    page = kiosk.post(shown(kiosk, dossier, paper), follow=True).content.decode()
    assert "đã được thay bằng giấy mới" in page
    assert "data-print" in page
    dossier.refresh_from_db()
    assert dossier.state_enum == State.DECIDED


def test_the_machine_keeps_no_file_for_the_next_person(kiosk: Client, dossier: Dossier) -> None:
    paper = given(dossier, "certificate")
    IssuedPaper.objects.filter(pk=paper.pk).update(content={"name": "x"})
    shown(kiosk, dossier, paper)
    page = kiosk.get(f"/tra-cuu/{dossier.code}/").content.decode()
    files = [
        reverse(f"portal:{name}", args=[dossier.code, paper.pk])
        for name in ("dossier-paper", "dossier-paper-data", "dossier-paper-credential")
    ]
    for address in (*files, reverse("portal:calendar", args=[dossier.code])):
        assert f'"{address}"' not in page
        answer = kiosk.get(address)
        assert answer.status_code == 403
        assert "không tải tệp về" in answer.content.decode()
    phone = Client()
    shown(phone, dossier, paper)
    assert f'"{files[0]}"' in phone.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert phone.get(files[0]).status_code == 200


def test_after_filing_at_the_machine_the_slip_is_printed_not_downloaded(kiosk: Client) -> None:
    person = Person(kiosk).begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    kiosk.post(person.at("check"))
    filed = Dossier.objects.get()
    slip = given(filed, "slip")
    page = kiosk.get(person.at("filed")).content.decode()
    assert reverse("portal:print", args=[filed.code, slip.pk]) in page
    file = reverse("portal:filed-paper", args=[filed.draft_id, slip.pk])
    assert file not in page
    assert kiosk.get(file).status_code == 403


def test_machines_of_one_hall_do_not_use_up_the_address_of_all(
    kiosk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(13):
        assert kiosk.post("/lam-tiep/", {"code": ids.new_resume_code()}).status_code == 422
    monkeypatch.setattr("motcua.portal.views.status._PER_ADDRESS", 1)
    for number in range(3):
        looked = kiosk.post("/tra-cuu/", {"code": f"H29.26.740-261124-000{number}", "fact": "1/1/1990"})
        assert looked.status_code == 422
    assert Client().post("/lam-tiep/", {"code": ids.new_resume_code()}).status_code == 422


def test_who_comes_next_is_asked_first_and_sees_nothing_of_the_one_before(kiosk: Client) -> None:
    """The one before went back to the first page and away; the next must not be led into their form."""
    person = Person(kiosk).begin(face="no")
    assert kiosk.get("/")["Location"] == HOME
    page = kiosk.get(HOME).content.decode()
    assert "Máy còn hồ sơ đang mở" in page
    assert "Dùng khuôn mặt" not in page
    assert "Đăng ký thành lập" not in page, "nothing is begun beside what is open"
    assert person.at("photo", slot="mat-truoc") in page, "whose it is may go on"
    kiosk.post("/ket-thuc/")
    page = kiosk.get(HOME).content.decode()
    assert "Dùng khuôn mặt" in page
    assert kiosk.get(person.at("photo", slot="mat-truoc")).status_code == 404


def test_an_opened_dossier_is_asked_after_too(kiosk: Client, dossier: Dossier) -> None:
    kiosk.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    page = kiosk.get(HOME).content.decode()
    assert reverse("portal:own-dossiers") in page
    assert dossier.code not in page


@pytest.mark.parametrize("what", ["filing", "looking up", "going on"])
def test_what_is_begun_at_the_machine_closes_what_was_open(
    what: str, kiosk: Client, dossier: Dossier
) -> None:
    before = Person(kiosk).begin(face="no")
    if what == "filing":
        Person(kiosk).begin(face="no")
    elif what == "looking up":
        assert "đóng mọi hồ sơ và đơn làm dở" in kiosk.get("/tra-cuu/").content.decode()
        kiosk.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    else:
        code = services.issue_resume_code(filing.draft().pk)
        assert kiosk.post("/lam-tiep/", {"code": code}).status_code == 302
    assert kiosk.get(before.at("photo", slot="mat-truoc")).status_code == 404


def test_a_phone_keeps_several_filings_open() -> None:
    phone = Client()
    first = Person(phone).begin(face="no")
    Person(phone).begin(face="no")
    assert phone.get(first.at("photo", slot="mat-truoc")).status_code == 200
    assert "đóng mọi hồ sơ" not in phone.get("/tra-cuu/").content.decode()


def test_a_scanned_slip_is_taken_for_its_code_and_the_fact_is_asked(kiosk: Client, dossier: Dossier) -> None:
    """A scanner types the address that the QR code holds into what has the focus, and then Enter."""
    assert re.search(r'name="code"[^>]* autofocus', kiosk.get("/tra-cuu/").content.decode())
    address = f"http://mot-cua.example{reverse('portal:dossier', args=[dossier.code])}"
    on = kiosk.post("/tra-cuu/", {"code": address, "fact": ""})
    assert on["Location"] == f"/tra-cuu/?ma={dossier.code}"
    page = kiosk.get(on["Location"]).content.decode()
    assert f'value="{dossier.code}"' in page
    assert re.search(r'name="fact"[^>]* autofocus', page)
    opened = kiosk.post("/tra-cuu/", {"code": address, "fact": "14/05/1990"})
    assert opened["Location"] == reverse("portal:dossier", args=[dossier.code])
    assert "autofocus" not in Client().get("/tra-cuu/").content.decode()


def test_once_printed_the_way_out_stands_above_the_paper(kiosk: Client, dossier: Dossier) -> None:
    """Below a whole page nobody sees it, and the paper stays on the screen for the next person."""
    address = shown(kiosk, dossier, given(dossier, "certificate"))
    page = kiosk.post(address, follow=True).content.decode()
    assert page.index('action="/ket-thuc/"', page.index("<main")) < page.index("data:image/png")


def test_what_people_come_for_stands_above_the_details(kiosk: Client, dossier: Dossier) -> None:
    address = shown(kiosk, dossier, given(dossier, "certificate"))
    page = kiosk.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert page.index(address) < page.index("Ngày nộp")


def test_the_machine_that_gives_no_file_out_sends_nobody_to_download_one(
    kiosk: Client, dossier: Dossier
) -> None:
    """An old person was told to download the file, by a machine that refuses it."""
    kiosk.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    address = reverse("portal:dossier", args=[dossier.code])
    for state, said in ((State.PROCESSING, "in được ngay tại máy này"), (State.DECIDED, "In tại máy này")):
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        page = kiosk.get(address).content.decode()
        assert said in page
        assert "Tải về ở mục" not in page
        assert "tải về ngay" not in page


def test_on_the_first_page_it_says_whom_to_ask(kiosk: Client) -> None:
    office = procedures.default_office()
    for language in ("vi", "en"):
        kiosk.post("/i18n/setlang/", {"language": language, "next": "/"})
        page = kiosk.get(reverse("kiosk:home")).content.decode()
        assert {"vi": "hỏi cán bộ ở quầy", "en": "Ask an officer"}[language] in page
        assert office.hotline in page
        assert "tel:" not in page


def test_the_machine_does_not_try_to_call(kiosk: Client) -> None:
    assert "tel:" not in kiosk.get("/tro-giup/").content.decode()


def test_the_machine_offers_nobody_its_files(kiosk: Client) -> None:
    """A chooser would show the machine's folders, and the words for a broken camera led to it."""
    page = kiosk.get(Person(kiosk).begin(face="no").at("photo", slot="mat-truoc")).content.decode()
    assert '<div class="photo-field" hidden>' in page
    assert "chọn ảnh ở bên dưới" not in page
    assert "báo cán bộ tại quầy" in page
    phone = Client()
    page = phone.get(Person(phone).begin(face="no").at("photo", slot="mat-truoc")).content.decode()
    assert '<div class="photo-field">' in page
    assert "chọn ảnh ở bên dưới" in page
