"""What the law and the calendar say about a paper."""

from datetime import date

import pytest

from motcua.papers import checks
from motcua.papers.errors import MESSAGES, problem
from motcua.papers.kinds import SPECS
from motcua.papers.types import FieldValue
from motcua.papers.words import FIELDS

ON = date(2026, 11, 24)


def fields(**values):
    return {name: FieldValue(value, 0.999, ("qr",), review=False) for name, value in values.items()}


def codes(kind="cccd_chip", on=ON, **values):
    return {(item.code, item.field) for item in checks.check_values(fields(**values), kind, on)[1]}


def test_a_good_card_has_no_problem():
    assert (
        codes(
            personal_number="079090001234",
            sex="Nam",
            date_of_birth="1990-06-05",
            date_of_issue="2022-01-02",
            date_of_expiry="2030-06-05",
        )
        == set()
    )


def test_a_card_is_good_on_its_last_day_and_not_after():
    assert codes(date_of_expiry="2026-11-24") == set()
    assert codes(date_of_expiry="2026-11-23") == {("paper_expired", "date_of_expiry")}


def test_a_card_without_end_never_expires():
    assert codes(date_of_expiry="no_expiry") == set()


@pytest.mark.parametrize("kind", ["cmnd", "cmnd12"])
def test_old_identity_cards_ended_with_2024(kind):
    assert ("paper_no_longer_accepted", None) not in codes(kind, on=date(2024, 12, 31))
    assert ("paper_no_longer_accepted", None) in codes(kind, on=date(2025, 1, 1))


def test_every_kind_has_an_entry_with_its_law():
    assert set(checks.acceptances()) == set(SPECS)
    assert all(entry.citation for entry in checks.acceptances().values())


def test_the_message_names_the_law():
    ended = checks.acceptance("cmnd", ON)
    assert ended is not None
    assert "sau ngày 31/12/2024 (Luật Căn cước số 26/2023/QH15, Điều 46 khoản 2)" in ended.message.vi
    assert "31 December 2024 (Law 26/2023/QH15 on Identity Cards, Article 46(2))" in ended.message.en
    assert "26/2023/QH15" in ended.message.en


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sex": "Nữ", "personal_number": "079090001234"}, ("number_sex_mismatch", "personal_number")),
        ({"date_of_birth": "2030-01-01"}, ("date_implausible", "date_of_birth")),
        ({"date_of_birth": "1890-01-01"}, ("date_implausible", "date_of_birth")),
        ({"date_of_issue": "2026-11-25"}, ("date_implausible", "date_of_issue")),
        (
            {"date_of_birth": "2000-01-01", "date_of_issue": "1999-01-01"},
            ("dates_out_of_order", "date_of_issue"),
        ),
        (
            {"date_of_issue": "2022-01-01", "date_of_expiry": "2021-01-01"},
            ("dates_out_of_order", "date_of_expiry"),
        ),
    ],
)
def test_what_cannot_be_true_is_marked_for_a_look(values, expected):
    checked, problems = checks.check_values(fields(**values), "cccd_chip", ON)
    assert expected in {(item.code, item.field) for item in problems}
    assert checked[expected[1]].review


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("cmnd", "2026-11-20"),
        ("cmnd12", "2026-11-20"),
        ("cccd_barcode", "2023-05-02"),
        ("cccd_barcode", "2014-05-02"),
        ("cccd_chip", "2025-08-01"),
        ("cccd_chip", "2019-08-01"),
        ("can_cuoc", "2023-08-01"),
    ],
)
def test_a_day_on_which_no_such_card_was_given_out_is_not_its_day_of_issue(kind, day):
    """What a camera wrote on the photo was given as the day of issue where the card's own was not read."""
    checked, problems = checks.check_values(fields(date_of_issue=day), kind, ON)
    assert ("date_implausible", "date_of_issue") in {(item.code, item.field) for item in problems}
    assert checked["date_of_issue"].review


@pytest.mark.parametrize(
    ("kind", "day"),
    [("cmnd", "1998-03-01"), ("cmnd", "2020-12-01"), ("cccd_barcode", "2021-03-01"),
     ("cccd_chip", "2021-01-10"), ("cccd_chip", "2024-06-30"), ("can_cuoc", "2024-07-01"),
     ("can_cuoc", "2026-11-01")],
)  # fmt: skip
def test_the_first_and_last_of_a_kind_are_not_doubted(kind, day):
    assert not checks.check_values(fields(date_of_issue=day), kind, ON)[0]["date_of_issue"].review


@pytest.mark.parametrize(
    ("kind", "born", "doubted"),
    [("cmnd", "2026-11-20", True), ("cccd_chip", "2012-01-01", True), ("cccd_chip", "2010-06-30", False),
     ("can_cuoc", "2026-01-05", False)],
)  # fmt: skip
def test_nobody_under_14_had_a_card_before_the_can_cuoc(kind, born, doubted):
    assert checks.check_values(fields(date_of_birth=born), kind, ON)[0]["date_of_birth"].review == doubted


def test_a_sex_that_was_not_read_is_what_the_number_says_and_asks_for_a_look():
    """Light over one short word left the form to be filled in by hand, though the card says it twice."""
    read = fields(personal_number="079190001234", date_of_birth="1990-06-05")
    told = checks.with_sex_of_number(read)["sex"]
    assert (told.value, told.sources, told.review) == ("Nữ", ("derived",), True)
    assert checks.with_sex_of_number({**read, "sex": fields(sex="Nam")["sex"]})["sex"].value == "Nam"


@pytest.mark.parametrize("doubtful", ["personal_number", "date_of_birth"])
def test_of_a_number_in_doubt_no_sex_is_told(doubtful):
    read = fields(personal_number="079190001234", date_of_birth="1990-06-05")
    assert "sex" not in checks.with_sex_of_number(checks.marked_for_review(read, [doubtful]))


@pytest.mark.parametrize(
    "values",
    [
        {"personal_number": "079190001234"},
        {"personal_number": "079190001234", "date_of_birth": "1991-06-05"},
        {"personal_number": "023456789", "date_of_birth": "1990-06-05"},
    ],
    ids=["no birth date", "another year", "nine digits"],
)
def test_of_a_number_that_nothing_bears_out_no_sex_is_told(values):
    assert "sex" not in checks.with_sex_of_number(fields(**values))


def test_on_a_leap_day_nothing_breaks():
    assert codes(on=date(2028, 2, 29), date_of_expiry="2040-01-01") == set()


@pytest.mark.parametrize(("born", "told"), [("2008-11-25", True), ("2008-11-24", False)])
def test_a_holder_is_of_age_on_the_eighteenth_birthday(born, told):
    problems = checks.check_values(fields(date_of_birth=born), "can_cuoc", ON)[1]
    assert [(item.code, item.severity) for item in problems] == [("holder_under_18", "look")] * told


@pytest.mark.parametrize("code", ["sources_disagree", "date_implausible", "field_not_read"])
def test_a_list_of_problems_says_of_which_value_each_is(code: str) -> None:
    """Two sides of different cards gave the officer the same sentence five times."""
    said = [problem(code, name).message for name in FIELDS]
    assert len({item.vi for item in said}) == len({item.en for item in said}) == len(FIELDS)
    assert "“Ngày sinh”" in problem(code, "date_of_birth").message.vi
    assert problem(code).message == MESSAGES[code]
