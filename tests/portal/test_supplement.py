"""Answering a request for more: photos are kept one by one, sent as one, seen by the office alone."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.desk import people as desk
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.drafting import analyses
from motcua.dossiers.models import Analysis, Dossier, SupplementPhoto
from motcua.dossiers.states import State
from motcua.outcomes import services as outcomes
from motcua.people.models import Consent, StoredPhoto
from motcua.ui import device

pytestmark = pytest.mark.django_db
ITEM = "Ảnh hai mặt thẻ căn cước và ảnh khuôn mặt"


class Answering:
    """A citizen who came in with the two facts, at the supplement of their dossier."""

    def __init__(self, *, items: tuple[str, ...] = (ITEM,), fields: tuple[str, ...] = ()) -> None:
        self.client, self.dossier = Client(), services.submit(filing.draft().pk)
        services.accept(self.dossier.pk, actor="officer:lan")
        services.ask_supplement(
            self.dossier.pk,
            actor="officer:lan",
            reason="Ảnh bị lóa, chưa đọc được.",
            items=list(items),
            fields=fields,
        )
        self.client.post("/tra-cuu/", {"code": self.dossier.code, "fact": "14/05/1990"})
        self.page = reverse("portal:supplement", args=[self.dossier.code])

    def at(self, slot: str) -> str:
        return reverse("portal:supplement-photo", args=[self.dossier.code, slot])

    def add(self, slot: str, data: bytes | None = None, **fields: str) -> Any:
        upload = SimpleUploadedFile("a.jpg", filing.photo() if data is None else data, "image/jpeg")
        return self.client.post(self.at(slot), {"photo": upload, **fields})

    def html(self) -> str:
        return self.client.get(self.page).content.decode()

    def send(self, note: str = "Tôi gửi ảnh mới.", **answers: str) -> Any:
        return self.client.post(self.page, {"do": "send", "asked": self.key(), "note": note, **answers})

    def key(self) -> int:
        """Return the request that the page is about."""
        step = self.dossier.transitions.filter(move="ask_supplement").last()
        assert step is not None
        return step.pk

    def moves(self) -> list[str]:
        return [step.move for step in self.dossier.transitions.all()]


def test_photos_and_note_reach_the_office_as_one_answer_and_change_no_answer_of_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = filing.reading(full_name="NGUYỄN THỊ MINH NGUYỆN").to_record()
    monkeypatch.setattr(analyses, "_read_paper", lambda _: record)
    monkeypatch.setattr(analyses, "_match_faces", lambda _: {"score": 0.6, "same": True, "problems": []})
    citizen = Answering()
    before = Dossier.objects.get(pk=citizen.dossier.pk)
    for slot, more in (("mat-truoc", {}), ("mat-sau", {}), ("khuon-mat", {"capture": "camera"})):
        assert citizen.add(slot, **more)["Location"] == citizen.page + "#anh"
    citizen.add("giay-khac", name="Hợp đồng  thuê nhà")
    page = citizen.html()
    assert page.count("/bo-sung/tep/") == 4
    assert "Hợp đồng thuê nhà" in page

    assert citizen.send()["Location"] == reverse("portal:dossier", args=[citizen.dossier.code])
    dossier = Dossier.objects.get(pk=citizen.dossier.pk)
    assert dossier.state_enum == State.PROCESSING
    assert "Số ảnh gửi kèm: 4" in citizen.client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    step = dossier.transitions.get(move="supplement")
    assert [item["slot"] for item in step.data["photos"]] == ["front", "back", "selfie", "other"]
    assert not StoredPhoto.objects.filter(delete_after__isnull=False).exists(), "kept with the dossier"
    assert Event.objects.filter(action="dossier.supplement_photos").count() == 1
    for analysis in Analysis.objects.filter(draft=dossier.draft):
        analyses.perform(analysis.pk)
    dossier.refresh_from_db()
    assert (dossier.answers, dossier.evidence) == (before.answers, before.evidence)
    dossier.draft.refresh_from_db()
    assert dossier.draft.prefilled == {}

    office = Client()
    office.force_login(desk.officer())
    text = office.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    for part in ("Tôi gửi ảnh mới.", "Hợp đồng thuê nhà", "Ảnh mới khác đơn ở 1 mục", "giống ảnh chân dung"):
        assert part in text
    row = text[text.index("Trên đơn") :].split("<tr>")
    differing = [part for part in row if "khác</strong>" in part]
    assert len(differing) == 1
    assert "NGUYỄN THỊ MINH NGUYỆT" in differing[0]
    assert "NGUYỄN THỊ MINH NGUYỆN" in differing[0]


def test_one_bad_file_costs_none_of_the_good_ones_and_says_what_is_wrong() -> None:
    citizen = Answering()
    citizen.add("mat-truoc", filing.photo(1))
    refused = citizen.add("mat-sau", b"not a photo")
    assert refused.status_code == 422
    assert "không phải là ảnh" in refused.content.decode()
    bad = citizen.add("giay-khac", b"", name="Giấy ủy quyền")
    assert bad.status_code == 422
    assert 'value="Giấy ủy quyền"' in bad.content.decode(), "what was typed stays"
    kept = SupplementPhoto.objects.get()
    assert citizen.add("mat-truoc", b"broken").status_code == 422
    assert SupplementPhoto.objects.get() == kept
    citizen.add("mat-sau", filing.photo(2))
    citizen.send()
    assert SupplementPhoto.objects.filter(sent__isnull=False).count() == 2


def test_replacing_and_removing_leave_no_photo_behind() -> None:
    citizen = Answering()
    citizen.add("mat-truoc", filing.photo(1))
    citizen.add("mat-truoc", filing.photo(2))
    assert StoredPhoto.objects.count() == 1
    placed = SupplementPhoto.objects.get()
    answer = citizen.client.post(
        citizen.page, {"do": f"remove:{placed.pk}", "asked": citizen.key(), "note": "Viết dở"}
    )
    assert answer["Location"] == citizen.page
    assert "Viết dở" in citizen.html()
    assert StoredPhoto.objects.count() == 0


def test_what_was_written_is_there_again_after_adding_a_photo_and_gone_once_sent() -> None:
    citizen = Answering()
    answer = citizen.client.post(
        citizen.page, {"do": "add:mat-sau", "asked": citizen.key(), "note": "Số nhà là 12/3"}
    )
    assert answer["Location"] == citizen.at("mat-sau")
    citizen.add("mat-sau")
    assert "Số nhà là 12/3" in citizen.html()
    citizen.send("Số nhà là 12/3")
    assert "supplement_notes" not in citizen.client.session or not citizen.client.session["supplement_notes"]


@pytest.mark.parametrize("hall", [True, False])
def test_what_one_person_wrote_at_a_machine_of_the_hall_the_next_does_not_read(
    settings: Settings, *, hall: bool
) -> None:
    """Two of one family hold the same slip; on a phone of one's own what was written stays."""
    settings.KIOSKS = ["sanh-1"]
    citizen = Answering()
    other = services.submit(filing.draft(personal_number="079190009999", phone="0905111222").pk)
    if hall:
        citizen.client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    citizen.client.post(
        citizen.page, {"do": "add:mat-sau", "asked": citizen.key(), "note": "Tôi đang nợ, xin gia hạn"}
    )
    for dossier, fact in ((other, "0905111222"), (citizen.dossier, "14/05/1990")):
        assert citizen.client.post("/tra-cuu/", {"code": dossier.code, "fact": fact}).status_code == 302
    assert ("Tôi đang nợ" in citizen.html()) != hall


def test_sending_twice_gives_one_answer() -> None:
    citizen = Answering()
    citizen.add("mat-truoc")
    for _ in range(2):
        assert citizen.send().status_code == 302
    assert citizen.moves().count("supplement") == 1
    assert Analysis.objects.filter(kind="paper").count() == 1
    assert citizen.add("mat-sau")["Location"] == reverse("portal:dossier", args=[citizen.dossier.code])


def test_photos_alone_are_an_answer_and_nothing_is_none() -> None:
    citizen = Answering()
    assert citizen.send("").status_code == 422
    citizen.add("mat-truoc")
    assert citizen.send("").status_code == 302
    assert citizen.moves()[-1] == "supplement"


def test_another_session_finds_nothing_and_the_office_sees_nothing_before_it_is_sent() -> None:
    citizen, stranger = Answering(), Client()
    citizen.add("mat-truoc")
    placed = SupplementPhoto.objects.get()
    image = reverse("portal:supplement-image", args=[citizen.dossier.code, placed.pk])
    assert citizen.client.get(image).content.startswith(b"\xff\xd8")
    for address in (citizen.at("mat-truoc"), image):
        assert stranger.get(address).status_code == 404
    upload = SimpleUploadedFile("a.jpg", filing.photo(), "image/jpeg")
    assert stranger.post(citizen.at("mat-sau"), {"photo": upload}).status_code == 404
    assert stranger.post(citizen.page, {"do": "send", "note": "x"})["Location"].startswith("/tra-cuu/?ma=")
    assert SupplementPhoto.objects.count() == 1
    assert citizen.moves()[-1] == "ask_supplement"

    office, other = Client(), Client()
    office.force_login(desk.officer())
    other.force_login(desk.officer("xa", office="phuong-khac"))
    shown = reverse("desk:supplement-photo", args=[citizen.dossier.code, placed.pk])
    assert office.get(shown).status_code == 404
    citizen.send()
    assert office.get(shown + "?nho").content.startswith(b"\xff\xd8")
    assert Event.objects.filter(action="photo.viewed", actor="officer:an").count() == 1
    assert other.get(shown).status_code == 404
    assert citizen.client.get(image).status_code == 404, "sent is sent"


def test_card_and_face_are_taken_only_where_asked_for() -> None:
    citizen = Answering(items=("Địa chỉ trụ sở",))
    assert "Mặt trước" not in citizen.html()
    assert citizen.add("mat-truoc")["Location"] == citizen.page
    citizen.add("giay-khac", name="Hợp đồng")
    assert [item.slot for item in SupplementPhoto.objects.all()] == ["other"]


def test_no_photo_without_consent_and_no_face_without_the_consent_for_it() -> None:
    asked = Answering()
    Consent.objects.filter(subject=f"draft:{asked.dossier.draft_id}", purpose="face_comparison").delete()
    assert asked.add("khuon-mat")["Location"] == asked.page
    assert "chưa đồng ý cho so sánh khuôn mặt" in asked.html()
    Consent.objects.filter(subject=f"draft:{asked.dossier.draft_id}").delete()
    assert "chỉ nhận chữ" in asked.html()
    assert asked.add("mat-truoc")["Location"] == asked.page


def test_other_papers_have_a_name_and_an_end() -> None:
    citizen = Answering()
    # What the browser asks for by itself it would ask for in its own language, not the page's.
    page = citizen.client.get(f"{citizen.page}anh/giay-khac/").content.decode()
    assert 'data-need="Hãy ghi tên giấy tờ' in page
    nameless = citizen.add("giay-khac", name="  ")
    assert nameless.status_code == 422
    assert 'href="#id_name"' in nameless.content.decode()
    for number in range(5):
        assert citizen.add("giay-khac", name=f"Trang {number + 1}").status_code == 302
    assert citizen.add("giay-khac", name="Trang 6").status_code == 422
    assert SupplementPhoto.objects.count() == 5
    assert "Đã đủ 5 giấy tờ khác" in citizen.html()


def test_the_upload_limit_ends_a_flood() -> None:
    citizen = Answering()
    statuses = [citizen.add("mat-truoc", b"x" * 20).status_code for _ in range(60)]
    assert set(statuses) == {422}
    flooded = citizen.add("mat-truoc")
    assert "quá nhiều lần" in flooded.content.decode()
    assert SupplementPhoto.objects.count() == 0
    assert citizen.send("Tôi trả lời bằng chữ.").status_code == 302, "words still get through"


def test_the_page_says_what_was_asked_by_whom_and_gives_the_form() -> None:
    citizen = Answering()
    assert "đang được lập" in citizen.html()
    paper = outcomes.issue(citizen.dossier.pk, "supplement_request", "X/YCBS-1", b"%PDF-1.7")
    page = citizen.html()
    assert reverse("portal:dossier-paper", args=[citizen.dossier.code, paper.pk]) in page
    assert ITEM in page
    assert "Ảnh bị lóa, chưa đọc được." in page
    assert "officer:" not in page


def test_scripts_get_where_to_go_on_or_what_is_wrong() -> None:
    citizen = Answering()
    json = {"headers": {"Accept": "application/json"}}
    good = SimpleUploadedFile("a.jpg", filing.photo(), "image/jpeg")
    answer = citizen.client.post(citizen.at("mat-truoc"), {"photo": good}, **json)
    assert answer.json() == {"next": citizen.page + "#anh"}
    bad = citizen.client.post(
        citizen.at("mat-sau"), {"photo": SimpleUploadedFile("a.jpg", b"no", "image/jpeg")}, **json
    )
    assert set(bad.json()["message"]) == {"vi", "en"}


@pytest.mark.parametrize("slot", ["", "mat-truoc", "khuon-mat", "giay-khac"])
def test_english_buttons_and_headings_have_no_vietnamese(slot: str) -> None:
    citizen = Answering()
    citizen.client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    citizen.add("mat-truoc")
    html = citizen.client.get(citizen.at(slot) if slot else citizen.page).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    said = re.findall(r"<(h1|h2|h3|button|label|a)\b[^>]*>(.*?)</\1>", main, re.DOTALL)
    assert said
    for _, text in said:
        assert not re.search(r"[ăâđêôơưĂÂĐÊÔƠƯàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụ]", re.sub(r"<[^>]+>", "", text)), text


def test_a_photo_the_office_needs_is_not_said_to_be_optional() -> None:
    """“The office needs: photos of both sides” stood above “Front (optional)”."""
    page = Answering().html()
    assert page.count("Chưa thêm") == 3
    assert "không bắt buộc" not in page[page.index('id="anh"') : page.index("Giấy tờ khác")]


def test_an_english_reader_reads_in_english_what_is_asked_for() -> None:
    citizen = Answering()
    step = citizen.dossier.transitions.get(move="ask_supplement")
    step.data = {**step.data, "items": ["Vốn kinh doanh (VNĐ)", "Việc riêng của hồ sơ này"]}
    step.save()
    for address in (citizen.page, reverse("portal:dossier", args=[citizen.dossier.code])):
        page = citizen.client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "<li>Vốn kinh doanh (VNĐ)</li>" not in page
        assert "<li>Business capital (VND)</li>" in page
        assert "<li>Việc riêng của hồ sơ này</li>" in page  # written by hand: nothing to say it with


STREET = "Địa chỉ trụ sở: số nhà, ngách, hẻm, ngõ, đường phố/tổ/xóm/ấp/thôn"


def test_an_answer_asked_about_is_corrected_on_the_page_and_the_office_sees_before_and_after() -> None:
    """Before, a house number could only be put right in words, and the certificate printed the wrong one."""
    citizen = Answering(items=(STREET,), fields=("office_street",))
    page = citizen.html()
    assert "\n45 Lê Lợi</textarea>" in page
    assert 'name="capital"' not in page, "what was not asked about is not offered"
    assert citizen.send("", office_street="45A Lê Lợi").status_code == 302
    dossier = Dossier.objects.get(pk=citizen.dossier.pk)
    assert dossier.answers["office_street"] == "45A Lê Lợi"
    assert "Đã sửa trên đơn" in citizen.client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    office = Client()
    office.force_login(desk.officer())
    text = office.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert re.search(r"<td>45 Lê Lợi</td>\s*<td>45A Lê Lợi</td>", text)
    approval = reverse("desk:action", args=[dossier.code, "phe-duyet"])
    office.force_login(desk.officer("binh", role="approve"))
    assert "không tự đi vào đơn" not in office.get(approval).content.decode()


def test_a_correction_that_cannot_stand_is_said_on_its_field_and_nothing_is_lost() -> None:
    citizen = Answering(items=(STREET, "Vốn"), fields=("office_street", "capital"))
    refused = citizen.send("Lời nhắn", office_street="45A Lê Lợi", capital="nhiều")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'href="#id_capital"' in text
    for kept in ("45A Lê Lợi", "nhiều", "Lời nhắn"):
        assert kept in text
    assert citizen.moves()[-1] == "ask_supplement"


def test_what_was_typed_survives_the_way_to_a_photo() -> None:
    citizen = Answering(items=(STREET, ITEM), fields=("office_street",))
    citizen.client.post(
        citizen.page,
        {"do": "add:mat-truoc", "asked": citizen.key(), "note": "", "office_street": "45A Lê"},
    )
    citizen.add("mat-truoc")
    assert "\n45A Lê</textarea>" in citizen.html()


def test_what_was_typed_is_there_again_for_who_went_back_to_the_dossier() -> None:
    citizen = Answering(items=(STREET, ITEM), fields=("office_street",))
    assert 'data-keeping="do=keep"' in citizen.html()  # which a script sends before it follows the link
    half = {"do": "keep", "asked": citizen.key(), "note": "Tôi xin", "office_street": "45A Lê"}
    assert citizen.client.post(citizen.page, half)["Location"] == citizen.page
    assert "Tôi xin" in citizen.html()
    assert "45A Lê" in citizen.html()
    assert citizen.moves()[-1] == "ask_supplement"


def test_nothing_corrected_nothing_written_and_no_photo_is_no_answer() -> None:
    citizen = Answering(items=(STREET,), fields=("office_street",))
    assert citizen.send("", office_street="45 Lê Lợi").status_code == 422
    assert citizen.moves()[-1] == "ask_supplement"
