"""Tables put misread words right, and must never make a good address worse or hide that they changed one."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import units_legacy
from motcua.papers import calibration, places, vocabulary
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine
from motcua.papers.said import TextSaid

_NOWHERE = ((0.0, 0.0),) * 4


@st.composite
def addresses(draw):
    provinces = list(units_legacy.legacy_provinces().items())
    key, province = draw(st.sampled_from(provinces))
    districts = list(units_legacy.legacy_districts(key).items())
    inner, district = draw(st.sampled_from(districts))
    wards = units_legacy.legacy_wards(key, inner)
    if not wards:
        return None
    ward = draw(st.sampled_from(wards))
    if draw(st.booleans()):
        return f"{ward.name}, {district.name}, {province.name}"
    return f"{ward.short_name}, {district.short_name}, {province.short_name}"


@given(addresses())
def test_a_right_address_is_never_changed(address):
    if address is not None:
        settled = places.settle(address)
        assert settled.text == address
        assert not settled.changed


@given(addresses(), st.integers(0, 2**32))
def test_a_changed_address_says_so(address, seed):
    if address is None:
        return
    rng = random.Random(seed)
    at = rng.randrange(len(address))
    misread = address[:at] + rng.choice("aáàeêiouưnhtgđc") + address[at + 1 :]
    settled = places.settle(misread)
    assert settled.changed or settled.text == misread


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("Trung Thành, Vi Xuyên, Hà Giang", "Trung Thành, Vị Xuyên, Hà Giang"),
        (
            "Ấp Trung, Xã Long Khê, Huynn Cần Đước, Tỉnh Long An",
            "Ấp Trung, Xã Long Khê, Huyện Cần Đước, Tỉnh Long An",
        ),
        (
            "Số 171A Đường Hai Bà Trưng, Tây Đằng Ba Vì, Hà Nội",
            "Số 171A Đường Hai Bà Trưng, Tây Đằng, Ba Vì, Hà Nội",
        ),
        ("To 7, Ấp 5, Tân Minh, Ý Yên, Nam Định", "Tổ 7, Ấp 5, Tân Minh, Ý Yên, Nam Định"),
    ],
)
def test_what_recognisers_misread_is_put_right(misread, right):
    settled = places.settle(misread)
    assert settled.text == right
    assert settled.changed


@pytest.mark.parametrize("text", ["", ",", "Paris, France", "x" * 500, "Thôn Đoài"])
def test_what_is_not_in_the_tables_is_left_alone(text):
    assert not places.settle(text).known


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
    entry = vocabulary.settle(field, misread)
    assert entry is not None
    assert entry.text == right


@pytest.mark.parametrize(
    "read",
    [
        "Sẹo sâu giữa trán",
        "Nốt ruồi giữa lòng bàn tay trái",
        "Bớt đỏ hai bên mặt",
        "Sẹo sau mắt phải",
        "Không có",
        "Sẹo ở cổ",
    ],
)
def test_words_that_resemble_others_stay_as_read(read):
    """The palm (``lòng bàn tay``) became hair, a deep scar one behind, and ``Không có`` a neck."""
    entry = vocabulary.settle("identifying_features", read)
    assert (entry.text, entry.changed) == (read, False)


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("ethnicity", "Cơ"), ("ethnicity", "Lao"), ("religion", "Tỉn Iành"),
        ("identifying_features", "Nốt ruồi sầu mắt trái"), ("identifying_features", "Nốt ruổi giữa trán"),
    ],
)  # fmt: skip
def test_what_a_list_puts_right_is_never_given_unlooked_at(field, read):
    """A cut-off ``Cơ Ho`` became the Co, another people, and was vouched for by the list."""
    entry = vocabulary.settle(field, read)
    assert entry.changed
    said = TextSaid(
        field, entry.text, 0.9999, 0.9999, True, True, _NOWHERE, listed=True, corrected=entry.changed
    )
    assert not calibration.may_be_given(said, settles=True)
    assert calibration.may_be_given(replace(said, corrected=False), settles=True)


def test_lists_leave_capitals_as_printed():
    assert vocabulary.settle("religion", "Phật Giáo") == vocabulary.Listed("Phật Giáo", True, False)


def test_a_street_of_the_duong_is_no_road():
    """``Dương Quảng Hàm`` was given as ``Đường Quảng Hàm``, unmarked."""
    address = "Dương Quảng Hàm, Phường 5, Quận Gò Vấp, Thành phố Hồ Chí Minh"
    assert (places.settle(address).text, places.settle(address).changed) == (address, False)


def test_tails_and_eyebrows_are_not_confused():
    entry = vocabulary.settle("identifying_features", "Sẹo chấm dưới đuối mày phải")
    assert entry is not None
    assert entry.text == "Sẹo chấm dưới đuôi mày phải"


@pytest.mark.parametrize("misread", ["Sẹo thẳng C.o, 5cm dưới cằm trái", "Sẹo thẳng C.O,5cm dưới cằm trái"])
def test_the_zero_of_a_length_is_not_given_as_a_letter(misread):
    entry = vocabulary.settle("identifying_features", misread)
    assert entry is not None
    assert entry.text == "Sẹo thẳng C.0,5cm dưới cằm trái"


def test_only_a_letter_on_its_own_is_a_zero():
    entry = vocabulary.settle("identifying_features", "Sẹo to,5cm")
    assert entry is not None
    assert entry.text == "Sẹo to,5cm"


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
    assert vocabulary.settle("issuing_authority", printed) == vocabulary.Listed(printed, True, False)


def test_a_rank_run_into_the_name_of_its_province_is_not_given_as_read():
    entry = vocabulary.settle("issuing_authority", "CÔNG AN THÀ GIANG")
    assert entry.changed
    assert vocabulary.settle("issuing_authority", "CÔNG AN HÀ GIANO GIÁM ĐỐC") is None


@pytest.mark.parametrize(
    ("read", "not_known"),
    [
        ("Nốt ruồi C: 0,5cm trên sau cánh mũi trái", ["C", ":", "0,5", "sau"]),
        ("Tàn nhang hai bên má", []),
        ("Sẹo chấm cách 2cm dưới mắt phải", ["2", "mắt"]),
    ],
)
def test_the_words_for_marks_bear_out_all_but_lengths_and_what_a_lost_mark_changes(read, not_known):
    """``mắt`` without its hat is ``mặt``: such a word needs letters that are sure by themselves."""
    parts = vocabulary.words_borne_out(read)
    assert [part for part, known in parts if not known] == not_known


@pytest.mark.parametrize(
    "read",
    [
        "Sẹo chấm C:1,5cm trên sau đuôi",  # its end was cut off
        "chấm C:1,5cm dưới cằm",  # its beginning
        "Sẹo chấm t dưới cằm", "Sẹo chấm C: 0, Scm dưới cằm", "Sẹo chấm C:0,5cm dưới cằm Ngày 12 trái",
    ],
)  # fmt: skip
def test_no_list_vouches_for_marks_of_which_something_is_lost_or_misread(read):
    assert vocabulary.words_borne_out(read) is None


def test_of_listed_marks_the_lengths_alone_must_be_sure_by_themselves():
    words = "Sẹo chấm C:2cm dưới cằm"
    label, value = (
        TextLine(read, 0.999, ((300, y), (700, y), (700, y + 30), (300, y + 30)), (0.999,) * len(read))
        for read, y in (("Đặc điểm nhân dạng", 200.0), (words, 240.0))
    )
    scores = tuple(0.8 if c in "ẹ2" else 0.999 for c in words)
    again = replace(value, scores=scores)
    spec = SPECS["cccd_barcode"]
    (said,) = read_fields([label, value], spec.sides["back"], lambda quads: [again for _ in quads])
    assert said.listed
    assert min(said.own) == 0.8, "the length"
    assert sorted(said.own)[1] > 0.9, "a word is as sure as its letters on average"
