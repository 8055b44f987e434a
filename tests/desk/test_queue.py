"""The queue: the most urgent on top, found by whatever the officer knows, never broken by an address."""

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.desk import people
from tests.support import filing

from motcua.audit.models import Event
from motcua.desk.due import due_of
from motcua.desk.queue_filters import Filters
from motcua.desk.views import queue as queue_view
from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, State
from motcua.kernel import clock
from motcua.kernel.workdays import WorkCalendar, working_days_between
from motcua.procedures import selectors as procedures
from motcua.procedures.selectors import get_office

QUEUE = "/ban-lam-viec/"
MONDAY = date(2026, 11, 30)


@given(st.sampled_from(State), st.integers(-30, 30), st.integers(0, 13))
def test_words_and_colour_tell_the_same_story(state: State, ahead: int, start: int) -> None:
    """An officer who cannot see red reads “Quá hạn”; nobody is called late on the due day itself."""
    today = MONDAY + timedelta(days=start)
    due = due_of(Dossier(state=state, due_on=today + timedelta(days=ahead)), today)
    if state == State.DECIDED:
        assert (due.tone, due.words.vi) == ("good", "Chờ trả kết quả")
        return
    if state not in OPEN or state in {State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED}:
        assert (due.tone, due.days) == ("grey", None)
        return
    assert due.days is not None
    assert (due.tone == "bad") == ("Quá hạn" in due.words.vi) == (ahead < 0) == (due.days < 0)
    assert (due.words.vi == "Hạn hôm nay") == (ahead == 0)
    if ahead > 0:
        left = working_days_between(today, today + timedelta(days=ahead))
        assert due.words.vi == f"Còn {left} ngày làm việc"
        assert due.tone == ("warn" if left <= 1 else "good")


def test_english_counts_right() -> None:
    for ahead, words in (
        (1, "1 working day left"),
        (2, "2 working days left"),
        (-3, "1 working day overdue"),
    ):
        dossier = Dossier(state=State.SUBMITTED, due_on=MONDAY + timedelta(days=ahead))
        assert due_of(dossier, MONDAY).words.en == words


def placed(n: int, state: State, days: int, **answers: object) -> Dossier:
    dossier = people.dossier(personal_number=f"0791900{n:05d}", **answers)
    Dossier.objects.filter(pk=dossier.pk).update(state=state, due_on=clock.today() + timedelta(days=days))
    return dossier


def codes(client: Client, query: str) -> list[str]:
    page = client.get(QUEUE + query)
    assert page.status_code == 200
    return [row.dossier.code for row in page.context["rows"]]


@pytest.fixture
def four(db: None) -> list[Dossier]:
    return [
        placed(1, State.SUBMITTED, 3),
        placed(2, State.PROCESSING, -2, full_name="ĐẶNG THÙY TRÂM"),
        placed(3, State.SUPPLEMENT_REQUIRED, -5),
        placed(4, State.DECIDED, 0),
    ]


def test_the_most_urgent_is_on_top_and_groups_are_counted(intake: Client, four: list[Dossier]) -> None:
    assert codes(intake, "") == [four[1].code, four[0].code]
    page = intake.get(QUEUE)
    assert [tab.count for tab in page.context["tabs"]] == [2, 1, 0, 1, 0, 4]
    assert [(alarm.name.en, alarm.count) for alarm in page.context["alarms"][:1]] == [("Overdue", 1)]
    assert codes(intake, "?nhom=cho-cong-dan") == [four[2].code]
    assert codes(intake, "?nhom=can-lam&han=qua-han") == [four[1].code]
    assert codes(intake, "?nhom=tat-ca&tt=9") == [four[3].code]


@pytest.mark.parametrize("text", ["dang thuy tram", "Thùy Trâm", "THUY", "079190000002"])
def test_a_person_is_found_without_diacritics_and_by_number(
    intake: Client, four: list[Dossier], text: str
) -> None:
    assert codes(intake, f"?q={text}") == [four[1].code]


@pytest.mark.parametrize(
    "text", ["0901 234 599", "+84901234599", "0901.234.599", "079 190 000009", "164 349 338"]
)
def test_a_number_is_found_as_people_write_it(intake: Client, four: list[Dossier], text: str) -> None:
    """Pages show a telephone number in groups: copied from there it found nobody."""
    one = placed(9, State.PROCESSING, 1, phone="0901234599", previous_number="164349338")
    assert codes(intake, "?" + urlencode({"q": text})) == [one.code]


@pytest.mark.parametrize("text", ["H'Hen", "h’hen niê"])
def test_a_name_is_found_with_either_apostrophe(intake: Client, text: str) -> None:
    one = placed(9, State.PROCESSING, 1, full_name="H’HEN NIÊ KĐĂM")
    assert codes(intake, "?" + urlencode({"q": text})) == [one.code]


def test_the_list_says_what_each_dossier_is_about(intake: Client, four: list[Dossier]) -> None:
    """Five procedures look alike by code and name: whoever has eighty had to open each."""
    assert intake.get(QUEUE).content.decode().count("Đăng ký hộ kinh doanh</span>") == 2


def test_a_search_shows_whose_time_runs_above_what_ended_long_ago(intake: Client, db: None) -> None:
    """A name that had filed for years stood with its oldest dossier on top and today's on the next page."""
    states = (State.RETURNED, State.SUPPLEMENT_REQUIRED, State.PROCESSING, State.STOPPED, State.SUBMITTED)
    ended, waits, soon, stopped, late = (
        placed(n, state, days, full_name="LÊ THỊ MÂY").code
        for n, (state, days) in enumerate(zip(states, (-900, -30, 2, -400, -1), strict=True), 1)
    )
    assert codes(intake, "?q=may") == [late, soon, waits, ended, stopped]
    assert codes(intake, "?q=may&xep=cu-nop") == [ended, waits, soon, stopped, late]
    intake.get(QUEUE, {"q": "may"})
    followed = []
    for code in (late, soon, waits, ended, stopped):
        page = intake.get(f"{QUEUE}ho-so/{code}/").content.decode()
        found = re.search(r'rel="next" href="[^"]*/([^/]+)/"', page)
        followed.append(found[1] if found else "")
    assert followed == [soon, waits, ended, stopped, ""]


def test_a_search_by_a_business_shows_which_one_each_is(
    intake: Client, four: list[Dossier], django_assert_max_num_queries: object
) -> None:
    """Of thirteen groceries an officer saw thirteen owners, and had to open each."""
    placed(9, State.PROCESSING, 1, own_name="TẠP HÓA BÀ TRÂM")
    intake.get(QUEUE, {"q": "phở"})
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        page = intake.get(QUEUE, {"q": "phở"}).content.decode()
    assert page.count("HỘ KINH DOANH PHỞ MINH NGUYỆT 0791900") == 4
    assert "HỘ KINH DOANH TẠP HÓA BÀ TRÂM" in intake.get(QUEUE, {"q": "tap hoa"}).content.decode()
    assert "HỘ KINH DOANH" not in intake.get(QUEUE).content.decode().split("<tbody", 1)[1]


def test_a_search_looks_into_every_group(intake: Client, four: list[Dossier]) -> None:
    assert codes(intake, f"?q={four[3].code[-4:]}") == [four[3].code]
    assert codes(intake, "?q=khong-co-ai") == []


def test_who_looked_a_person_up_is_on_record_without_what_was_typed(
    intake: Client, four: list[Dossier]
) -> None:
    """A list of names and numbers says enough of a neighbour: no dossier need be opened for it."""
    intake.get(f"{QUEUE}?nhom=tat-ca")  # the office's list of work is nobody's look-up
    assert not Event.objects.filter(action="queue.searched").exists()
    intake.get(QUEUE, {"q": "dang thuy tram"})
    event = Event.objects.get(action="queue.searched")
    assert (event.actor, event.subject) == ("officer:an", "office:phuong-sai-gon")
    assert event.data == {"found": 1, "shown": [four[1].code]}
    intake.get(QUEUE, {"q": "079190099999"})
    assert Event.objects.filter(action="queue.searched", data={"found": 0, "shown": []}).exists()


def test_who_finds_nothing_by_half_a_number_reads_that_it_needs_all_of_it(
    intake: Client, four: list[Dossier]
) -> None:
    page = intake.get(QUEUE, {"q": "0901 234"}).content.decode()
    assert "Số định danh và số điện thoại thì gõ đủ các số." in page


def test_pages_carry_the_filters_and_leave_none_out(
    intake: Client, four: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_view, "PAGE_SIZE", 3)
    first, second = codes(intake, "?nhom=tat-ca"), codes(intake, "?nhom=tat-ca&trang=2")
    assert sorted(first + second) == sorted(dossier.code for dossier in four)
    assert "?nhom=tat-ca&amp;trang=2" in intake.get(f"{QUEUE}?nhom=tat-ca").content.decode()


@given(
    st.dictionaries(
        st.sampled_from(["nhom", "tt", "han", "q", "trang", "thu-tuc", "ai", "xep"]), st.text(max_size=20)
    )
)
def test_any_address_gives_filters_that_lead_back_to_themselves(query: dict[str, str]) -> None:
    filters = Filters.from_query(query)
    assert Filters.from_query(QueryDict(filters.address().removeprefix("?")).dict()) == filters


@pytest.mark.parametrize(
    "query",
    ["?trang=-1", "?trang=x", "?tt=99&han=y&nhom=z", "?q=%00", "?q=%25%27%22", "?thu-tuc=x%00&ai=%00&xep=y"],
)
def test_a_broken_address_still_shows_a_queue(intake: Client, query: str) -> None:
    assert intake.get(QUEUE + query).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(
    intake: Client, four: list[Dossier], django_assert_max_num_queries: object
) -> None:
    intake.get(f"{QUEUE}?nhom=tat-ca")  # where one looks is kept once
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        intake.get(f"{QUEUE}?nhom=tat-ca")


def test_from_a_dossier_one_comes_back_to_the_page_and_filters_one_was_at(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With eighty dossiers an officer else begins at the top after each of them."""
    monkeypatch.setattr(queue_view, "PAGE_SIZE", 1)
    codes = [people.dossier(personal_number=number).code for number in ("079190005678", "079190005679")]
    intake.get(f"{QUEUE}?nhom=tat-ca&trang=2")
    page = intake.get(f"{QUEUE}ho-so/{codes[0]}/").content.decode()
    assert f'href="{QUEUE}?nhom=tat-ca&amp;trang=2#{codes[0]}"' in page


def test_from_a_dossier_one_comes_back_to_its_row_and_where_it_is_gone_to_the_next(intake: Client) -> None:
    """The list was shown from its top: who stood at its twentieth row looked for it again each time."""
    first, second = placed(1, State.SUBMITTED, 1), placed(2, State.SUBMITTED, 1)
    listed = intake.get(QUEUE).content.decode()
    assert f'<tr role="row" id="{first.code}">' in listed

    def back(dossier: Dossier) -> str:
        page = intake.get(f"{QUEUE}ho-so/{dossier.code}/").content.decode()
        return re.search(rf'class="back-link" href="{QUEUE}[^"]*?(#[^"]*)?"', page)[1] or ""  # type: ignore[index]

    assert back(first) == f"#{first.code}"
    Dossier.objects.filter(pk=first.pk).update(state=State.DECIDED)
    assert back(first) == f"#{second.code}"
    Dossier.objects.filter(pk=second.pk).update(state=State.DECIDED)
    assert back(second) == ""


def test_from_a_decided_dossier_one_goes_on_to_the_next_of_one_s_list(intake: Client) -> None:
    """With eighty dossiers the way back through the list, twenty tabs to its first row, is half the work."""
    late, soon, later = (
        placed(n, State.SUBMITTED, days, full_name=name)
        for n, days, name in ((1, -2, "LÊ THỊ MỘT"), (2, 1, "LÊ THỊ HAI"), (3, 1, "LÊ THỊ BA"))
    )
    other = placed(4, State.SUBMITTED, 0, full_name="TRẦN VĂN BỐN")
    intake.get(QUEUE, {"q": "lê thị", "nhom": "can-lam"})

    def following(dossier: Dossier) -> str:
        page = intake.get(f"{QUEUE}ho-so/{dossier.code}/").content.decode()
        found = re.search(r'rel="next" href="[^"]*/([^/]+)/">Hồ sơ tiếp theo: ', page)
        return found[1] if found else ""

    assert following(late) == soon.code
    assert following(other) == soon.code
    Dossier.objects.filter(pk=soon.pk).update(state=State.DECIDED)
    assert following(soon) == later.code
    assert following(later) == ""


def test_no_tab_looks_chosen_that_does_not_hold_the_state_asked_for() -> None:
    assert Filters.from_query(QueryDict("nhom=can-lam&tt=10")).group.slug == "tat-ca"
    assert Filters.from_query(QueryDict("nhom=can-lam&tt=1")).group.slug == "can-lam"


def test_what_is_due_next_is_seen_before_it_is_late(intake: Client, db: None) -> None:
    """With a clock of three working days the day before is the last on which something can still be asked."""
    friday = filing.TUESDAY + timedelta(days=3)
    with clock.frozen(friday):
        due = {"late": -1, "today": 0, "monday": 3, "tuesday": 4}
        found = {
            name: placed(n, State.PROCESSING, days).code for n, (name, days) in enumerate(due.items(), 1)
        }
        paused = placed(9, State.SUPPLEMENT_REQUIRED, 3)
        page = intake.get(QUEUE)
        assert [(alarm.name.en, alarm.count) for alarm in page.context["alarms"]] == [
            ("Overdue", 1),
            ("Due today", 1),
            ("Due the next working day", 1),
        ]
        assert page.context["alarms"][2].address.replace("&", "&amp;") in page.content.decode()
        assert codes(intake, page.context["alarms"][2].address) == [found["monday"]]
        # Its clock stands still: the date of before the pause would be read as today's.
        assert (
            paused.due_on.strftime("%d/%m/%Y") not in intake.get(f"{QUEUE}?q={paused.code}").content.decode()
        )


def test_one_s_own_dossiers_are_one_press_away(intake: Client, four: list[Dossier]) -> None:
    """With eighty on the list one opened the filters, chose oneself and applied that, each morning."""
    assert "Tôi phụ trách:" not in intake.get(QUEUE).content.decode(), "nothing is the officer's yet"
    Dossier.objects.filter(pk__in=[four[0].pk, four[2].pk, four[3].pk]).update(handler="an")
    Dossier.objects.filter(pk=four[1].pk).update(handler="binh")
    own = intake.get(QUEUE).context["alarms"][-1]
    assert (own.name.vi, own.count, own.chosen) == ("Tôi phụ trách", 1, False), (
        "what waits for others is none"
    )
    shown = intake.get(QUEUE + own.address)
    assert [row.dossier for row in shown.context["rows"]] == [four[0]]
    assert shown.context["alarms"][-1].chosen


def test_working_days_left_are_those_of_the_office(intake: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day off of the office alone was counted as a day on which somebody could still work."""
    office = replace(get_office(filing.OFFICE), calendar=WorkCalendar.with_overrides(days_off=[MONDAY]))
    monkeypatch.setattr(procedures, "get_office", lambda slug: office)
    with clock.frozen(filing.TUESDAY - timedelta(days=4)):  # a Friday
        one = placed(1, State.PROCESSING, 4)
        assert "Còn 1 ngày làm việc" in intake.get(QUEUE).content.decode()
        assert "Còn 1 ngày làm việc" in intake.get(f"{QUEUE}ho-so/{one.code}/").content.decode()
        assert codes(intake, "?han=sap-den-han") == [one.code]


def test_what_waits_for_the_tax_office_is_not_among_what_an_officer_has_to_do(
    intake: Client, four: list[Dossier]
) -> None:
    Dossier.objects.filter(pk=four[1].pk).update(decision="approved")
    assert codes(intake, "") == [four[0].code]
    assert codes(intake, "?nhom=cho-co-quan") == [four[1].code]
    assert codes(intake, "?nhom=tat-ca&han=qua-han") == [four[1].code]  # the office's time runs all the same


def test_the_list_is_put_in_another_order_and_the_next_dossier_follows_it(intake: Client, db: None) -> None:
    found = []
    for n, days in ((1, 5), (2, 3), (3, 9)):
        with clock.frozen(filing.TUESDAY + timedelta(hours=n)):
            found.append(placed(n, State.SUBMITTED, days).code)
    assert codes(intake, "") == [found[1], found[0], found[2]]
    assert codes(intake, "?xep=cu-nop") == found
    assert codes(intake, "?xep=moi-nop") == found[::-1]
    page = intake.get(f"{QUEUE}ho-so/{found[1]}/").content.decode()
    assert re.search(rf'rel="next" href="[^"]*/{re.escape(found[0])}/"', page)


def test_the_page_says_how_the_date_was_counted(intake: Client, db: None) -> None:
    with clock.frozen(filing.TUESDAY.replace(hour=16)):  # after the hour of the office: received on the 2nd
        one = people.dossier()
    with clock.frozen(filing.TUESDAY + timedelta(days=2)):
        services.accept(one.pk, actor="officer:an")
        services.ask_supplement(one.pk, actor="officer:an", reason="Thiếu.", items=["Ảnh"])
        page = intake.get(f"{QUEUE}ho-so/{one.code}/").content.decode()
    assert "Cách tính hạn" in page
    assert "3 ngày làm việc, đếm từ ngày làm việc sau 02/12/2026" in page
    assert "còn giữ 2 ngày làm việc" in page
