"""The zone is the witness that print is checked against: it must never vouch for a misread number."""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.papers.mrz import icao, solve

dates = st.dates(date(1930, 1, 1), date(2024, 12, 31))
names = st.sampled_from(["Nguyễn Thị Minh Nguyệt", "Lê Hà", "Tôn Nữ Thị Ninh", "Đặng Hữu Đức", "H'Hen Niê"])
tails = st.integers(0, 999_999)


@st.composite
def cards(draw):
    born, sex = draw(dates), draw(st.sampled_from(["Nam", "Nữ"]))
    expiry = draw(st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2060, 1, 1))))
    number = f"079{2 * (born.year // 100 - 19) + (sex == 'Nữ')}{born.year % 100:02d}{draw(tails):06d}"
    return {
        "personal_number": number,
        "date_of_birth": born,
        "sex": sex,
        "date_of_expiry": expiry,
        "full_name": draw(names),
    }


@st.composite
def passports(draw):
    card = draw(cards())
    card["date_of_expiry"] = card["date_of_expiry"] or date(2033, 5, 6)
    return {
        **card,
        "personal_number": draw(st.sampled_from([card["personal_number"], f"{draw(tails):09d}"])),
        "passport_number": draw(st.from_regex(r"[BCEKNPQ][0-9]{7,8}", fullmatch=True)),
    }


def solved(lines):
    return solve.solve([solve.cells_from_text(line) for line in lines], on=date(2026, 1, 1))


def test_the_published_sample():
    lines = icao.compose_td1(
        personal_number="001199012345",
        date_of_birth=date(1999, 1, 1),
        sex="Nữ",
        date_of_expiry=date(2024, 1, 1),
        full_name="Nguyễn Thị Minh Nguyệt",
    )
    assert lines == (
        "IDVNM1990123456001199012345<<7",
        "9901018F2401014VNM<<<<<<<<<<<0",
        "NGUYEN<<THI<MINH<NGUYET<<<<<<<",
    )


@settings(max_examples=15, deadline=None)
@given(cards())
def test_a_card_comes_back_as_composed(card):
    lines = icao.compose_td1(**card)
    assert icao.checks_hold(lines)
    read = solved(lines)
    assert read is not None
    assert read.verified
    assert read.personal_number == card["personal_number"]
    assert (read.date_of_birth, read.sex) == (card["date_of_birth"], card["sex"])
    assert read.date_of_expiry == card["date_of_expiry"]
    assert read.no_expiry == (card["date_of_expiry"] is None)


@settings(max_examples=10, deadline=None)
@given(passports())
def test_a_passport_comes_back_as_composed(passport):
    lines = icao.compose_td3(**passport)
    assert icao.checks_hold(lines)
    read = solved(lines)
    assert read is not None
    assert read.verified
    assert read.document_number == passport["passport_number"]
    assert (read.personal_number, read.date_of_birth) == (
        passport["personal_number"],
        passport["date_of_birth"],
    )


@settings(max_examples=60, deadline=None)
@given(cards(), st.integers(0, 1), st.integers(0, 29), st.sampled_from(icao.ALPHABET))
def test_one_wrong_character_on_a_card_is_corrected_or_not_vouched_for(card, line, place, character):
    lines = list(icao.compose_td1(**card))
    assume(lines[line][place] != character)
    # The sex has no check digit; it is compared with the number elsewhere.
    assume((line, place) != (1, 7))
    lines[line] = lines[line][:place] + character + lines[line][place + 1 :]
    read = solved(lines)
    if read is not None and read.verified:
        assert read.personal_number == card["personal_number"]
        assert read.date_of_birth == card["date_of_birth"]
        assert read.date_of_expiry == card["date_of_expiry"]


@settings(max_examples=40, deadline=None)
@given(passports(), st.integers(1, 43), st.sampled_from(icao.ALPHABET))
def test_one_wrong_character_on_a_passport_is_corrected_or_not_vouched_for(passport, place, character):
    lines = list(icao.compose_td3(**passport))
    assume(lines[1][place] != character and place != 20)
    lines[1] = lines[1][:place] + character + lines[1][place + 1 :]
    read = solved(lines)
    if read is not None and read.verified:
        assert read.personal_number == passport["personal_number"]
        assert read.date_of_birth == passport["date_of_birth"]
        assert read.date_of_expiry == passport["date_of_expiry"]


@settings(max_examples=30, deadline=None)
@given(cards(), dates, st.sampled_from(["Nam", "Nữ"]), st.booleans())
def test_a_zone_whose_number_speaks_against_it_is_not_vouched_for(card, born, sex, on_passport):
    """Digits misread on a bent card, both check digits right by chance: born 2057, a paper of two people."""
    assume(born.year != card["date_of_birth"].year or sex != card["sex"])
    told = {**card, "date_of_birth": born, "sex": sex}
    if on_passport:
        told["date_of_expiry"] = told["date_of_expiry"] or date(2033, 5, 6)
        lines = icao.compose_td3(passport_number="C1234567", **told)
    else:
        lines = icao.compose_td1(**told)
    assert icao.checks_hold(lines)
    read = solved(lines)
    assert read is not None
    assert not read.verified
    assert read.personal_number == card["personal_number"], "nothing is corrected to fit"


def test_who_is_not_born_yet_is_not_vouched_for():
    lines = icao.compose_td1(
        personal_number="067257877106",
        date_of_birth=date(2057, 1, 19),
        sex="Nam",
        date_of_expiry=None,
        full_name="Hảng A Chư",
    )
    assert not solved(lines).verified
    placed_later = icao.from_lines(lines, verified=True)
    assert placed_later is not None
    assert placed_later.verified, "no day, no future"


@settings(max_examples=20, deadline=None)
@given(cards(), st.data())
def test_a_letter_read_for_a_digit_is_put_right(card, data):
    lines = list(icao.compose_td1(**card))
    looks = {"0": "O", "1": "I", "8": "B", "5": "S", "2": "Z", "6": "G"}
    places = [i for i in range(5, 27) if lines[0][i] in looks]
    assume(places)
    at = data.draw(st.sampled_from(places))
    lines[0] = lines[0][:at] + looks[lines[0][at]] + lines[0][at + 1 :]
    read = solved(lines)
    assert read is not None
    assert read.verified
    assert read.corrected == 1
    assert read.personal_number == card["personal_number"]


@pytest.mark.parametrize(
    "lines",
    [[], ["", "", ""], ["A" * 30] * 3, ["<" * 44] * 2, ["x" * 30, "y" * 29, "z" * 30], ["đ" * 30] * 3],
)
def test_what_is_no_zone_gives_none_or_nothing_sure(lines):
    read = solved(lines)
    assert read is None or not read.verified


@given(st.lists(st.text("0<AV", max_size=46), max_size=4))
def test_lines_of_no_zones_shape_give_none(lines):
    """Whatever bytes somebody sends as a zone, they end in no answer, not in an error."""
    shape = (len(lines), {len(line) for line in lines})
    assume(shape not in ((3, {30}), (2, {44})))
    assert icao.from_lines(lines, verified=False) is None


def test_letters_after_a_zone_s_name_are_a_thumb_s_and_no_name():
    """``ÔNG TUYẾT LINH`` asked for a look because the zone said ``ONG TUYET LINH AF``."""
    card = icao.compose_td1(
        personal_number="036058485359",
        date_of_birth=date(1958, 12, 12),
        sex="Nam",
        date_of_expiry=None,
        full_name="CHÂU KHẮC QUÝ",
    )
    read = icao.from_lines((*card[:2], "CHAU<<KHAC<QUY<<<<<<<FLBQ<<<<<"), verified=True)
    assert read is not None
    assert read.full_name == "CHAU KHAC QUY"


def test_a_card_from_before_2000_is_not_put_in_this_century():
    lines = icao.compose_td1(
        personal_number="079042000123",
        date_of_birth=date(1942, 3, 1),
        sex="Nam",
        date_of_expiry=None,
        full_name="Lê Hà",
    )
    read = solved(lines)
    assert read is not None
    assert read.date_of_birth == date(1942, 3, 1)
    assert read.no_expiry


def test_two_misread_check_digits_do_not_change_a_digit_that_was_read_surely():
    """As on a card held bent, whose last column lies elsewhere: the first three digits stand nowhere else."""
    lines = (
        "IDVNM1929442308045192944230<<5",
        "9206078F3206076VNM<<<<<<<<<<<2",
        "DO<<NGOC<LUA<VAN<<<<<<<<<<<<<<",
    )
    cells = [[dict.fromkeys(icao.ALPHABET, 14.0) | {c: 0.0} for c in line] for line in lines]
    assert solve.solve(cells, on=date(2026, 1, 1)).verified
    cells[0][15] |= {"9": 8.0}
    cells[0][29] |= {"5": 14.0, "8": 0.0}
    cells[1][29] |= {"2": 6.0, "C": 0.0, "0": 4.0}
    read = solve.solve(cells, on=date(2026, 1, 1))
    assert read is None or not read.verified


def test_what_was_misread_shows_by_its_own_check_digit():
    """A rubbed digit of the number says nothing about the dates beside it."""
    lines = (
        "IDVNM1990123456001199012345<<7",
        "9901018F2401014VNM<<<<<<<<<<<0",
        "NGUYEN<<THI<MINH<NGUYET<<<<<<<",
    )
    assert icao.own_digits_hold(lines) == {"personal_number", "date_of_birth", "date_of_expiry"}
    rubbed = (lines[0].replace("001199", "001799"), *lines[1:])
    assert icao.own_digits_hold(rubbed) == {"date_of_birth", "date_of_expiry"}
