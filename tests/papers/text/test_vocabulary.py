"""Lists put misread peoples, religions and authorities right, and must never hide that they changed one."""

from dataclasses import replace

import pytest
from tests.papers.printed import line, reads, said_of

from motcua.papers import calibration
from motcua.papers.printed_value import PrintedValue
from motcua.papers.text import vocabulary

_NOWHERE = ((0.0, 0.0),) * 4


@pytest.mark.parametrize(
    ("field", "misread", "right"),
    [
        ("ethnicity", "E Đẻ", "Ê Đê"),
        ("religion", "Thiên Chủa", "Thiên Chúa"),
        ("religion", "Phật giáo Hòa Hão", "Phật giáo Hòa Hảo"),
        ("issuing_authority", "CA TP HỔ CHÍ MINH", "CA TP HỒ CHÍ MINH"),
        ("issuing_authority", "Cục Quản lý xuất nhập cành", "Cục Quản lý xuất nhập cảnh"),
        ("identifying_features", "Nốt ruồi C: Icm dưới", "Nốt ruồi C: 1cm dưới"),
        ("identifying_features", "Nốt ruổi C:1cm sau cảnh mũi trải", "Nốt ruồi C:1cm sau cánh mũi trái"),
    ],
)
def test_short_lists_put_diacritics_right(field, misread, right):
    entry = vocabulary.match_entry(field, misread)
    assert entry is not None
    assert entry.text == right


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("ethnicity", "Cơ"), ("ethnicity", "Lao"), ("religion", "Tỉn Iành"),
        ("identifying_features", "Nốt ruồi sầu mắt trái"), ("identifying_features", "Nốt ruổi giữa trán"),
    ],
)  # fmt: skip
def test_what_a_list_puts_right_is_never_given_unlooked_at(field, read):
    """A cut-off ``Cơ Ho`` became the Co, another people, and was vouched for by the list."""
    entry = vocabulary.match_entry(field, read)
    assert entry.changed
    said = PrintedValue(
        field, entry.text, 0.9999, 0.9999, True, True, _NOWHERE, listed=True, corrected=entry.changed
    )
    assert not calibration.may_be_given(said, settles=True)
    assert calibration.may_be_given(replace(said, corrected=False), settles=True)


@pytest.mark.parametrize(
    ("read", "first", "value", "given"),
    [
        ("Tỉn Iành", "Tin lành", "Tin lành", True),
        ("Tỉn Iành", "Tin ành", "Tin lành", False),
        # The first reader has no ``ơ``: what it reads of another people is no word for this one.
        ("Cơ", "Co", "Co", False),
        ("Thiên Chủa", "Thiên Chúa", "Thiên Chúa", False),
    ],
)
def test_an_entry_that_the_first_reader_has_letter_by_letter_is_two_readers_word(read, first, value, given):
    """``Tin lành`` asked for a look on most cards: our reader takes its ``l`` for an ``I``."""
    field, label = ("ethnicity", "Dân tộc") if value == "Co" else ("religion", "Tôn giáo")
    lines = [line(f"{label}: {first}", 100, 50), line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 500, 120)]
    said = said_of(lines, "cmnd", "back", second=reads(lines, {lines[0].text: f"{label}: {read}"}))[field]
    assert said.value == value
    assert (said.agreed is True and not said.corrected) is given


def test_lists_leave_capitals_as_printed():
    assert vocabulary.match_entry("religion", "Phật Giáo") == vocabulary.ListEntry("Phật Giáo", True, False)


@pytest.mark.parametrize(
    "printed",
    [
        "CA HÀ TĨNH",
        "CÔNG AN T. HÀ GIANG",
        "CÔNG AN T.HÀ GIANG",
        "CA TP. HỒ CHÍ MINH",
        "CÔNG AN TỈNH BÌNH DƯƠNG",
    ],
)
def test_a_police_of_a_province_is_known_however_its_rank_is_written(printed):
    assert vocabulary.match_entry("issuing_authority", printed) == vocabulary.ListEntry(printed, True, False)


def test_a_rank_run_into_the_name_of_its_province_is_not_given_as_read():
    entry = vocabulary.match_entry("issuing_authority", "CÔNG AN THÀ GIANG")
    assert entry.changed
    assert vocabulary.match_entry("issuing_authority", "CÔNG AN HÀ GIANO GIÁM ĐỐC") is None


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("SẹO Chấm cách 2Cm dưới cằm", "Sẹo chấm cách 2cm dưới cằm"),
        ("Nốt ruỒi C:1cm trên trưỚc đuôi mắt phải", "Nốt ruồi C:1cm trên trước đuôi mắt phải"),
        ("SẸO CHẤM C:1CM DƯỚI CẰM", "SẸO CHẤM C:1CM DƯỚI CẰM"),
        ("Sẹo thái dương trái Kim Anh", "Sẹo thái dương trái Kim Anh"),
        ("Sẹo thẳng trên đuôi Iông mày trái", "Sẹo thẳng trên đuôi lông mày trái"),
        ("Sẹo thẳng Iưng áo", "Sẹo thẳng lưng áo"),
        ("Nốt ruồi Im", "Nốt ruồi Im"),
        ("Nốt ruồi dưới mắt trái Sẹo chấm", "Nốt ruồi dưới mắt trái Sẹo chấm"),
    ],
)
def test_a_letter_of_one_shape_in_both_cases_is_small_within_a_mark(read: str, printed: str) -> None:
    """``SẹO Chấm`` was shown to people, and its capital taken for another row's."""
    assert vocabulary.in_case(read) == printed


@pytest.mark.parametrize("printed", ["Gia-rai", "Ê-đê", "Khơ-me", "Gia Rai", "Khmer"])
def test_a_people_is_known_with_the_hyphens_of_the_decree(printed):
    """Cards that print it so asked for a look every time, and ``Khơ-me`` was on no list."""
    entry = vocabulary.match_entry("ethnicity", printed)
    assert entry is not None
    assert entry.letters_right
    assert not entry.changed
    assert vocabulary.match_entry("ethnicity", "Ê-dê").changed
