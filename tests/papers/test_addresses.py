"""Units of printed addresses: former ones get the unit in force as a suggestion, the text stays."""

from motcua.kernel import units, units_legacy
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.addresses import units_of
from motcua.papers.types import FieldValue, Reading, Witness


def reading(name: str, value: FieldValue, *problems: Problem) -> Reading:
    return Reading("cccd_chip", {name: value}, (), problems)


def test_an_address_of_today_is_its_own_suggestion() -> None:
    found = units_of("12 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh")
    assert found is not None
    assert not found.former
    assert found.ward is not None
    assert (found.ward.name, found.printed) == ("Phường Sài Gòn", ("Phường Sài Gòn", "Thành phố Hồ Chí Minh"))


def test_a_former_address_gets_the_ward_that_took_over_or_the_choice() -> None:
    """Whatever the table says of a former ward is said: one heir, or all of them and none picked."""
    ward = next(iter(units_legacy.legacy_wards(*_a_district())))
    heirs = units_legacy.successors(ward)
    found = units_of(f"Thôn 2, {ward.full_name}")
    assert found is not None
    assert found.former
    assert found.printed == (ward.name, ward.district.name, ward.province.name)
    if len(heirs) == 1:
        assert (found.ward, found.choices) == (heirs[0].ward, ())
    else:
        assert found.ward is None
        assert found.choices == tuple(item.ward for item in heirs)


def _a_district() -> tuple[str, str]:
    for key in units_legacy.legacy_provinces():
        for district in units_legacy.legacy_districts(key):
            wards = units_legacy.legacy_wards(key, district)
            if wards and len(units_legacy.successors(wards[0])) > 1:
                return key, district
    raise AssertionError("no ward was divided")


def test_half_an_address_gets_no_suggestion() -> None:
    assert units_of("Hà Nội") is None
    assert units_of("Thôn Đông") is None
    assert units_of("") is None


def test_the_contract_keeps_the_text_and_adds_the_units_with_their_source() -> None:
    text = "Khu 3, Phường Sài Gòn, TP. Hồ Chí Minh"
    value = FieldValue(text, 0.99, ("qr",), review=False)
    entry = reading("place_of_residence", value).to_contract()["fields"]["place_of_residence"]
    assert entry["value"] == text
    assert entry["units"]["suggested"]["ward"] == "Phường Sài Gòn"
    assert entry["units"]["source"] == units.UNITS_VERSION
    assert "units" not in reading("full_name", value).to_contract()["fields"]["full_name"]


def test_sources_that_contradict_each_other_are_both_shown() -> None:
    said = (Witness("qr", "1990-06-05", 0.998), Witness("mrz", "1991-06-05", 0.996))
    value = FieldValue("1990-06-05", 0.5, ("qr",), review=True, witnesses=said)
    quarrel = Problem("sources_disagree", Bilingual(vi="…", en="…"), "date_of_birth")
    entry = reading("date_of_birth", value, quarrel).to_contract()["fields"]["date_of_birth"]
    assert [item["value"] for item in entry["said"]] == ["1990-06-05", "1991-06-05"]
    assert "said" not in reading("date_of_birth", value).to_contract()["fields"]["date_of_birth"]
