"""A citizen changes how the result comes, without JavaScript: who must know of it does, the slip says it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.support import filing
from tests.support.papers import text_of

from motcua.audit.models import Event
from motcua.dossiers import selectors, services
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.result import receiving
from motcua.dossiers.states import State
from motcua.interconnect.models import OutboxMessage
from motcua.kernel import clock
from motcua.outcomes import services as outcomes
from motcua.outcomes.issuance import renewed_slips
from motcua.outcomes.models import IssuedPaper

pytestmark = pytest.mark.django_db
HOME = "45/6 Trần Hưng Đạo, Phường Cầu Ông Lãnh, Thành phố Hồ Chí Minh"
BACK = {"state": "returned", "at": clock.now().isoformat(), "where": "Bưu cục 1"}
POSTED = {"result_channel": "post", "result_address": HOME, "result_phone": "0912 345 678"}


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft().pk)


@pytest.fixture
def post(settings: object) -> None:
    """Let the post be connected; nothing is sent here."""
    address = ("http://127.0.0.1:9", bytes(32))
    settings.OUTSIDE = {**settings.OUTSIDE, "post": address, "sms_1": address}  # type: ignore[attr-defined]


def visitor(dossier: Dossier) -> Client:
    client = Client()
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    return client


def at(dossier: Dossier) -> str:
    return reverse("portal:receiving", args=[dossier.code])


def page(client: Client, dossier: Dossier) -> str:
    return client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()


def test_from_download_to_post(dossier: Dossier, post: None, unsigned: None) -> None:
    client = visitor(dossier)
    assert at(dossier) in page(client, dossier)
    form = client.get(at(dossier)).content.decode()
    assert "12/3 Nguyễn Trãi" in form, "the contact address is there already"
    assert "bạn trả cước cho bưu điện" in form
    answer = client.post(at(dossier), POSTED, follow=True)
    shown = answer.content.decode()
    for words in ("Đã đổi cách nhận kết quả", HOME, "Bạn đổi cách nhận kết quả", "Tải về bản điện tử"):
        assert words in shown, words
    step = Transition.objects.select_related("dossier").get(move="change_receiving")
    assert step.data["receiving"]["result_channel"] == {"before": "download", "after": "post"}
    event = Event.objects.get(action="dossier.change_receiving")
    assert (event.actor, event.subject) == (f"citizen:{dossier.draft_id}", f"dossier:{dossier.code}")
    told = selectors.notifications_of(dossier)[-1]
    assert told.to == "090****567", "whoever filed learns of it, not the number that was just given"
    assert len(told.text) <= 160
    paper = renewed_slips.renewed_slip_for(step)
    assert paper is not None
    text = text_of(bytes(paper.pdf))
    assert f"Gửi bản giấy qua bưu điện (bạn trả cước): {HOME} (điện thoại 0912345678)" in text
    assert "ngày hẹn trả kết quả không đổi" in text
    assert f"{dossier.due_on:%d/%m/%Y}" in text
    assert [item.kind for item in IssuedPaper.objects.all()] == ["slip", "slip"]
    again = page(client, dossier)
    assert "đã được thay" in again
    assert "lập lại ngày" in again
    assert "ngày hẹn đã đổi" not in again


def test_who_would_rather_print_it_learns_of_the_machine_where_there_is_one(
    dossier: Dossier, settings: object
) -> None:
    client = visitor(dossier)
    for machines in ([], ["sanh-1"]):
        settings.KIOSKS = machines  # type: ignore[attr-defined]
        assert ("máy tự phục vụ" in client.get(at(dossier)).content.decode()) == bool(machines)


def test_in_english(dossier: Dossier) -> None:
    client = visitor(dossier)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    form = client.get(at(dossier)).content.decode()
    for words in (
        "Change how you receive the result",
        "Phone number of who receives it",
        "you pay the postage to the post",
        "The office is told at once",
        "Save how you receive it",
    ):
        assert words in form, words
    shown = client.post(at(dossier), POSTED, follow=True).content.decode()
    for words in ("How the result comes was changed", "You changed how to receive the result"):
        assert words in shown, words


def test_officers_are_told_until_one_of_them_has_looked(dossier: Dossier) -> None:
    desk = Client()
    desk.force_login(people.officer("an"))
    assert "mới đổi cách nhận" not in desk.get("/ban-lam-viec/").content.decode()
    visitor(dossier).post(at(dossier), POSTED)
    queue = desk.get("/ban-lam-viec/").content.decode()
    assert "mới đổi cách nhận" in queue
    assert "Đổi cách nhận kết quả: 1" in queue
    listed = desk.get("/ban-lam-viec/?nhom=tat-ca&han=cach-nhan").content.decode()
    assert dossier.code in listed
    opened = desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Công dân đã đổi cách nhận kết quả" in opened
    assert HOME in opened
    assert "Đăng ký nhận kết quả: Gửi bản giấy qua bưu điện (bạn trả cước)" in opened
    assert "mới đổi cách nhận" not in desk.get("/ban-lam-viec/").content.decode()
    again = desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Công dân đã đổi cách nhận kết quả" not in again
    assert HOME in again, "how it comes stays beside what is to be done"


def test_an_accountant_does_not_learn_where_people_live(dossier: Dossier) -> None:
    visitor(dossier).post(at(dossier), POSTED)
    money = Client()
    money.force_login(people.officer("tien", role="accountant"))
    assert "cách nhận" not in money.get("/ban-lam-viec/?nhom=tat-ca").content.decode()
    found = money.get("/ban-lam-viec/?nhom=tat-ca&han=cach-nhan").content.decode()
    assert dossier.code not in found
    assert HOME not in money.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    dossier.refresh_from_db()
    assert dossier.way_unseen, "a look that does not show it does not count"


@pytest.mark.parametrize("approved", [False, True])
def test_what_is_ready_and_waits_can_still_be_posted_once(
    dossier: Dossier, post: None, approved: bool
) -> None:
    services.accept(dossier.pk, actor="officer:an")
    if approved:  # while the tax office is asked
        services.approve(dossier.pk, actor="officer:binh")
        assert services.change_receiving(dossier.pk, actor="citizen:x", way=POSTED) is not None
    services.move(dossier.pk, "grant", actor="system:tax")
    if not approved:
        assert not OutboxMessage.objects.filter(channel="post").exists()
        visitor(dossier).post(at(dossier), POSTED)
    order = OutboxMessage.objects.get(channel="post")
    assert order.body["address"] == HOME
    assert order.body["phone"] == ("0912 345 678" if approved else "0912345678")
    client = visitor(dossier)
    assert at(dossier) not in page(client, dossier)
    answer = client.post(at(dossier), {"result_channel": "counter"}, follow=True)
    assert "đã giao cho bưu điện" in answer.content.decode()
    with pytest.raises(MoveNotAllowedError):
        services.change_receiving(dossier.pk, actor="citizen:x", way={"result_channel": "counter"})
    assert not dossier.transitions.filter(data__has_key="appointment", source=State.DECIDED).exists()


def test_what_the_post_brought_back_can_be_collected(dossier: Dossier, post: None) -> None:
    services.change_receiving(dossier.pk, actor="citizen:x", way=POSTED)
    services.accept(dossier.pk, actor="officer:an")
    services.move(dossier.pk, "grant", actor="system:tax")
    OutboxMessage.objects.filter(channel="post").update(events=[BACK])
    client = visitor(dossier)
    form = client.get(at(dossier)).content.decode()
    assert 'value="post"' not in form
    client.post(at(dossier), {"result_channel": "counter"})
    dossier.refresh_from_db()
    assert dossier.answers["result_channel"] == "counter"


@pytest.mark.parametrize("ended", [{"failed_at": clock.now()}, {"events": [BACK]}])
def test_what_the_post_will_not_bring_is_received_another_way(
    dossier: Dossier, post: None, ended: dict[str, Any]
) -> None:
    """An address the post refused: the page said that the post had it, and so did the office's, for ever."""
    address = given(dossier, **POSTED)
    order = OutboxMessage.objects.filter(channel="post")
    order.update(**ended)
    client = visitor(dossier)
    assert at(dossier) in page(client, dossier)
    assert 'value="post"' not in client.get(at(dossier)).content.decode(), "one order a dossier"
    client.post(at(dossier), {"result_channel": "download"})
    dossier.refresh_from_db()
    assert (dossier.answers["result_channel"], dossier.state) == ("download", State.DECIDED)
    assert client.get(address).status_code == 200
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED, "who takes the file has the result"


def test_what_the_post_may_still_take_is_not_promised_twice(dossier: Dossier, post: None) -> None:
    given(dossier, **POSTED)
    OutboxMessage.objects.filter(channel="post").update(attempts=9, last_failure="refused_by_protocol")
    client = visitor(dossier)
    assert at(dossier) not in page(client, dossier)


@pytest.mark.parametrize("end", ["hand_over", "refuse", "withdraw"])
def test_not_once_there_is_nothing_to_receive(dossier: Dossier, end: str) -> None:
    client = visitor(dossier)
    if end == "withdraw":
        services.withdraw(dossier.pk, actor="citizen:x")
    elif end == "refuse":
        services.refuse(dossier.pk, actor="officer:an", ground="name_taken", reason="Trùng tên.")
    else:
        services.accept(dossier.pk, actor="officer:an")
        services.move(dossier.pk, "grant", actor="system:tax")
        services.hand_over(dossier.pk, actor="officer:an")
    assert at(dossier) not in page(client, dossier)
    client.post(at(dossier), POSTED)
    dossier.refresh_from_db()
    assert dossier.answers["result_channel"] == "download"
    assert receiving.change_hindrance(dossier) is not None


def test_mistakes_come_back_with_what_was_typed(dossier: Dossier) -> None:
    client = visitor(dossier)
    wrong = {"result_channel": "post", "result_address": "", "result_phone": "12"}
    answer = client.post(at(dossier), wrong)
    assert answer.status_code == 422
    assert 'value="12"' in answer.content.decode()
    assert 'value="12"' in client.get(at(dossier)).content.decode()
    same = client.post(at(dossier), {"result_channel": "download"}, follow=True)
    assert "Bạn chưa đổi gì" in same.content.decode()
    assert not dossier.transitions.filter(move="change_receiving").exists()
    for turn in range(8):
        answer = client.post(at(dossier), {**POSTED, "result_channel": ("post", "counter")[turn % 2]})
    assert "nhiều lần" in answer.content.decode()
    assert dossier.transitions.filter(move="change_receiving").count() == 4


def test_only_who_may_see_it_and_no_officer_in_their_place(dossier: Dossier) -> None:
    stranger = visitor(services.submit(filing.draft(personal_number="079190005678").pk))
    assert stranger.post(at(dossier), POSTED)["Location"].startswith("/tra-cuu/?ma=")
    clerk = visitor(dossier)
    clerk.force_login(people.officer("an"))
    assert clerk.post(at(dossier), POSTED).status_code == 403
    assert not dossier.transitions.filter(move="change_receiving").exists()


def test_what_was_chosen_outlasts_the_session(dossier: Dossier) -> None:
    client = visitor(dossier)
    client.get(at(dossier))
    client.session.flush()
    sent = client.post(at(dossier), POSTED)
    assert "chưa đổi cách nhận kết quả" in client.get(sent["Location"]).content.decode()
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert HOME in client.get(at(dossier)).content.decode()


def test_while_the_office_waits_the_slip_waits_too(dossier: Dossier, unsigned: None) -> None:
    """A slip made in a pause would print a day that no longer holds."""
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", items=["Địa chỉ"], reason="Thiếu số nhà.")
    step = services.change_receiving(dossier.pk, actor="citizen:x", way=POSTED)
    assert step is not None
    assert "appointment" not in step.data
    answered = services.answer_supplement(dossier.pk, actor="citizen:x", note="Số 12.")
    assert "appointment" in answered.data
    paper = renewed_slips.renewed_slip_for(answered)
    assert paper is not None
    assert HOME in text_of(bytes(paper.pdf))


def given(dossier: Dossier, **way: str) -> str:
    """Let the dossier be granted with this way of receiving; returns the address of its certificate."""
    if way:
        services.change_receiving(dossier.pk, actor="citizen:x", way=way)
    services.accept(dossier.pk, actor="officer:an")
    services.move(dossier.pk, "grant", actor="system:tax")
    paper = outcomes.issue(dossier.pk, "certificate", "079190001234", b"%PDF-1.7 x")
    return reverse("portal:dossier-paper", args=[dossier.code, paper.pk])


def test_who_downloads_the_result_has_it(dossier: Dossier) -> None:
    """Of eighty results most were downloaded long ago; an officer closed each by hand, or never."""
    address = given(dossier)
    desk, client = Client(), visitor(dossier)
    desk.force_login(people.officer("an"))
    assert "Chờ trả kết quả" in desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    clerk = visitor(dossier)
    clerk.force_login(people.officer("an"))
    assert clerk.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert Dossier.objects.get().state == State.DECIDED, "nobody has it yet"
    ready = page(client, dossier)
    assert ready.count(address) == 2, "by a button above all else, not only in the list of papers"
    assert ready.index(f'class="button" href="{address}"') < ready.index("<h2>Giấy tờ</h2>")
    for _ in range(2):
        assert client.get(address).content == b"%PDF-1.7 x"
    assert Dossier.objects.get().state == State.RETURNED
    step = dossier.transitions.get(move="hand_over")
    assert step.actor == f"citizen:{dossier.draft_id}"
    shown = page(client, dossier)
    assert address in shown, "it can be taken again"


def test_who_wants_paper_has_it_only_when_it_is_in_their_hands(dossier: Dossier, post: None) -> None:
    address = given(dossier, result_channel="counter")
    assert visitor(dossier).get(address).status_code == 200
    assert Dossier.objects.get().state == State.DECIDED
    other = services.submit(filing.draft(personal_number="079190005678").pk)
    assert visitor(other).get(given(other, **POSTED)).status_code == 200
    other.refresh_from_db()
    assert other.state == State.DECIDED


def test_the_slip_or_a_certificate_that_was_taken_back_is_no_result(dossier: Dossier) -> None:
    address = given(dossier)
    slip = outcomes.issue(dossier.pk, "slip", dossier.code, b"%PDF-1.7 y")
    client = visitor(dossier)
    client.get(reverse("portal:dossier-paper", args=[dossier.code, slip.pk]))
    IssuedPaper.objects.filter(kind="certificate").update(revoked_at=clock.now(), revocation="withdrawn")
    assert 'class="button" href="/tra-cuu/' not in page(client, dossier)
    client.get(address)
    assert Dossier.objects.get().state == State.DECIDED
