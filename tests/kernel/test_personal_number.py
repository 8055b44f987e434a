"""The number's structure is what catches a misread digit before it reaches a register."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import personal_number as pn

dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def compose(prefix: str, born: date, sex: str, tail: int) -> str:
    return f"{prefix}{2 * (born.year // 100 - 19) + (sex == 'Nữ')}{born.year % 100:02d}{tail:06d}"


@given(st.sampled_from(sorted(pn.PROVINCES)), dates, st.sampled_from(["Nam", "Nữ"]), st.integers(0, 999_999))
def test_a_number_tells_what_it_was_made_from(prefix, born, sex, tail):
    parsed = pn.parse(compose(prefix, born, sex, tail))
    assert (parsed.birth_year, parsed.sex, parsed.province) == (born.year, sex, pn.PROVINCES[prefix])
    assert parsed.mismatches(born, sex) == ()


@given(dates, st.integers(3, 5), st.integers(1, 9))
def test_a_wrong_digit_of_century_sex_or_year_is_seen(born, place, shift):
    right = compose("079", born, "Nam", 123456)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert pn.parse(wrong).mismatches(born, "Nam")


def test_people_born_abroad_are_not_turned_away():
    assert pn.parse("252090001234").province is None


def test_separators_are_no_error():
    assert pn.parse("079 090.001-234").value == "079090001234"


@pytest.mark.parametrize(
    "text", ["", "07909000123", "0790900012345", "07909000123O", "٠٧٩٠٩٠٠٠١٢٣٤", "²79090001234"]
)
def test_anything_else_says_what_is_expected(text):
    with pytest.raises(pn.PersonalNumberError) as caught:
        pn.parse(text)
    assert "12" in caught.value.message.vi
    assert not pn.is_personal_number(text)


def test_the_table_has_the_63_provinces():
    assert len(set(pn.PROVINCES.values())) == len(pn.PROVINCES) == 63
    assert pn.is_cmnd("024123456")
    assert not pn.is_cmnd("0241234567")
