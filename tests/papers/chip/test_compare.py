"""A chip of another person beside a card's photo is the trick this is for."""

import pytest
from tests.papers.chip import made

from motcua.papers.chip import services
from motcua.papers.types import FieldValue, Reading


def photo(**values: str) -> Reading:
    fields = {name: FieldValue(value, 0.99, ("text",), review=False) for name, value in values.items()}
    return Reading("cccd_chip", fields, (), ())


SAME = {
    "personal_number": "079090001234", "full_name": "NGUYỄN VĂN ĐỨC", "date_of_birth": "1990-02-03",
    "sex": "Nam", "date_of_expiry": "2030-02-03", "place_of_residence": "Số 5, đường Mẫu, Phường Mẫu",
    "issuing_authority": "Bộ Công an",
}  # fmt: skip


def test_the_same_person_s_card_raises_nothing():
    assert services.compare(photo(**SAME), made.read(None, made.good_sod())) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [("personal_number", "079090001235"), ("full_name", "NGUYỄN VĂN ĐỨA"), ("full_name", "NGUYỄN VĂN ĐÚC"),
     ("date_of_birth", "1990-02-04"), ("sex", "Nữ"), ("place_of_residence", "Số 6, đường Mẫu, Phường Mẫu")],
)  # fmt: skip
def test_what_differs_is_named(field, value):
    found = services.compare(photo(**{**SAME, field: value}), made.read(None, made.good_sod()))
    assert [(item.code, item.field) for item in found] == [("chip_disagrees", field)]


def test_a_chip_without_group_13_is_compared_by_base_letters():
    given = {number: raw for number, raw in made.groups().items() if number != 13}
    chip = made.read(given, made.good_sod())
    assert services.compare(photo(**SAME), chip) == ()
    assert services.compare(photo(full_name="NGUYỄN VĂN ĐẠT"), chip)
