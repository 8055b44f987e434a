"""Following a dossier: both facts or nothing, and the same nothing whatever was wrong."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import filing

from motcua.audit.models import Attempt
from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.outcomes import tasks as outcome_tasks
from motcua.outcomes.issuance import slips_and_notices
from motcua.outcomes.models import IssuedPaper

pytestmark = pytest.mark.django_db
LOOK_UP = "/tra-cuu/"


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft().pk)


@pytest.mark.parametrize("fact", ["14/05/1990", "1990-05-14", "14 5 1990", "0901234567", "+84 901 234 567"])
def test_code_and_second_fact_open_the_dossier(dossier: Dossier, client: Client, fact: str) -> None:
    answer = client.post(LOOK_UP, {"code": dossier.code.lower(), "fact": fact})
    assert answer["Location"] == reverse("portal:dossier", args=[dossier.code])
    page = client.get(answer["Location"]).content.decode()
    assert "Mới đăng ký" in page
    assert f"{dossier.due_on:%d/%m/%Y}" in page
    assert dossier.personal_number not in page


def test_nothing_more_is_promised_once_it_was_refused(dossier: Dossier, client: Client) -> None:
    """Whoever reads a day on the page comes on that day, for nothing."""
    client.post(LOOK_UP, {"code": dossier.code, "fact": "0901234567"})
    address = reverse("portal:dossier", args=[dossier.code])
    assert "Hẹn trả kết quả" in client.get(address).content.decode()
    services.refuse(dossier.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
    page = client.get(address).content.decode()
    assert "Hẹn trả kết quả" not in page
    assert "Căn cứ pháp lý: Điểm a" in page


def _page(client: Client, dossier: Dossier) -> str:
    client.post(LOOK_UP, {"code": dossier.code, "fact": "0901234567"})
    return " ".join(client.get(reverse("portal:dossier", args=[dossier.code])).content.decode().split())


def test_who_fetches_the_result_reads_where_and_when_and_what_to_bring(client: Client) -> None:
    """The way they had chosen stood nowhere, and the slip said "at the counter" without saying which."""
    dossier = services.submit(filing.draft(result_channel="counter").pk)
    for page in (_page(client, dossier), slips_and_notices.slip_data(dossier).result_channel):
        assert "Đến quầy nhận bản giấy" in page
        assert "01 Đường Minh Họa" in page
        assert "7:30–11:30" in page
    page = _page(client, dossier)
    assert "giấy tờ tùy thân" in page
    assert reverse("portal:receiving", args=[dossier.code]) in page
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Thiếu.", items=["Vốn"])
    assert "Cách nhận kết quả" in _page(client, dossier), "also while the office waits for them"
    services.refuse(dossier.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
    assert "Cách nhận kết quả" not in _page(client, dossier)
    where = {"result_channel": "post", "result_address": "7 Lê Lai, Bến Thành"}
    by_post = services.submit(filing.draft(personal_number="079190005678", own_name="PHỞ HAI", **where).pk)
    assert slips_and_notices.slip_data(by_post).result_channel.endswith(": 7 Lê Lai, Bến Thành")
    assert "7 Lê Lai" not in _page(client, by_post), "the page needs no address to say so"


def test_what_is_ready_is_not_told_to_be_waited_for(dossier: Dossier, client: Client) -> None:
    assert "Có kết quả thì tải về" in _page(client, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    page = _page(client, dossier)
    assert "Tải về ở mục “Giấy tờ”" in page
    assert "Có kết quả thì" not in page
    Dossier.objects.filter(pk=dossier.pk).update(state=State.RETURNED)
    assert "Cách nhận kết quả" not in _page(client, dossier)


@pytest.mark.usefixtures("unsigned")
def test_a_moved_day_says_why_and_what_the_receipt_still_says(client: Client) -> None:
    """The receipt in their hand names another day than the page, and nothing told them which is right."""
    with clock.frozen(filing.TUESDAY):
        dossier = services.submit(filing.draft().pk)
        services.accept(dossier.pk, actor="officer:an")
        services.ask_supplement(dossier.pk, actor="officer:an", reason="Thiếu.", items=["Vốn"])
        first = f"{dossier.due_on:%d/%m/%Y}"
    with clock.frozen(filing.TUESDAY + timedelta(days=6)):
        services.answer_supplement(dossier.pk, actor="citizen:x", note="Tôi ghi lại.")
        dossier.refresh_from_db()
        moved = dossier.due_on
        outcome_tasks.issue_slip(dossier_id=dossier.pk)
        page = _page(client, dossier)
        assert f"Giấy tiếp nhận ghi ngày {first}" in page
        assert f"{moved:%d/%m/%Y}" in page
        assert re.search(r"hẹn trả kết quả \(PDF\)</a> <strong[^>]*>ngày hẹn đã đổi", page)
        assert "xin lỗi" not in page
        outcome_tasks.renew_slip(transition_id=dossier.transitions.last().pk)
        page = _page(client, dossier)
        assert f"Ngày hẹn ban đầu là {first}" in page
        assert re.search(r"hẹn trả kết quả \(PDF\)</a> <strong[^>]*>đã được thay", page)
        assert f"lập lại ngày {clock.today():%d/%m/%Y}" in page
        assert "ngày hẹn đã đổi" not in page
        new = date(2026, 12, 23)
        services.extend(dossier.pk, actor="officer:an", new_day=new, reason="Chờ cơ quan thuế trả lời.")
        page = _page(client, dossier)
        assert f"Ngày hẹn cũ: {moved:%d/%m/%Y}. Ngày hẹn mới: 23/12/2026." in page
        assert page.index("Cơ quan xin lỗi và hẹn lại") < page.index("Quá trình xử lý")
        assert page.count("Chờ cơ quan thuế trả lời.") == 2
    with clock.frozen(filing.TUESDAY + timedelta(days=40)):
        page = _page(client, dossier)
        assert "Đã quá ngày hẹn trả kết quả" in page
        assert 'href="tel:02800000740"' in page
        assert "vào lịch" not in page, "a day that is over is no appointment"
        client.post("/i18n/setlang/", {"language": "en", "next": "/"})
        assert "The promised date has passed" in _page(client, dossier)


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_from_a_dossier_that_came_to_nothing_one_can_begin_anew(client: Client, end: str) -> None:
    """They were told that they may file a new one, and had to find where."""
    dossier = services.submit(filing.draft().pk)
    if end == "refused":
        services.refuse(dossier.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
    else:
        services.withdraw(dossier.pk, actor="citizen:x")
    page = _page(client, dossier)
    assert f'href="{reverse("portal:procedure", args=[dossier.procedure_code])}">Nộp hồ sơ mới</a>' in page


def test_the_code_alone_opens_nothing(dossier: Dossier, client: Client) -> None:
    for name in ("dossier", "supplement", "withdraw"):
        address = reverse(f"portal:{name}", args=[dossier.code])
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code in {302, 405}
            if answer.status_code == 302:
                assert answer["Location"] == f"{LOOK_UP}?ma={dossier.code}"
    unknown = client.get(reverse("portal:dossier", args=["H29.26.740-261124-9999"]))
    assert unknown["Location"].startswith(LOOK_UP), "an unknown code behaves like a known one"


def test_a_wrong_code_and_a_wrong_fact_get_the_same_answer(dossier: Dossier) -> None:
    pages = []
    for code, fact in [
        (dossier.code, "01/01/1980"),
        ("H29.26.740-261124-9999", "14/05/1990"),
    ]:
        answer = Client().post(LOOK_UP, {"code": code, "fact": fact})
        assert answer.status_code == 422
        page = answer.content.decode()
        pages.append(page[page.index("error-summary") : page.index("<h1>")])
    assert "Không tìm thấy hồ sơ" in pages[0]
    assert pages[0] == pages[1]


def test_a_code_is_found_as_people_type_it_and_what_is_none_is_told_so(dossier: Dossier) -> None:
    """With blanks, or with the letter O for a nought, it was not found, time after time, then blocked."""
    office, day, number = dossier.code.split("-")
    for typed in (
        dossier.code.replace("-", " ").replace(".", " "), dossier.code.lower().replace("0", "o"),
        dossier.code.replace("-", "").replace(".", ""), f"{day}-{number}", f" {dossier.code}. ",
        f"{office[1:]}/{day}/{number}",
    ):  # fmt: skip
        assert Client().post(LOOK_UP, {"code": typed, "fact": "14/05/1990"}).status_code == 302, typed
    visitor = Client()
    for _ in range(9):
        page = visitor.post(LOOK_UP, {"code": "0901 234 567", "fact": "14/05/1990"}).content.decode()
        assert "Mã có dạng" in page
        assert "Không tìm thấy hồ sơ" not in page, "nothing was looked for, so no try is gone"
    assert visitor.post(LOOK_UP, {"code": dossier.code, "fact": "14/05/1990"}).status_code == 302


@pytest.mark.parametrize("fact", ["1990", "14/05/90", "Nguyệt", "sinh 1990", "0901"])
def test_half_a_birth_date_is_told_and_costs_no_try(dossier: Dossier, fact: str) -> None:
    """Who wrote the year only read "no such dossier", and looked in the code till no try was left."""
    visitor = Client()
    for _ in range(9):
        page = visitor.post(LOOK_UP, {"code": dossier.code, "fact": fact}).content.decode()
        assert "bốn số của năm sinh" in page
        assert "Không tìm thấy hồ sơ" not in page
    opened = visitor.post(LOOK_UP, {"code": dossier.code, "fact": "14-5-1990"})
    assert opened.status_code == 302


def test_what_is_to_be_paid_is_told_in_the_reader_s_language(dossier: Dossier) -> None:
    visitor = Client(headers={"Accept-Language": "en"})
    counter = services.submit(filing.draft(channel="counter", personal_number="079190005678").pk)
    services.accept(counter.pk, actor="officer:a")
    services.ask_payment(counter.pk, actor="officer:a")
    page = visitor.post(LOOK_UP, {"code": counter.code, "fact": "14/05/1990"}, follow=True).content.decode()
    assert "Fee: Register a household business, 100,000 VND." in page
    assert "Lệ phí" not in page


def test_guessing_the_second_fact_of_one_code_ends_soon(dossier: Dossier) -> None:
    statuses = [
        Client(REMOTE_ADDR=f"10.0.0.{n}")
        .post(LOOK_UP, {"code": dossier.code, "fact": f"{n + 1:02}/01/1980"})
        .status_code
        for n in range(12)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    unknown = [
        Client(REMOTE_ADDR=f"10.0.1.{n}")
        .post(LOOK_UP, {"code": "H29.26.740-261124-9999", "fact": "01/01/1980"})
        .status_code
        for n in range(12)
    ]
    assert unknown == statuses, "a code that does not exist is limited in the same way"


def test_one_address_cannot_try_many_codes() -> None:
    client = Client()
    statuses = [
        client.post(LOOK_UP, {"code": f"H29.26.740-261124-{n:04}", "fact": "01/01/1980"}).status_code
        for n in range(1, 43)
    ]
    assert statuses[-1] == 429


def test_coming_in_takes_the_count_off_the_code(dossier: Dossier, client: Client) -> None:
    client.post(LOOK_UP, {"code": dossier.code, "fact": "01/01/1980"})
    client.post(LOOK_UP, {"code": dossier.code, "fact": "14/05/1990"})
    assert not Attempt.objects.filter(key=f"status:code:{dossier.code}").exists()


def _come_in(client: Client, dossier: Dossier) -> str:
    client.post(LOOK_UP, {"code": dossier.code, "fact": "14/05/1990"})
    return reverse("portal:dossier", args=[dossier.code])


def test_a_request_for_more_is_shown_and_answered(dossier: Dossier, client: Client) -> None:
    services.accept(dossier.pk, actor="officer:lan")
    services.ask_supplement(
        dossier.pk, actor="officer:lan", reason="Ảnh mặt sau bị lóa.", items=["Ảnh mặt sau"]
    )
    page = client.get(_come_in(client, dossier)).content.decode()
    assert "Ảnh mặt sau bị lóa." in page
    assert "officer:" not in page, "which officer it was is nobody's business here"
    address = reverse("portal:supplement", args=[dossier.code])
    asked = dossier.transitions.get(move="ask_supplement").pk
    assert client.post(address, {"asked": asked, "note": ""}).status_code == 422
    client.post(address, {"asked": asked, "note": "Tôi gửi lại ảnh."})
    dossier.refresh_from_db()
    assert dossier.state_enum == State.PROCESSING
    assert client.get(address).status_code == 302, "answered once"


def test_a_refusal_names_its_reason_and_its_legal_ground(dossier: Dossier, client: Client) -> None:
    services.accept(dossier.pk, actor="officer:lan")
    services.refuse(dossier.pk, actor="officer:lan", ground="name_taken", reason="Trùng tên với hộ ở số 9.")
    page = client.get(_come_in(client, dossier)).content.decode()
    assert "Trùng tên với hộ ở số 9." in page
    assert "Điều 86" in page


def test_withdrawing_is_asked_for_twice(dossier: Dossier, client: Client) -> None:
    _come_in(client, dossier)
    address = reverse("portal:withdraw", args=[dossier.code])
    assert client.post(address, {"reason": "đổi ý"}).status_code == 422
    dossier.refresh_from_db()
    assert dossier.state_enum == State.SUBMITTED
    client.post(address, {"reason": "đổi ý", "sure": "on"})
    dossier.refresh_from_db()
    assert dossier.state_enum == State.WITHDRAWN


@pytest.mark.usefixtures("unsigned")
def test_papers_are_given_to_whoever_may_see_their_dossier_only(dossier: Dossier, client: Client) -> None:
    outcome_tasks.issue_slip(dossier_id=dossier.pk)
    paper = IssuedPaper.objects.get()
    address = reverse("portal:dossier-paper", args=[dossier.code, paper.pk])
    assert client.get(address).status_code == 302
    page = client.get(_come_in(client, dossier)).content.decode()
    assert address in page
    assert client.get(address).content.startswith(b"%PDF-")
    other = services.submit(filing.draft(personal_number="079190009999").pk)
    _come_in(client, other)
    assert client.get(reverse("portal:dossier-paper", args=[other.code, paper.pk])).status_code == 404


@pytest.mark.usefixtures("unsigned")
def test_a_paper_can_be_verified_without_learning_about_the_person(dossier: Dossier, client: Client) -> None:
    outcome_tasks.issue_slip(dossier_id=dossier.pk)
    paper = IssuedPaper.objects.get()
    page = client.get(reverse("portal:verify", args=[paper.token])).content.decode()
    assert paper.sha256 in page
    assert paper.number in page
    assert dossier.full_name not in page
    assert client.get(reverse("portal:verify", args=["x" * 43])).status_code == 404
