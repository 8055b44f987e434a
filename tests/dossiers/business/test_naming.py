"""A name belongs to one business of a commune; whoever wants a taken one is offered a free one."""

import pytest
from tests.support import filing as support

from motcua.dossiers import services
from motcua.dossiers.errors import IncompleteDraftError, NameTakenError
from motcua.dossiers.models import Business, Dossier
from motcua.kernel import clock
from motcua.procedures.services import without_forbidden

pytestmark = pytest.mark.django_db


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
    assert checked("CÀ PHÊ BA MIỀN", office_ward="26743")[0] is True, "another commune"


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
