"""The catalogue is law as data: a mistake in it misleads every person who files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from motcua.kernel import units
from motcua.procedures import catalogue_reader, selectors, step_reader, wards
from motcua.procedures.toml import CatalogueError

CATALOGUE = Path(catalogue_reader.__file__).parent / "catalogue"
PROCEDURES = sorted((CATALOGUE / "procedures").rglob("*.toml"))
OFFICES = sorted((CATALOGUE / "offices").glob("*.toml"))
REGISTRATION = CATALOGUE / "procedures" / "1.001612" / "2025-07-01.toml"


@pytest.mark.parametrize("file", PROCEDURES, ids=lambda file: file.stem)
def test_every_procedure_file_is_whole(file: Path) -> None:
    procedure = catalogue_reader.read_procedure(file)
    assert file.stem == procedure.version
    assert file.parent.name == procedure.code
    assert procedure.legal_basis
    assert procedure.grounds
    assert procedure.fee("online") is not None
    uses = {use for ground in procedure.grounds for use in ground.use}
    # Whatever gave a certificate, the cases in which it is taken back stand once, with the registration.
    about_certificates = {"revocation", "restoration"}
    assert uses - about_certificates == {"supplement", "rejection"}
    assert uses & about_certificates == (about_certificates if procedure.effect == "register" else set())


@pytest.mark.parametrize("file", OFFICES, ids=lambda file: file.stem)
def test_every_office_file_is_whole(file: Path) -> None:
    office = catalogue_reader.read_office(file)
    assert file.stem == office.slug
    assert office.procedures


def test_household_business_registration_is_what_the_decree_says() -> None:
    procedure = selectors.get_procedure("1.001612", on=date(2026, 11, 24))
    assert procedure.version == "2025-07-01"
    assert procedure.working_days == 3
    assert procedure.one_per_person
    phone = procedure.field("phone")
    assert phone.required, "Article 101.1: a dossier without a telephone number is not valid"
    assert not procedure.field("email").required
    assert procedure.step_of("main_line").slug == "business-lines"


def test_the_law_of_2021_and_of_today_are_two_versions() -> None:
    old = selectors.get_procedure("1.001612", on=date(2021, 5, 12))
    new = selectors.get_procedure("1.001612", on=date(2026, 11, 24))
    assert (old.version, new.version) == ("2021-01-04", "2025-07-01")
    assert (old.numbering, new.numbering) == ("serial", "owner")
    assert "tập đoàn" not in old.field("own_name").forbidden
    assert (old.field("own_name").unique_within, new.field("own_name").unique_within) == (
        "district",
        "commune",
    )
    with pytest.raises(KeyError):
        old.field("tax_address")


@pytest.mark.parametrize(("slug", "stands"), [("phuong-sai-gon", False), ("ubnd-quan-1", True)])
def test_refusing_for_tax_debt_is_a_local_rule_with_its_own_basis(slug: str, stands: bool) -> None:
    office = selectors.get_office(slug)
    procedure = selectors.get_procedure("1.001612", on=selectors.law_day(office))
    (rule,) = procedure.local_rules
    assert rule.legal_basis.vi
    here = selectors.for_office(procedure, office)
    assert ("tax_debt" in {ground.slug for ground in here.grounds}) is stands
    other = replace(office, local_rules={"tax_debt": not stands})
    changed = selectors.for_office(procedure, other)
    assert ("tax_debt" in {ground.slug for ground in changed.grounds}) is not stands


def test_an_office_of_2021_asks_for_the_wards_of_its_district() -> None:
    office = selectors.get_office("ubnd-quan-1")
    assert len(wards.choices(office)) == 10
    assert wards.full_name(office.ward_code) == "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"
    assert wards.full_name("26740") == "Phường Sài Gòn, Thành phố Hồ Chí Minh"
    with pytest.raises(units.UnknownUnitError):
        wards.full_name("L99999")


def test_no_line_of_business_is_twice_and_all_are_found_without_diacritics() -> None:
    listed = [item for group in selectors.industry_groups() for item in group.industries]
    assert len(listed) == 455
    assert selectors.get_industry("0146").name == "Chăn nuôi gia cầm"
    for words, code in (
        ("chan nuoi ga", "0146"),
        ("ke toan", "6920"),
        ("trong lua", "0111"),
        ("pha do", "4311"),
    ):
        assert code in [item.code for item in selectors.search_industries(words)], words


def test_no_page_of_the_form_asks_for_much() -> None:
    for procedure in catalogue_reader.procedures():
        for step in procedure.steps:
            assert len(step.fields) <= 6, step.slug


def test_a_procedure_is_found_only_while_it_is_in_force() -> None:
    with pytest.raises(selectors.UnknownProcedureError):
        selectors.get_procedure("1.001612", on=date(2021, 1, 3))
    assert selectors.get_procedure("1.001612", on=date(2025, 6, 30)).version == "2021-01-04"
    assert selectors.get_procedure("1.001612", on=date(2025, 7, 1)).version == "2025-07-01"
    assert selectors.procedure_of("1.001612", "2025-07-01").code == "1.001612"
    with pytest.raises(selectors.UnknownProcedureError):
        selectors.procedure_of("1.001612", "1999-01-01")


def test_an_office_lists_what_it_takes() -> None:
    office = selectors.get_office("phuong-sai-gon")
    assert [item.code for item in selectors.list_procedures(office, date(2026, 1, 5))] == [
        "1.001612", "2.000720", "1.001570", "1.001266", "2.000575",
    ]  # fmt: skip
    assert selectors.list_procedures(office, date(2020, 1, 1)) == ()
    with pytest.raises(selectors.UnknownOfficeError):
        selectors.get_office("phuong-khong-co")


@pytest.mark.parametrize(
    ("found", "put", "field"),
    [
        ("working_days = 3", "working_days = 0", "working_days"),
        ("working_days = 3", "working_dais = 3", "working_days"),
        ('kind = "phone"', 'kind = "fax"', "kind"),
        ('name = "email"', 'name = "phone"', "steps.fields.name"),
        ('full_name = ["full_name"]', 'full_name = ["name"]', "prefill.full_name"),
        ('full_name = ["full_name"]', 'fullname = ["full_name"]', "prefill.fullname"),
        ('values = ["post"]', 'values = ["pigeon"]', "when"),
        ('default = "download"', 'default = "fax"', "default"),
        ('certainty = "A"', 'certainty = "sure"', "certainty"),
        ("one_per_person = true", 'one_per_person = "yes"', "one_per_person"),
        ('vi = "Giới tính", ', "", "vi"),
    ],
)
def test_a_mistake_names_the_file_and_the_field(tmp_path: Path, found: str, put: str, field: str) -> None:
    text = REGISTRATION.read_text(encoding="utf-8")
    assert found in text
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace(found, put, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        catalogue_reader.read_procedure(broken)
    assert (
        caught.value.details["file"] == f"{tmp_path.name}/broken.toml"  # the name alone several have
    )  # of each procedure one has the name
    assert field in str(caught.value.details["field"])


@pytest.mark.parametrize(
    ("place", "field"), [("1.009999/2025-07-01.toml", "code"), ("1.001612/2026-07-01.toml", "starts")]
)
def test_a_copy_that_keeps_another_s_code_or_first_day_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, field: str
) -> None:
    """A new version copied from the one before began on that one's day: law of tomorrow stood for today's."""
    copy = tmp_path / "procedures" / place
    copy.parent.mkdir(parents=True)
    copy.write_bytes(REGISTRATION.read_bytes())
    monkeypatch.setattr(step_reader, "catalogue", lambda: tmp_path)
    catalogue_reader.procedures.cache_clear()
    with pytest.raises(CatalogueError) as caught:
        catalogue_reader.procedures()
    catalogue_reader.procedures.cache_clear()
    assert (caught.value.details["file"], caught.value.details["field"]) == (place, field)


def test_a_slip_of_the_pen_names_the_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('code = "1.001612"\nstarts = 2025-07-01\nname = {vi = "Tên"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"line \d+"):
        catalogue_reader.read_procedure(broken)


@pytest.mark.parametrize(
    ("found", "put", "field"),
    [
        ('identifier = "H29.26.740"', 'identifier = "Sài Gòn"', "identifier"),
        ('ward_code = "26740"', 'ward_code = "00004"', "ward_code"),
        ('ward_code = "26740"', 'ward_code = "99999"', "ward_code"),
    ],
)
def test_an_office_must_lie_somewhere(tmp_path: Path, found: str, put: str, field: str) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(OFFICES[0].read_text(encoding="utf-8").replace(found, put), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        catalogue_reader.read_office(broken)
    assert caught.value.details["field"] == field


def test_lines_of_business_are_level_four_and_none_is_twice() -> None:
    codes = [item.code for group in selectors.industry_groups() for item in group.industries]
    assert len(codes) == len(set(codes)) > 100
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    # VSIC 2025 has no division 45: the trade in and repair of vehicles moved (466, 478, 953).
    assert not [code for code in codes if code.startswith("45")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("cà phê", "5630"),
        ("ca phe", "5630"),
        ("coffee", "5630"),
        ("mở quán phở", "5610"),
        ("ban banh mi", "5610"),
        ("tap hoa", "4711"),
        ("tôi muốn mở tiệm cắt tóc", "9621"),
        ("sua xe may", "9532"),
        ("bán quần áo trẻ em", "4771"),
        ("nail", "9622"),
        ("giặt ủi", "9610"),
        ("5630", "5630"),
        ("motorbike repair", "9532"),
        ("photocopy", "8210"),
        ("nhà trọ", "5520"),
    ],
)
def test_everyday_words_find_the_line_of_business(words: str, code: str) -> None:
    assert selectors.search_industries(words)[0].code == code


def test_words_that_mean_nothing_find_nothing() -> None:
    assert selectors.search_industries("") == ()
    assert selectors.search_industries("   ") == ()
    assert selectors.search_industries("qwxz") == ()
