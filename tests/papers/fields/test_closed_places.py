"""Rows below a whole chain of units are another place's, whose label something hides: for a look."""

import pytest
from tests.papers.printed import page_of, said_of

ORIGIN = "Cẩm Giang, Cẩm Thủy, Thanh Hóa"
TOP = (
    ("Số / No.: 038197263266", 460, 250),
    ("Họ và tên / Full name:", 460, 300),
    ("NGUYỄN HỒNG ÁNH", 460, 345),
    ("Ngày sinh / Date of birth: 15/09/1997", 460, 395),
    ("Quê quán / Place of origin:", 460, 485),
)


def test_a_residence_whose_label_light_hides_is_no_more_of_the_origin() -> None:
    """``…, Thanh Hóa, Thôn An Hòa, …, Hậu Giang`` was given for the origin, and no residence at all."""
    rows = ((ORIGIN, 460, 530), ("Thôn An Hòa, Tân Long,", 460, 575), ("Phụng Hiệp, Hậu Giang", 460, 620))
    said = said_of(page_of(*TOP, *rows), "cccd_chip")
    origin, residence = said["place_of_origin"], said["place_of_residence"]
    assert origin.value == ORIGIN
    assert residence.value == "Thôn An Hòa, Tân Long, Phụng Hiệp, Hậu Giang"
    assert (origin.whole, residence.whole) == (False, False)


def test_a_letter_misread_in_the_origin_does_not_join_two_addresses() -> None:
    """``Thán Chàm`` is no town; but two provinces are in no address."""
    rows = (
        "Phường Phủ Hà, Thành phố Phan Rang - Thán Chàm, Tỉnh Ninh Thuận",
        "Tổ 8, Ấp 3, Xã Cao Lâu,",
        "Huyện Cao Lộc, Tỉnh Lạng Sơn",
    )
    lines = page_of(*TOP, *((row, 460, 530 + 45 * at) for at, row in enumerate(rows)))
    said = said_of(lines, "cccd_barcode")
    assert said["place_of_origin"].value.endswith("Tỉnh Ninh Thuận")
    assert not said["place_of_origin"].whole
    residence = said["place_of_residence"]
    assert (residence.value, residence.whole) == (" ".join(rows[1:]), False)


def test_what_is_left_of_a_residence_is_neither_places_value() -> None:
    """Of a residence whose first row is hidden with its label the second is no address."""
    said = said_of(page_of(*TOP, (ORIGIN, 460, 530), ("Hiệp, Hậu Giang", 460, 575)), "cccd_chip")
    assert said["place_of_origin"].value == ORIGIN
    assert not said["place_of_origin"].whole
    assert "place_of_residence" not in said


@pytest.mark.parametrize(
    "rows",
    [
        ("Thôn 3, Cẩm Giang, Cẩm", "Thủy, Thanh Hóa"),
        ("Cẩm Giang, Cẩm Thủy,", "Thanh Hóa"),
        (ORIGIN,),
    ],
)
def test_an_origin_is_whole_over_as_many_rows_as_its_units_take(rows: tuple[str, ...]) -> None:
    """A row more of one and the same place is cut off by nothing, nor asks for a look because of it."""
    own = tuple((row, 460, 530 + 45 * at) for at, row in enumerate(rows))
    residence = (
        ("Nơi thường trú / Place of residence:", 460, 640),
        ("Tân Long, Phụng Hiệp, Hậu Giang", 460, 685),
    )
    for below in ((), residence):
        origin = said_of(page_of(*TOP, *own, *below), "cccd_chip")["place_of_origin"]
        assert (origin.value, origin.whole) == (" ".join(rows), True)
