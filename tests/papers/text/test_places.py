"""An address beside the tables of units: one put wrong by them is a home that no letter reaches."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.printed import line, said_of

from motcua.kernel import units_legacy
from motcua.papers.text import places


def test_a_tone_mark_elsewhere_than_in_the_tables_is_for_a_person_to_see() -> None:
    assert not places.resolve_address("Gia Mô, Tân Lạc, Hòa Bình").changed
    read = places.resolve_address("Gia Mô, Tân Lạc, Hoà Bình")
    assert read.changed
    assert read.text == "Gia Mô, Tân Lạc, Hoà Bình"  # as printed, or so it seemed


@pytest.mark.parametrize(
    "printed",
    [
        "X.Vĩnh Châu, TP.Châu Đốc, T.An Giang",
        "SN 413, tổ 12, TT. Sông Mã, H. Sông Mã, T. Sơn La",
        "P.Bến Nghé, Q.1, TP.Hồ Chí Minh",
        "Khóm 3, P. 2, TP. Sóc Trăng, T. Sóc Trăng",
        "12 Lê Lợi, P. Sài Gòn, TP. Hồ Chí Minh",
    ],
)
def test_units_whose_kind_is_shortened_are_known_and_kept_as_printed(printed: str) -> None:
    found = places.resolve_address(printed)
    assert (found.text, found.known, found.changed) == (printed, True, False)


def test_a_shortened_kind_names_only_units_of_that_kind() -> None:
    assert places.resolve_address("Xã Cát Tiến, Huyện Phù Cát, Tỉnh Bình Định").known
    assert not places.resolve_address("P. Cát Tiến, Q. Phù Cát, T. Bình Định").known


def test_a_mark_read_as_a_sign_is_put_back_and_told() -> None:
    found = places.resolve_address('Tô²8, Khu phô"2, Diên Hồng, Pleiku, Gia Lai')
    assert found.text == "Tổ 8, Khu phố 2, Diên Hồng, Pleiku, Gia Lai"
    assert found.changed


@pytest.mark.parametrize(
    "printed",
    [
        "Xã Chiêu Vũ, Bắc Sơn, tỉnh Lạng Sơn",
        "Phường Tân Hiệp, thành phố Biên Hòa, tỉnh Đồng Nai",
        "Phường 25, Quận Bình Thạnh, Thành Phố Hồ Chí Minh",
        "xã Đơn Dương, tỉnh Lâm Đồng",
    ],
)
def test_a_kind_is_kept_with_the_capitals_it_is_printed_with(printed: str) -> None:
    # Each such place asked for a look, and "tỉnh" became "Tỉnh": half of what cards with a code asked for.
    found = places.resolve_address(printed)
    assert (found.text, found.known, found.changed) == (printed, True, False)


def test_a_name_read_without_its_capital_is_put_right_and_told() -> None:
    found = places.resolve_address("quảng Yên, huyện Quảng Xương, tỉnh Thanh Hóa")
    assert (found.text, found.changed) == ("Quảng Yên, huyện Quảng Xương, tỉnh Thanh Hóa", True)


@pytest.mark.parametrize(
    "printed",
    [
        "Ấp Bình Hòa 2, Xã Bình Khê, Thị xã Đông Triều, Quảng Ninh",  # a city since 2024
        "Xã Cát Tiến, Huyện Phù Cát, Tỉnh Bình Định",  # a township since 2020
        "Xã Quỳnh Sơn, Huyện Bắc Sơn, Lạng Sơn",  # merged in 2020; Bắc Sơn is a commune today
        "Xã Phú Diên, Phú Vang, Thừa Thiên Huế",  # Huế since 2025
        "Phường Vĩnh Ninh, TP Huế, Thừa Thiên Huế",
        "Xóm Gừa, Sơn Thành, Nho Quan, Ninh Bình",  # merged in 2024; its kind left out, as on many cards
        "Bình Thạnh, Trảng Bàng, Tây Ninh",
    ],
)
def test_units_of_the_day_a_card_was_made_are_known_and_kept_as_printed(printed: str) -> None:
    # "Thị xã, Đông Triều" with a comma was shown for the second, "Huyện, Bắc Sơn" for the third.
    found = places.resolve_address(printed)
    assert (found.text, found.known, found.changed) == (printed, True, False)


@pytest.mark.parametrize(
    "read",
    [
        "Xã Bình, Thị xã Đông Triều, Quảng Ninh",  # of Bình Khê, cut
        "Xã Quỳnh Hao, Huyện Quỳnh Phụ, Thái Bình",  # of Quỳnh Hoa or Quỳnh Bảo
        "Thôn 3, Huyện Bắc Sơn, Lạng Sơn",  # without its ward
        "Thôn Đông Thượng, Hội Đông, Chợ Mới, An Giang",  # of Xã Mỹ | Hội Đông, cut at a row's end
        "Mỹ Đông, Chợ Mới, An Giang",  # without its middle word
        "Xã Mỹ Đông, Chợ Mới, An Giang",
        "Xóm Gừa, Nho Quan, Ninh Bình",  # without its ward, or of today
        "Bản Cán, Ba Bể, Bắc Kạn",
        "Đường Láng, Đống Đa, Hà Nội",
        "Thành, Nho Quan, Ninh Bình",
    ],
)
def test_a_ward_that_may_have_lost_a_part_is_not_taken_for_a_former_one(read: str) -> None:
    assert not places.resolve_address(read).known


@pytest.mark.parametrize(
    "printed",
    [
        "Thôn 3, Hội Xuân, Cai Lậy, Tiền Giang",  # a town, and the district around it
        "Kỳ Hoa, Kỳ Anh, Hà Tĩnh",
        "Ấp 2, Mỹ An, Tháp Mười, Đồng Tháp",  # a township, and the commune around it
        "Ấp Giồng Lớn, Thới Bình, Thới Bình, Cà Mau",
    ],
)
def test_a_name_that_two_units_share_is_known_where_the_card_leaves_the_kinds_out(printed: str) -> None:
    """All of Cai Lậy had to look at their addresses: the table tells the two apart behind the name."""
    settled = places.resolve_address(printed)
    assert settled.text == printed
    assert settled.known
    assert not settled.changed


def test_a_name_misread_that_two_units_share_is_still_told_to_be_changed() -> None:
    settled = places.resolve_address("Thôn 3, Hội Xuấn, Cai Lậy, Tiền Giang")
    assert settled.text == "Thôn 3, Hội Xuân, Cai Lậy, Tiền Giang"
    assert settled.changed
    assert not places.resolve_address("Thôn 3, Hội Xuân, Cai Lặy, Tiền Giang").known, "either may be meant"


@pytest.mark.parametrize(
    ("text", "right"),
    [("168D Ngô Đức Kế", True), ("SN 4, tổ 2", True), ("P429 Chung cư", True), ("168O Ngô Quyền", True),
     ("KV 2, KTX Cỏ May", True), ("Lô C KCN Sóng Thần", True), ("Pl062 Chung cư", False),
     ("Xomx 4", False), ("Số 12B", False), ("24Bis Yết Kiêu", True), ("45 bis Lê Lợi", True),
     ("24Bin Yết Kiêu", False), ("24Bịs Yết Kiêu", False)],
)  # fmt: skip
def test_a_capital_on_a_house_number_is_no_misspelling_unless_it_looks_like_a_digit(text, right):
    lines = [line(f"Nơi thường trú: {text}, Xã Phú Bình, Huyện Tân Phú, Tỉnh Đồng Nai", 400, 200)]
    assert said_of(lines, "cccd_barcode")["place_of_residence"].plausible is right


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("phường Phan Chu Trinh, Hoàn Kiếm, TP Hà Nội", True),
        ("xã Phú Diên, Phú Vang, Thừa Thiên Huế", True),
        ("hường Phan Chu Trinh, Hoàn Kiếm, TP Hà Nội", False),
    ],
)
def test_an_address_may_begin_with_a_small_kind_but_not_with_what_is_left_of_one(printed, whole):
    lines = [
        line("Nơi đăng ký khai sinh/Place of birth:", 50, 150, 560, 190),
        line(printed, 50, 190, 700, 230),
    ]
    birth = said_of(lines, "can_cuoc", "back")["place_of_birth_registration"]
    assert (birth.value == printed and birth.whole and not birth.corrected) is whole


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
        settled = places.resolve_address(address)
        assert settled.text == address
        assert not settled.changed


@given(addresses(), st.integers(0, 2**32))
def test_a_changed_address_says_so(address, seed):
    if address is None:
        return
    rng = random.Random(seed)
    at = rng.randrange(len(address))
    misread = address[:at] + rng.choice("aáàeêiouưnhtgđc") + address[at + 1 :]
    settled = places.resolve_address(misread)
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
        (
            "Số 98, Khụ phố 1, Hội Xuân, Cai Lậy, Tiền Giang",
            "Số 98, Khu phố 1, Hội Xuân, Cai Lậy, Tiền Giang",
        ),
    ],
)
def test_what_recognisers_misread_is_put_right(misread, right):
    settled = places.resolve_address(misread)
    assert settled.text == right
    assert settled.changed


@pytest.mark.parametrize("text", ["", ",", "Paris, France", "x" * 500, "Thôn Đoài"])
def test_what_is_not_in_the_tables_is_left_alone(text):
    assert not places.resolve_address(text).known


def test_a_street_of_the_duong_is_no_road():
    """``Dương Quảng Hàm`` was given as ``Đường Quảng Hàm``, unmarked."""
    address = "Dương Quảng Hàm, Phường 5, Quận Gò Vấp, Thành phố Hồ Chí Minh"
    assert (places.resolve_address(address).text, places.resolve_address(address).changed) == (address, False)


@pytest.mark.parametrize(
    ("printed", "closed"),
    [
        ("Xã Vĩnh Lợi, Huyện Thạnh Trị, Tỉnh Sóc Trăng", True),
        ("Long Hiệp, Minh Long, Quảng Ngãi", True),
        ("Phường 2, Quận 10, TP. Hồ Chí Minh", False),  # of Phường 12
        ("Tân Thành, Tân Hồng, Đồng Tháp", False),  # of Tân Thành A
        ("Thôn 5, Long Hiệp, Minh Long, Quảng Ngãi", False),  # what nothing bears out
        ("Xã Vĩnh Lợi, Thạnh Trị, Tỉnh Sóc Trăng", False),  # a kind may be hidden
        ("Phường Hải Châu, Thành phố Đà Nẵng", False),  # a district may be
    ],
)
def test_only_a_chain_that_can_have_lost_nothing_within_it_is_closed(printed: str, closed: bool) -> None:
    """Beside a closed one light hides a hamlet at most: ``Tân Thành`` may be left of ``Tân Thành A``."""
    assert places.resolve_address(printed).closed is closed


@pytest.mark.parametrize(
    ("printed", "is_one"),
    [
        ("TP.Sông Công, Thái Nguyên", True),
        ("H. Thanh Liêm, Hà Nam", True),
        ("Krông Bông, Đắk Lắk", True),
        ("Huế, Thừa Thiên Huế", True),
        ("TP.Hưng Yên, Hừng Yên", False),
        ("Binh Gia, Lạng Sơn", False),
        ("Tân Sơn, Bình Gia, Lạng Sơn", False),
        ("Bình Gia, Hà Nội", False),
        ("Lạng Sơn", False),
    ],
)
def test_a_district_in_its_province_is_told_letter_by_letter(printed: str, is_one: bool) -> None:
    assert places.is_district(printed) is is_one


def test_a_capital_behind_an_apostrophe_is_the_printers():
    """Every address of Đắk R'lấp asked for a look, printed with a small letter as it often is."""
    settled = places.resolve_address("Đắk Ru, Đắk R'lấp, Đắk Nông")
    assert settled.known
    assert not settled.changed
    assert places.resolve_address("Đắk Ru, Đắk R'láp, Đắk Nông").changed


@pytest.mark.parametrize("spelt", ["Mù Cang Chải", "Mù Căng Chải"])
def test_a_district_that_is_spelt_in_two_ways_stays_as_printed(spelt):
    """``Mù Cang Chải`` was given as the statistics office has it, for a look."""
    for address in (f"Púng Luông, {spelt}, Yên Bái", f"Xã Púng Luông, Huyện {spelt}, Tỉnh Yên Bái"):
        settled = places.resolve_address(address)
        assert (settled.text, settled.known, settled.changed) == (address, True, False)
    misread = places.resolve_address("Púng Luông, Mù Câng Chải, Yên Bái")
    assert misread.changed or not misread.known
