"""Lines are read in Vietnamese first: what no code tells is still read by both.

Else a citizen's place of origin, or the marks that tell people apart, would be given on the word of one
recogniser, which calls a letter it made up as sure as one it saw.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.printed import misread, page_of, reads

from motcua.kernel.vietnamese import base_letters
from motcua.papers.fields.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.printed_value import PrintedValue

FRONT = (
    ("Số / No.: 079203004515", 460, 250),
    ("Họ và tên / Full name:", 460, 300),
    ("NGUYỄN THỊ QUỲNH CHÂU", 460, 345),
    ("Ngày sinh / Date of birth: 24/09/1987", 460, 395),
    ("Giới tính / Sex: Nữ", 460, 440),
    ("Quốc tịch / Nationality: Việt Nam", 800, 440),
    ("Quê quán / Place of origin:", 460, 485),
    ("Phường Vĩnh Phú, Thuận An, Bình Dương", 460, 530),
    ("Nơi thường trú / Place of residence:", 460, 580),
    ("12 Đường Số 4, Phường 5, Quận 8", 460, 620),
    ("Thành phố Hồ Chí Minh", 460, 660),
    ("Có giá trị đến: 24/09/2027", 60, 710),
)
TOLD = {
    "personal_number": "079203004515",
    "full_name": "NGUYỄN THỊ QUỲNH CHÂU",
    "date_of_birth": "1987-09-24",
    "sex": "Nữ",
    "place_of_residence": "12 Đường Số 4, Phường 5, Quận 8, Thành phố Hồ Chí Minh",
    "nationality": "Việt Nam",
    "date_of_expiry": "2027-09-24",
}
SPEC = SPECS["cccd_chip"].sides["front"]


def both_ways(
    first: dict[str, str], second: dict[str, str], sure: dict[str, str]
) -> tuple[list[PrintedValue], list[PrintedValue], list[str]]:
    """Return what is said where either recogniser reads first, and what the fast one read as the witness."""
    page = page_of(*FRONT)
    fast = misread(page, {text: first.get(text, base_letters(text)) for text, _, _ in FRONT})
    full = misread(page, second)
    asked: list[str] = []

    def witness(quads):
        lines = reads(fast)(quads)
        asked.extend(line.text for line in lines)
        return lines

    usual = read_fields(fast, SPEC, reads(full), sure=sure)
    turned = read_fields(full, SPEC, reads(full), sure=sure, first=witness)
    return usual, turned, asked


@given(
    known=st.sets(st.sampled_from(sorted(TOLD))),
    line=st.sampled_from([text for text, _, _ in FRONT]),
    at=st.integers(0, 30),
    letter=st.sampled_from("aeionhtc058 "),
    who=st.sampled_from(("first", "second")),
)
def test_what_no_code_tells_is_said_as_surely_whichever_reads_first(known, line, at, letter, who):
    """A letter changed in either reading of any line: the values are the same, and in doubt alike.

    A label alone is read by ours only: how the other reads it can do no harm any more.
    """
    changed = {line: line[: at % len(line)] + letter + line[at % len(line) + 1 :]}
    if who == "first" and line.endswith(":"):
        changed = {}
    texts = {"first": {}, "second": {}} | {who: changed}
    sure = {name: TOLD[name] for name in known}
    usual, turned, _ = both_ways(texts["first"], texts["second"], sure)
    new = {one.field: one for one in turned if one.field not in sure}
    assert new == {one.field: one for one in usual if one.field not in sure}


def test_a_value_our_recogniser_does_not_see_is_looked_for_by_the_other():
    """A birth date with one digit read as a letter is no date: it was as if none were printed there."""
    line = FRONT[3][0]
    usual, turned, _ = both_ways({}, {line: line.replace("24/", "2a/")}, {})
    assert {one.field: one for one in turned}["date_of_birth"].value == TOLD["date_of_birth"]
    assert turned == usual


def test_a_label_our_recogniser_garbles_is_looked_for_by_the_other():
    """``Quócịh`` for ``Quốc tịch``: the nationality stands there in both readings, and was not given."""
    line = "Quốc tịch / Nationality: Việt Nam"
    usual, turned, asked = both_ways({}, {line: "Quócịh: Việt Nam"}, {})
    assert {one.field: one for one in turned}["nationality"].value == "Việt Nam"
    assert turned == usual
    assert base_letters("Họ và tên / Full name:") not in asked, "what is known is not read again"


def test_only_lines_with_something_new_are_read_twice():
    """On a card with a code that is one line of a dozen."""
    _, turned, asked = both_ways({}, {}, TOLD)
    assert asked == ["Phuong Vinh Phu, Thuan An, Binh Duong"]
    (origin,) = [one for one in turned if one.field == "place_of_origin"]
    assert origin.value == "Phường Vĩnh Phú, Thuận An, Bình Dương"
    assert origin.agreed


@pytest.mark.parametrize("denied", ["personal_number", "full_name", "date_of_birth"])
def test_a_code_is_accused_by_both_only(denied):
    """Another's code stuck on a card: its print must deny it twice; a digit misread once must not."""
    other = TOLD | {
        "personal_number": "001187045519",
        "full_name": "LÊ VĂN SÁU",
        "date_of_birth": "1960-01-02",
    }
    _, turned, asked = both_ways({}, {}, TOLD | {denied: other[denied]})
    (said,) = [one for one in turned if one.field == denied]
    assert (said.value, said.agreed) == (TOLD[denied], True)
    assert any(base_letters(text) in asked for text, _, _ in FRONT[:4])
    slip = {
        FRONT[0][0]: FRONT[0][0].replace("4515", "4516"),
        FRONT[3][0]: FRONT[3][0].replace("24/09", "24/08"),
    }
    _, turned, asked = both_ways({}, slip, TOLD)
    said = {one.field: one.value for one in turned}
    assert (said["personal_number"], said["date_of_birth"]) == (
        TOLD["personal_number"],
        TOLD["date_of_birth"],
    )
    assert len(asked) == 3, "the origin and what was denied"


def test_an_authority_that_one_recogniser_reads_whole_is_given_where_a_value_is_hidden():
    """Marks under glare sent its name, plainly read, to the officer: all lines were read by the fast one."""
    rows = (
        ("Đặc điểm nhân dạng:", 460, 200),
        ("Ngày 20 tháng 03 năm 2019", 700, 400),
        ("CỤC TRƯỞNG CỤC CẢNH SÁT", 700, 450),
        ("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 620, 500),
    )
    full = page_of(*rows)
    fast = misread(full, {rows[0][0]: "Đc dim nhân dng:", rows[3][0]: "QUN LY HÀNH CHINH V TRT T XÃ HI"})
    said = read_fields(full, SPECS["cccd_barcode"].sides["back"], reads(full), first=reads(fast))
    (authority,) = (one for one in said if one.field == "issuing_authority")
    assert authority.agreed


@pytest.mark.parametrize(
    ("field", "garbled", "value"),
    [
        ("personal_number", {"Số / No.: 079203004515": "56 079203004515"}, "079203004515"),
        ("date_of_expiry", {"Có giá trị đến: 24/09/2027": "co gia wi ain"}, "2027-09-24"),
        ("nationality", {"Quốc tịch / Nationality: Việt Nam": "Qubetich Natlonatty"}, "Việt Nam"),
    ],
)
def test_a_label_that_the_witness_cannot_read_takes_no_value_away(
    field: str, garbled: dict[str, str], value: str
) -> None:
    """Small labels of a photo at an angle: a number plain to see, and to both readers, was not given."""
    _, turned, _ = both_ways(garbled, {}, {})
    (found,) = [one for one in turned if one.field == field]
    assert found.value == value
    assert found.agreed is False, "a person looks at it"
