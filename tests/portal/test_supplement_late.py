"""Answers sent from a page that is no longer true: an older request, a second tab, an ended session."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people as desk
from tests.portal.test_supplement import STREET, Answering

from motcua.dossiers import services
from motcua.dossiers.models import Dossier

pytestmark = pytest.mark.django_db
FIELDS = ("office_street", "capital")


def _asked_twice() -> tuple[Answering, dict[str, str]]:
    """A citizen asked for the same two answers again, and what the page of the first request held."""
    citizen = Answering(items=(STREET, "Vốn"), fields=FIELDS)
    old = {"asked": str(citizen.key()), "office_street": "45 Lê Lợi", "capital": "50.000.000"}
    citizen.send("", office_street="45A Lê Lợi", capital="500.000.000")
    services.ask_supplement(
        citizen.dossier.pk, actor="officer:lan", reason="Số nhà chưa đúng.", items=[STREET], fields=FIELDS
    )
    return citizen, old


def test_a_tab_of_an_earlier_request_does_not_bring_the_old_answers_back() -> None:
    """A phone keeps tabs for days; its fields hold what stood before the first correction."""
    citizen, old = _asked_twice()
    late = citizen.client.post(citizen.page, {**old, "office_street": "45B Lê Lợi", "note": "Lời nhắn"})
    assert late.status_code == 409
    text = late.content.decode()
    for shown in ("yêu cầu mới", "45A Lê Lợi", "500.000.000", "Lời nhắn"):
        assert shown in text, "the page shows what stands now, and keeps the note"
    dossier = Dossier.objects.get(pk=citizen.dossier.pk)
    assert dossier.answers["capital"] == 500_000_000
    assert citizen.moves()[-1] == "ask_supplement"
    assert citizen.send("", office_street="45B Lê Lợi", capital="500.000.000").status_code == 302


def test_what_was_typed_for_an_earlier_request_is_not_put_into_the_fields_of_the_next() -> None:
    citizen = Answering(items=(STREET, "Vốn"), fields=FIELDS)
    citizen.client.post(
        citizen.page,
        {"do": "add:giay-to-khac", "asked": citizen.key(), "office_street": "9 Sai", "capital": "1"},
    )
    assert "9 Sai" in citizen.html()
    services.answer_supplement(
        citizen.dossier.pk, actor="officer:lan", note="", corrected={"office_street": "45C Lê Lợi"}
    )
    services.ask_supplement(
        citizen.dossier.pk, actor="officer:lan", reason="Còn thiếu.", items=[STREET], fields=FIELDS
    )
    assert "9 Sai" not in citizen.html()
    assert "45C Lê Lợi" in citizen.html()


def test_an_officer_at_the_counter_does_not_bring_old_answers_back_either() -> None:
    citizen, old = _asked_twice()
    office = Client()
    office.force_login(desk.officer())
    address = reverse("desk:action", args=[citizen.dossier.code, "nhan-bo-sung"])
    state = Dossier.objects.get(pk=citizen.dossier.pk).state
    assert office.post(address, {**old, "seen": state, "note": "Sửa số nhà."}).status_code == 409
    assert Dossier.objects.get(pk=citizen.dossier.pk).answers["capital"] == 500_000_000


def test_a_second_tab_is_told_that_it_did_not_count() -> None:
    citizen = Answering(items=(STREET,), fields=("office_street",))
    citizen.send("", office_street="45A Lê Lợi")
    late = citizen.client.post(
        citizen.page, {"asked": citizen.key(), "office_street": "45B Lê Lợi"}, follow=True
    )
    assert "lần gửi vừa rồi không được nhận" in late.content.decode()
    assert Dossier.objects.get(pk=citizen.dossier.pk).answers["office_street"] == "45A Lê Lợi"


def test_a_session_that_ended_says_so_and_keeps_what_was_typed_for_whom_it_is() -> None:
    """Twenty fields on a phone take longer than a session may last."""
    citizen = Answering(items=(STREET,), fields=("office_street",))
    citizen.client.logout()
    asked = citizen.client.post(
        citizen.page,
        {"do": "send", "asked": citizen.key(), "note": "Nhà ở góc.", "office_street": "45A Lê Lợi"},
        follow=True,
    )
    text = asked.content.decode()
    assert "chưa được gửi" in text
    assert "45A Lê" not in text, "who has not shown the two facts sees nothing of it"
    citizen.client.post("/tra-cuu/", {"code": citizen.dossier.code, "fact": "14/05/1990"})
    assert "45A Lê Lợi" in citizen.html()
    assert "Nhà ở góc." in citizen.html()


def test_what_no_field_can_correct_is_named_and_asked_for_in_words() -> None:
    citizen = Answering(items=(STREET, "Chủ thể"), fields=("subject", "office_street", "commitment"))
    text = citizen.html()
    told = text[text.index("Những mục này không sửa được") :]
    told = told[: told.index("</ul>")]
    assert "Chủ thể thành lập hộ kinh doanh" in told
    assert "Tôi xin cam kết" in told
    assert "Địa chỉ trụ sở" not in told
    office = Client()
    office.force_login(desk.officer())
    address = reverse("desk:action", args=[citizen.dossier.code, "nhan-bo-sung"])
    assert "Những mục này không sửa được" in office.get(address).content.decode()


def test_where_everything_can_be_corrected_nothing_is_said_of_words_alone() -> None:
    assert "không sửa được" not in Answering(items=(STREET,), fields=("office_street",)).html()


def test_a_list_of_mistakes_says_of_which_question_each_is() -> None:
    """Of twenty fields on one page, "please fill this in" is about any."""
    citizen = Answering(items=("Ngành",), fields=("main_line", "tax_address_same"))
    refused = citizen.send("", main_line="other", line_details="", tax_address_same="other", tax_address="")
    text = refused.content.decode()
    assert re.search(r'href="#id_tax_address">\s*Địa chỉ nhận thông báo thuế: ', text)
    assert re.search(r'href="#id_line_details">\s*[^<]+[:?] Vui lòng điền ô này', text)


def test_a_trade_is_found_by_everyday_words_there_and_at_the_counter() -> None:
    """Among the names of the list alone, "phở" finds who makes noodles, not who serves them."""
    citizen = Answering(items=("Ngành",), fields=("main_line",))
    office = Client()
    office.force_login(desk.officer())
    at_counter = reverse("desk:action", args=[citizen.dossier.code, "nhan-bo-sung"])
    for page, client in ((citizen.page, citizen.client), (at_counter, office)):
        where = re.search(r'data-industries="([^"]+)"', client.get(page).content.decode())
        assert where is not None, page
        found = json.loads(client.get(where[1] + "?q=phở").content)["found"]
        assert found[0]["value"] == "5610"


def test_the_citizen_reads_on_the_page_what_was_corrected_in_their_name() -> None:
    """At the counter an officer types it: before, nobody but officers could see what."""
    citizen = Answering(items=(STREET,), fields=("office_street",))
    services.answer_supplement(
        citizen.dossier.pk, actor="officer:lan", note="", corrected={"office_street": "45C Lê Lợi"}
    )
    page = citizen.client.get(f"/tra-cuu/{citizen.dossier.code}/").content.decode()
    assert re.search(r"<strong[^>]*>45C Lê Lợi</strong>.{0,60}trước khi sửa: 45 Lê Lợi", page, re.DOTALL)
    english = citizen.client.get(
        f"/tra-cuu/{citizen.dossier.code}/", headers={"accept-language": "en"}
    ).content.decode()
    assert "(before: 45 Lê Lợi)" in english


def test_what_the_register_held_and_the_filer_never_saw_is_not_told_by_its_correction() -> None:
    citizen = Answering(items=("Thư điện tử",), fields=("email",))
    dossier = citizen.dossier
    for name in ("answers", "prefilled"):
        held = {key: value for key, value in getattr(dossier.draft, name).items() if key != "email"}
        setattr(dossier.draft, name, held)
    dossier.draft.save()
    dossier.answers = {**dossier.answers, "email": "rieng@vidu.vn"}
    dossier.evidence = {**dossier.evidence, "before": {"email": "rieng@vidu.vn"}, "withheld": ["email"]}
    dossier.save(update_fields=["answers", "evidence"])
    for email in ("moi@vidu.vn", "hai@vidu.vn"):
        services.answer_supplement(dossier.pk, actor="citizen:x", note="", corrected={"email": email})
        services.ask_supplement(
            dossier.pk, actor="officer:lan", reason="Sai.", items=["Thư"], fields=["email"]
        )
    page = citizen.client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "rieng@vidu.vn" not in page
    assert "trước khi sửa: moi@vidu.vn" in page, "what they wrote themselves they may see"


def test_a_paper_that_was_asked_for_is_not_named_again_by_whoever_brings_it() -> None:
    """Asked for the authorisation one had to find "other papers" and type a name for it."""
    paper = "Văn bản ủy quyền (hộ gia đình: có công chứng hoặc chứng thực)"
    citizen = Answering(items=(paper, "Việc riêng"))
    field = 'id="id_name" value="{}"'.format
    assert field("Văn bản ủy quyền") in citizen.client.get(citizen.at("giay-khac")).content.decode()
    citizen.add("giay-khac", name="Văn bản ủy quyền")
    assert field("") in citizen.client.get(citizen.at("giay-khac")).content.decode(), "it is there already"
