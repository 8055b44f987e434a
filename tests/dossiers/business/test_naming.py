"""A name belongs to one business of a commune; whoever wants a taken one is offered a free one."""

from typing import Any

import pytest
from django.db import connection
from tests.support import filing as support

from motcua.dossiers import services
from motcua.dossiers.errors import IncompleteDraftError, NameTakenError
from motcua.dossiers.models import Business, Dossier, Draft
from motcua.kernel import clock
from motcua.procedures.services import without_forbidden

pytestmark = pytest.mark.django_db
OTHER_WARD = "26743"


def registered(**answers: object) -> Business:
    dossier = services.submit(support.draft(**answers).pk)
    return services.write_to_register(dossier, code=dossier.personal_number)


def checked(name: str, **answers: object) -> tuple[bool, str]:
    draft = support.draft(personal_number="079190009999", **answers)
    found = services.check_name(draft, name, services.effective_answers(draft))
    return not found.problems, found.suggestion


def test_a_name_is_taken_in_its_commune_whatever_the_capitals() -> None:
    registered(own_name="CÀ PHÊ BA MIỀN")
    assert checked("cà phê Ba Miền") == (False, "CÀ PHÊ BA MIỀN LÊ LỢI")
    assert checked("Hộ kinh doanh cà phê ba miền")[0] is False
    assert checked("CA PHE BA MIEN") == (True, ""), "letter for letter: diacritics make another name"
    assert checked("CÀ PHÊ BA MIỀN", office_ward=OTHER_WARD)[0] is True, "another commune"


def test_the_suggestion_is_free_itself() -> None:
    registered(own_name="CÀ PHÊ BA MIỀN")
    registered(own_name="CÀ PHÊ BA MIỀN LÊ LỢI", personal_number="079190005555")
    assert checked("CÀ PHÊ BA MIỀN") == (False, "CÀ PHÊ BA MIỀN NGUYỆT")


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("Công ty Phở Hòa", "PHỞ HÒA"),
        ("Tổng công ty Phở Hòa", "PHỞ HÒA"),
        ("PHO HOA DOANH NGHIEP", "PHO HOA"),
        ("Tập đoàn", ""),
    ],
)
def test_a_forbidden_phrase_is_taken_out(wanted: str, left: str) -> None:
    assert without_forbidden(wanted) == left
    assert checked(wanted) == (False, left)


def test_the_name_of_a_business_that_ended_is_free_again() -> None:
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    business.ceased_on = clock.today()
    business.save()
    assert checked("CÀ PHÊ BA MIỀN") == (True, "")


def test_a_taken_name_is_not_filed() -> None:
    registered(own_name="CÀ PHÊ BA MIỀN")
    draft = support.draft(personal_number="079190009999", own_name="CÀ PHÊ BA MIỀN")
    with pytest.raises(IncompleteDraftError) as error:
        services.submit(draft.pk)
    assert list(error.value.fields) == ["own_name"]


def test_of_two_dossiers_with_one_name_the_first_approved_gets_it() -> None:
    first, second = (
        services.submit(support.draft(personal_number=number, own_name="CÀ PHÊ BA MIỀN").pk)
        for number in ("079190001234", "079190009999")
    )
    for dossier in (first, second):
        services.accept(dossier.pk, actor="officer:an")
    services.approve(second.pk, actor="officer:an")
    with pytest.raises(NameTakenError):
        services.approve(first.pk, actor="officer:an")
    assert Dossier.objects.get(pk=first.pk).decision == ""


def moving(business: Business, **answers: object) -> Draft:
    """A change of the head office alone: the name is not asked about."""
    told = support.answers(personal_number=business.owner_number)
    wanted = ("full_name", "date_of_birth", "sex", "personal_number", "phone", "result_channel", "commitment")
    draft = services.begin(procedure_code="2.000720", office=support.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    place = {"changes": ["office"], "office_street": "1 Hàm Nghi", "office_ward": OTHER_WARD}
    return services.save_answers(draft.pk, {name: told[name] for name in wanted} | place | answers)


def test_a_business_does_not_take_a_name_along_that_another_has_where_it_moves() -> None:
    """Its name was not asked about, so nobody looked: two businesses of one ward had one name."""
    registered(own_name="CÀ PHÊ BA MIỀN", office_ward=OTHER_WARD, personal_number="079190005555")
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    draft = moving(business)
    with pytest.raises(IncompleteDraftError) as error:
        services.submit(draft.pk)
    assert list(error.value.fields) == ["office_ward"]
    assert "đổi cả tên" in error.value.fields["office_ward"][0]
    services.save_answers(draft.pk, {"changes": ["office", "name"], "own_name": "CÀ PHÊ BỐN MIỀN"})
    services.submit(draft.pk)


def test_a_name_that_was_given_away_since_does_not_move_in() -> None:
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    dossier = services.submit(moving(business).pk)
    services.accept(dossier.pk, actor="officer:an")
    registered(own_name="CÀ PHÊ BA MIỀN", office_ward=OTHER_WARD, personal_number="079190005555")
    with pytest.raises(NameTakenError):
        services.approve(dossier.pk, actor="officer:an")


def test_another_dossier_of_the_same_business_takes_no_name_from_it() -> None:
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    for street in ("1 Hàm Nghi", "2 Hàm Nghi"):
        draft = moving(business, office_street=street)
        services.acknowledge_collision(draft.pk)
        dossier = services.submit(draft.pk)
        services.accept(dossier.pk, actor="officer:an")
        services.approve(dossier.pk, actor="officer:an")
        dossier.refresh_from_db()
        assert dossier.decision == "approved"


def taken_in(draft: Draft) -> Dossier:
    services.acknowledge_collision(draft.pk)
    dossier = services.submit(draft.pk)
    services.accept(dossier.pk, actor="officer:an")
    return dossier


def renaming(business: Business, name: str) -> Draft:
    return moving(business, changes=["name"], own_name=name)


def written(dossier: Dossier) -> None:
    """The tax office has answered: the change stands in the register."""
    business = services.write_to_register(dossier, code=dossier.personal_number)
    services.grant(dossier.pk, tax_code="", tax_office="", certificate_number=business.code)


@pytest.mark.parametrize("first", ["name", "office"])
def test_a_new_name_and_a_new_ward_approved_one_by_one_are_looked_at_together(first: str) -> None:
    """Neither dossier shows the name in that ward, and afterwards two businesses of it had one name."""
    registered(own_name="BÚN RIÊU CÔ BA", office_ward=OTHER_WARD, personal_number="079190005555")
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    dossiers = [taken_in(renaming(business, "BÚN RIÊU CÔ BA")), taken_in(moving(business))]
    one, other = dossiers if first == "name" else reversed(dossiers)
    services.approve(one.pk, actor="officer:an")
    with pytest.raises(NameTakenError):
        services.approve(other.pk, actor="officer:an")
    written(one)
    with pytest.raises(NameTakenError):
        services.approve(other.pk, actor="officer:an")


def test_a_free_name_may_be_taken_to_another_ward_by_two_dossiers() -> None:
    registered(own_name="BÚN RIÊU CÔ TƯ", office_ward=OTHER_WARD, personal_number="079190005555")
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    for draft in (renaming(business, "BÚN RIÊU CÔ BA"), moving(business)):
        services.approve(taken_in(draft).pk, actor="officer:an")
    assert Dossier.objects.filter(decision="approved").count() == 2


def test_what_two_approved_changes_make_together_is_kept_from_others_meanwhile() -> None:
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    changes = [taken_in(renaming(business, "BÚN RIÊU CÔ BA")), taken_in(moving(business))]
    for dossier in changes:
        services.approve(dossier.pk, actor="officer:an")
    assert checked("BÚN RIÊU CÔ BA", office_ward=OTHER_WARD)[0] is False
    other = services.submit(
        support.draft(personal_number="079190009999", own_name="PHỞ HÒA", office_ward=OTHER_WARD).pk
    )
    services.accept(other.pk, actor="officer:an")
    Dossier.objects.filter(pk=other.pk).update(answers=other.answers | {"own_name": "BÚN RIÊU CÔ BA"})
    with pytest.raises(NameTakenError):
        services.approve(other.pk, actor="officer:an")


def test_the_name_that_a_business_has_by_now_moves_and_not_the_one_it_had_when_it_filed() -> None:
    """The dossier of the move holds the old name: nobody who wanted the new one there met it."""
    business = registered(own_name="CÀ PHÊ BA MIỀN")
    move, rename = taken_in(moving(business)), taken_in(renaming(business, "BÚN RIÊU CÔ BA"))
    services.approve(rename.pk, actor="officer:an")
    written(rename)
    services.approve(move.pk, actor="officer:an")
    assert checked("BÚN RIÊU CÔ BA", office_ward=OTHER_WARD)[0] is False
    assert checked("CÀ PHÊ BA MIỀN", office_ward=OTHER_WARD)[0] is True, "nobody takes that one there"


def test_of_two_businesses_that_want_one_name_only_one_is_approved() -> None:
    businesses = [
        registered(own_name=f"PHỞ HÒA {number}", personal_number=f"07919000555{number}") for number in (1, 2)
    ]
    first, second = (taken_in(renaming(business, "BÚN RIÊU CÔ BA")) for business in businesses)
    services.approve(first.pk, actor="officer:an")
    with pytest.raises(NameTakenError):
        services.approve(second.pk, actor="officer:an")


def test_a_name_registered_while_it_is_looked_for_is_found() -> None:
    """Looked for among the registered first, then among those that wait, it was in neither for a moment."""
    first, second = (
        services.submit(support.draft(personal_number=number, own_name="CÀ PHÊ BA MIỀN").pk)
        for number in ("079190001234", "079190009999")
    )
    for dossier in (first, second):
        services.accept(dossier.pk, actor="officer:an")
    services.approve(first.pk, actor="officer:an")
    first.refresh_from_db()
    looks = 0

    def register_in_between(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal looks
        found = execute(sql, *rest)
        where = sql.partition(" WHERE ")[2] + str(rest[0])
        if sql.startswith("SELECT") and ("name_key" in where or "'own_name'" in where):
            looks += 1
            if looks == 1:  # another worker finishes the first dossier after the first of two looks
                services.write_to_register(first, code=first.personal_number)
                services.grant(first.pk, tax_code="", tax_office="", certificate_number=first.personal_number)
        return found

    with connection.execute_wrapper(register_in_between), pytest.raises(NameTakenError):
        services.approve(second.pk, actor="officer:an")
    assert looks
