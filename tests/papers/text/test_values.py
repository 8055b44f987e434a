"""A date, a number, a sex in a line of print: whole, or none at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.printed import page_of, reads, said_of

from motcua.papers.kinds import base
from motcua.papers.text import values


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_are_found_in_every_printed_form(day):
    for written in (
        f"{day:%d/%m/%Y}",
        f"Ngày sinh: {day:%d-%m-%Y}",
        f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        f"Ngày, tháng, năm/Date, month, year: {day:%d/%m/%Y}",
    ):
        found = values.find_date(written)
        assert found is not None
        assert found[0] == day


@pytest.mark.parametrize(
    "written",
    [
        "gày 19 tháng 12 năm 2016",
        "ày 19 tháng 12 năm 2016",
        "Gay 19 thäng 12 nam 2016",
        "Nay 19 tháng 12 năm 2016",
    ],
)
def test_a_day_in_words_that_lost_its_first_letter_is_a_date(written):
    """Else the row under the marks on the skin was taken for more of them, and the day of issue was lost."""
    found = values.find_date(written)
    assert found is not None
    assert found[0] == date(2016, 12, 19)
    assert not base.words(written)


@pytest.mark.parametrize("written", ["04-1 0-2004", "0 4/10/2004", "04/10/2 004", "04-1 0-20 04"])
def test_a_date_in_wide_figures_is_a_date_behind_its_label(written):
    """One reader saw a blank within a month: the two were taken to disagree, and a person had to look."""
    found = values.find_date(f"Sinh ngày: {written}", loose=True)
    assert found is not None
    assert found[0] == date(2004, 10, 4)
    assert values.find_date(written) is None


@pytest.mark.parametrize("written", ["04:10-2004.", ".04-.10-2004", "04-10.-2004."])
def test_a_date_on_a_row_of_dots_is_a_date_behind_its_label(written):
    """A hyphen beside a dot looks like a colon: the holder of an old card was given without a birth date."""
    found = values.find_date(f"Sinh ngày {written}", loose=True)
    assert found is not None
    assert found[0] == date(2004, 10, 4)
    assert values.find_date(f"Lúc {written}") is None or ":" not in written


@pytest.mark.parametrize("written", ["3 04-10-2004 5", "Số 4 04-10-2004", "1 04-1 0-2004"])
def test_a_figure_beside_a_date_is_no_part_of_it(written):
    found = values.find_date(written, loose=True)
    assert found is None or found[0] == date(2004, 10, 4)


@pytest.mark.parametrize(
    "written", ["31/02/2020", "1/1/20", "01/01/2020 02/02/2021", "ngày tháng năm", "99/99/9999"]
)
def test_a_doubtful_date_is_no_date(written):
    assert values.find_date(written, loose=True) is None


@pytest.mark.parametrize(
    ("written", "lengths", "value"),
    [
        ("Số: 079 090 001 234", (12,), "079090001234"),
        ("s326079545", (9,), "326079545"),
        ("S/No.: 0790900O1234", (12,), "079090001234"),
        ("07909000123", (12,), None),
        ("079090001234 079090001235", (12,), None),
        ("0790900012345", (12, 9), None),
    ],
)
def test_a_number_is_taken_whole_or_not_at_all(written, lengths, value):
    found = values.find_number(written, lengths)
    assert (found and found[0]) == value


@pytest.mark.parametrize(
    ("written", "sex"),
    [("Nam", "Nam"), ("Nữ / F", "Nữ"), ("Việt Nam", None), ("Nam Việt Nam", "Nam"), ("", None)],
)
def test_the_country_is_no_sex(written, sex):
    assert values.find_sex(written) == sex


@pytest.mark.parametrize("read", ["S6 327188340", "s0 327 188 340", "S6: 327188340", "S6327188340"])
def test_a_number_whose_label_was_read_as_a_digit_is_read(read):
    """``Số`` is ``S6`` to the first reader, and the number of a clear card was lost."""
    value, start, end = values.find_number(read, (9,))
    assert value == "327188340"
    assert read[start:end].replace(" ", "") == value


@pytest.mark.parametrize("read", ["S6 32718834", "P6 327188340", "S6 3271883401"])
def test_a_run_of_another_length_is_no_number(read):
    assert values.find_number(read, (9,)) is None


@pytest.mark.parametrize(
    ("read", "lengths", "number"),
    [
        ("S0081 850 089", (9,), "081850089"),
        ("S0081850089", (9,), "081850089"),
        ("S0 079 190 001 234", (12,), "079190001234"),
        ("S051535218", (9,), "051535218"),  # the label's own letter was not read: nine digits are the number
        ("S0081 850 0891", (9,), None),
    ],
)
def test_a_number_in_groups_behind_a_label_read_as_a_digit_is_found(read, lengths, number):
    """``SỐ081 850 089`` in one breath is ``S0081 850 089`` to the first reader: the card had no number."""
    found = values.find_number(read, lengths)
    assert (found and found[0]) == number


@pytest.mark.parametrize("seen", ["Nr", "N", "Nv", "N'", "NCr"])
def test_a_woman_whose_sex_the_first_reader_spells_with_a_stray_letter_is_one(seen):
    """It has no letter for the end of "Nữ" and reads its horn as one: the sex was not given at all."""
    rows = page_of((f"Gii tính: {seen}", 400, 200), ("Ngày, tháng, năm sinh: 06/02/1964", 400, 260))
    said = said_of(rows, "cmnd12", second=reads(rows, {rows[0].text: "Giới tính: Nữ"}))
    assert (said["sex"].value, said["sex"].agreed) == ("Nữ", True)


def test_a_stray_letter_alone_makes_nobody_a_woman():
    """Only the second reader's "Nữ" does: what both leave open stays empty."""
    assert "sex" not in said_of(page_of(("Gii tính: Nr", 400, 200)), "cmnd12")


@pytest.mark.parametrize("road", ["Hương lộ 2", "đường Tỉnh lộ 10", "quốc lộ 1A", "Đại lộ Đông Tây"])
def test_the_small_l_of_a_road_may_be_read_as_the_capital_of_its_shape(road):
    """``Hương Iộ 2`` is how it looks in most faces: a clear address asked for a look, misspelt."""
    assert (
        values.clean_place(f"12 {road.replace('l', 'I')}, Xã Ia Pia, Gia Lai")
        == f"12 {road}, Xã Ia Pia, Gia Lai"
    )
