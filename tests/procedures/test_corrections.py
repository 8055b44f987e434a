"""Correcting a filed form: only what was asked about, checked as the form would, the rest left in peace."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from tests.support import filing

from motcua.kernel import clock
from motcua.procedures import wards
from motcua.procedures.corrections import CorrectionForm, correctable, fields_like
from motcua.procedures.selectors import get_office, get_procedure
from motcua.procedures.services import build_form
from motcua.procedures.types import Procedure

REGISTER = get_procedure(filing.PROCEDURE, on=filing.TUESDAY.date())


def _form(
    names: set[str], sent: dict[str, str] | None = None, *, procedure: Procedure = REGISTER, **filed: Any
) -> CorrectionForm:
    answers = filing.answers(**filed)
    specs = correctable(procedure, names, answers)
    office = get_office(filing.OFFICE)
    data = None
    if sent is not None:
        # As a browser sends it: every field with what it shows, then what somebody typed.
        page = CorrectionForm(procedure, specs, office, filed=answers, shown=answers)
        data = QueryDict(mutable=True)
        data.update({name: str(page[name].value() or "") for name in page.fields} | sent)
    return CorrectionForm(procedure, specs, office, filed=answers, shown=answers, data=data)


def test_an_item_of_the_legal_form_brings_all_its_questions() -> None:
    assert fields_like(REGISTER, "contact_same") == ("contact_same", "contact_address")
    assert fields_like(REGISTER, "own_name") == ("own_name",)


def test_only_what_was_asked_about_is_offered_with_what_it_may_open() -> None:
    names = {"main_line", "own_name"}
    offered = [spec.name for spec in correctable(REGISTER, names, filing.answers())]
    assert offered == ["own_name", "main_line", "line_details"]


def test_a_question_that_does_not_apply_yet_comes_with_the_one_that_opens_it() -> None:
    """Asked about where a result is to go, whoever chose to download it may choose the post as well."""
    offered = [spec.name for spec in correctable(REGISTER, {"result_address"}, filing.answers())]
    assert offered == ["result_channel", "result_address"]
    posted = filing.answers(result_channel="post", result_address="7 Lê Lai, Bến Thành")
    assert [spec.name for spec in correctable(REGISTER, {"result_address"}, posted)] == ["result_address"]


def test_who_takes_part_and_which_pages_there_are_is_not_corrected() -> None:
    assert correctable(REGISTER, {"subject", "filer", "commitment"}, filing.answers()) == ()
    change = get_procedure("2.000720", on=filing.TUESDAY.date())
    answers = filing.answers(changes=["capital"])
    names = {"changes", "capital", "own_name"}
    assert [spec.name for spec in correctable(change, names, answers)] == ["capital"]


def test_sent_as_it_stood_nothing_is_changed() -> None:
    every = {spec.name for spec in REGISTER.all_fields()}
    form = _form(every, {}, date_of_issue="2022-03-01", date_of_expiry="2035-05-14", email="a@example.org")
    assert form.is_valid(), form.errors
    assert form.changed() == {}


def test_a_correction_is_checked_and_stored_as_the_form_would() -> None:
    form = _form({"capital", "own_name"}, {"capital": "70 triệu", "own_name": "phở   mới"})
    assert form.is_valid(), form.errors
    assert form.changed() == {"capital": 70_000_000, "own_name": "PHỞ MỚI"}
    wrong = _form({"capital"}, {"capital": "nhiều"})
    assert not wrong.is_valid()
    assert set(wrong.errors) == {"capital"}


def test_a_question_that_another_answer_opens_is_asked_with_it() -> None:
    missing = _form({"contact_same"}, {"contact_same": "other"})
    assert set(missing.errors) == {"contact_address"}
    given = _form({"contact_same"}, {"contact_same": "other", "contact_address": "7 Lê Lai, Bến Thành"})
    assert given.is_valid()
    assert given.changed() == {"contact_same": "other", "contact_address": "7 Lê Lai, Bến Thành"}


def test_an_answer_that_no_longer_applies_goes() -> None:
    form = _form(
        {"contact_same"},
        {"contact_same": "same"},
        contact_same="other",
        contact_address="7 Lê Lai, Bến Thành",
    )
    assert form.is_valid()
    assert form.changed() == {"contact_same": "same", "contact_address": ""}


def test_a_birth_date_against_the_number_is_said_although_the_number_is_not_on_the_page() -> None:
    form = _form({"date_of_birth"}, {"date_of_birth": "14/05/2001"})
    assert set(form.errors) == {"date_of_birth"}
    assert "“Số định danh cá nhân” không có trên trang này" in str(form.errors)
    both = _form(
        {"date_of_birth", "personal_number"},
        {"date_of_birth": "14/05/1991", "personal_number": "079191001234"},
    )
    assert both.is_valid(), both.errors
    alone = _form({"personal_number"}, {"personal_number": "079191001234"})
    assert "“Sinh ngày” không có trên trang này" in str(alone.errors), "else nobody knows how to go on"
    wrong = _form({"date_of_birth", "personal_number"}, {"date_of_birth": "14/05/1991"})
    assert "không có trên trang này" not in str(wrong.errors)


def test_an_old_date_that_nobody_touches_keeps_nobody_from_answering() -> None:
    """The day has come nearer than the law's notice since it was filed; only the reason is corrected."""
    suspend = get_procedure("1.001570", on=filing.TUESDAY.date())
    filed = {
        "suspended_from": (filing.TUESDAY.date() + timedelta(days=10)).isoformat(),
        "suspended_until": (filing.TUESDAY.date() + timedelta(days=100)).isoformat(),
        "reason": "Sửa nhà",
    }
    with clock.frozen(filing.TUESDAY + timedelta(days=9)):
        first = build_form(suspend, "suspension", data=filed, office=get_office(filing.OFFICE))
        assert "suspended_from" in first.errors, "today it could not be filed"
        names = {"suspended_from", "suspended_until", "reason"}
        form = _form(names, {"reason": "Sửa cả nhà"}, procedure=suspend, **filed)
        assert form.is_valid(), form.errors
        assert form.changed() == {"reason": "Sửa cả nhà"}
        day = (filing.TUESDAY + timedelta(days=10)).strftime("%d/%m/%Y")
        moved = _form(names, {"suspended_until": day}, procedure=suspend, **filed)
        assert set(moved.errors) == {"suspended_until"}


def test_a_default_shown_in_place_of_what_is_withheld_does_not_replace_it() -> None:
    """The page shows the office's ward where the register's is hidden: untouched, it moved the shop."""
    office = get_office(filing.OFFICE)
    elsewhere = next(code for code, _ in wards.choices(office) if code != office.ward_code)
    answers = filing.answers(office_ward=elsewhere)
    specs = correctable(REGISTER, {"office_ward"}, answers)
    page = CorrectionForm(REGISTER, specs, office, filed=answers, shown={})
    data = QueryDict(mutable=True)
    data.update({"office_ward": str(page["office_ward"].value())})
    form = CorrectionForm(REGISTER, specs, office, filed=answers, shown={}, data=data)
    assert data["office_ward"] == office.ward_code
    assert form.is_valid()
    assert form.changed() == {}


@pytest.mark.parametrize("shown", [{}, {"office_street": "45 Lê Lợi"}])
def test_what_is_withheld_and_left_empty_stands(shown: dict[str, str]) -> None:
    """Who may not see an answer of the register does not wipe it out by sending the empty box."""
    answers = filing.answers()
    specs = correctable(REGISTER, {"office_street"}, answers)
    data = QueryDict(mutable=True)
    data.update({"office_street": shown.get("office_street", "")})
    form = CorrectionForm(REGISTER, specs, get_office(filing.OFFICE), filed=answers, shown=shown, data=data)
    assert form.is_valid()
    assert form.changed() == {}


def test_a_question_whose_opener_is_not_asked_about_is_not_left_to_it() -> None:
    """Before, the page's script hid an address for the post that alone was to be corrected."""
    posted = {"result_channel": "post", "result_address": "12 Hàm Nghi"}
    alone = _form({"result_address"}, **posted)
    assert [(bound.name, when) for bound, when in alone.questions()] == [("result_address", None)]
    both = {bound.name: when for bound, when in _form({"result_channel"}, **posted).questions()}
    assert both["result_channel"] is None
    assert both["result_address"] is not None
    assert both["result_address"].field == "result_channel"
    sent = _form({"result_address"}, {"result_address": ""}, **posted)
    assert not sent.is_valid(), "it still has to be answered"
    sent = _form({"result_address"}, {"result_address": "99 Hàm Nghi"}, **posted)
    assert sent.is_valid()
    assert sent.changed() == {"result_address": "99 Hàm Nghi"}
