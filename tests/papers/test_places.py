"""The end of an address beside the tables of units."""

import pytest

from motcua.papers import places


def test_a_tone_mark_elsewhere_than_in_the_tables_is_for_a_person_to_see() -> None:
    assert not places.settle("Gia Mô, Tân Lạc, Hòa Bình").changed
    read = places.settle("Gia Mô, Tân Lạc, Hoà Bình")
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
    found = places.settle(printed)
    assert (found.text, found.known, found.changed) == (printed, True, False)


def test_a_shortened_kind_names_only_units_of_that_kind() -> None:
    assert places.settle("Xã Cát Tiến, Huyện Phù Cát, Tỉnh Bình Định").known
    assert not places.settle("P. Cát Tiến, Q. Phù Cát, T. Bình Định").known


def test_a_mark_read_as_a_sign_is_put_back_and_told() -> None:
    found = places.settle('Tô²8, Khu phô"2, Diên Hồng, Pleiku, Gia Lai')
    assert found.text == "Tổ 8, Khu phố 2, Diên Hồng, Pleiku, Gia Lai"
    assert found.changed
