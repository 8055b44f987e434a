"""A wrong ward sends a dossier to the wrong office."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import units, units_legacy
from motcua.kernel.units_address import parse_address
from motcua.kernel.vietnamese import base_letters, fold

wards = st.sampled_from([ward for province in units.provinces() for ward in units.wards(province.code)])
legacy_wards = st.sampled_from(
    [
        ward
        for province in units_legacy.legacy_provinces()
        for district in units_legacy.legacy_districts(province)
        for ward in units_legacy.legacy_wards(province, district)
    ]
)


def test_there_are_as_many_units_as_the_national_assembly_made() -> None:
    assert len(units.provinces()) == 34
    assert sum(province.is_city for province in units.provinces()) == 6
    codes = [ward.code for province in units.provinces() for ward in units.wards(province.code)]
    assert len(codes) == len(set(codes)) == 3321
    assert len(units_legacy.legacy_provinces()) == 63


def test_the_default_office_lies_where_it_should() -> None:
    ward = units.ward("26740")
    assert ward.full_name == "Phường Sài Gòn, Thành phố Hồ Chí Minh"


@given(wards)
def test_every_address_written_in_full_gives_its_ward(ward: units.Ward) -> None:
    read = parse_address(f"12/3 Lê Lợi, {ward.name}, {ward.province.name}")
    assert (read.ward, read.province, read.street) == (ward, ward.province, "12/3 Lê Lợi")
    assert read.confidence > 0.9


@given(wards)
def test_an_address_without_diacritics_never_gives_another_ward_for_sure(ward: units.Ward) -> None:
    read = parse_address(base_letters(f"12 Le Loi, {ward.name}, {ward.province.name}"))
    assert read.ward == ward or read.ward is None or read.confidence < 0.9


@given(legacy_wards)
def test_every_former_address_gives_its_ward_and_what_became_of_it(ward: units_legacy.LegacyWard) -> None:
    read = parse_address(f"Tổ 5, {ward.full_name}")
    assert read.legacy == ward
    after = {item.ward for item in units_legacy.successors(ward)}
    assert after, "every former ward went somewhere"
    if len(after) == 1:
        assert read.ward in after
    else:
        assert read.ward is None, "a person chooses between several"
        assert set(read.choices) == after


@given(legacy_wards)
def test_a_former_address_without_the_kinds_never_gives_another_ward(ward: units_legacy.LegacyWard) -> None:
    """Most cards print it so; a town and the district around it may be of one name, as may their wards."""
    read = parse_address(f"{ward.short_name}, {ward.district.short_name}, {ward.province.short_name}")
    after = {item.ward for item in units_legacy.successors(ward)}
    assert after & {read.ward, *read.choices}
    assert len(after) == 1 or read.ward is None


@pytest.mark.parametrize(
    ("text", "ward", "former"),
    [
        ("Hội Xuân, Cai Lậy, Tiền Giang", "Xã Hiệp Đức", "Xã Hội Xuân, Huyện Cai Lậy, Tỉnh Tiền Giang"),
        ("Kỳ Tân, Kỳ Anh, Hà Tĩnh", "Xã Kỳ Hoa", "Xã Kỳ Tân, Huyện Kỳ Anh, Tỉnh Hà Tĩnh"),
        ("Mỹ An, Tháp Mười, Đồng Tháp", "Xã Tháp Mười", None),
    ],
)
def test_a_name_that_two_units_share_is_told_by_what_lies_in_it(
    text: str, ward: str, former: str | None
) -> None:
    """The commune was taken for a street, and the former district for a ward of today."""
    read = parse_address(text)
    assert read.street == ""
    assert read.ward is not None
    assert read.ward.name == ward
    assert (read.legacy and read.legacy.full_name) == former


@pytest.mark.parametrize(
    ("text", "street", "ward", "former"),
    [
        ("23 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh", "23 Lê Lợi", "26740", "Phường Bến Nghé"),
        ("12/3 Hai Bà Trưng, P.05, Q.3, TP.HCM", "12/3 Hai Bà Trưng", "27154", "Phường 5"),
        ("Tổ 5, Phường Sài Gòn, TP Hồ Chí Minh", "Tổ 5", "26740", None),
        ("100 Lê Lợi Phường Bến Thành Quận 1 TP. Hồ Chí Minh", "100 Lê Lợi", "26743", "Phường Bến Thành"),
        ("to 5, phuong sai gon, thanh pho ho chi minh", "to 5", "26740", None),
        ("Xóm 2, Xà Bang, Châu Đức, Bà Rịa - Vũng Tàu", "Xóm 2", "26596", "Xã Xà Bang"),
    ],
)
def test_addresses_as_cards_print_them(text: str, street: str, ward: str, former: str | None) -> None:
    read = parse_address(text)
    assert read.street == street
    assert read.ward is not None
    assert read.ward.code == ward
    assert (read.legacy.name if read.legacy else None) == former


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_or_makes_up_a_place(text: str) -> None:
    read = parse_address(text)
    assert 0 <= read.confidence <= 1
    assert read.ward is None or fold(read.ward.short_name).split()[0] in fold(text)


def test_a_code_nobody_has_is_refused() -> None:
    for look in (lambda: units.ward("99999"), lambda: units.province("98"), lambda: units.wards("98")):
        with pytest.raises(units.UnknownUnitError):
            look()
