"""Status: a person sees their own dossier and cannot find anybody else's."""

import pytest
from tests.support import filing as support

from motcua.dossiers import selectors, services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.kernel.errors import NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(support.draft().pk)


@pytest.mark.parametrize(
    "fact",
    ["14/05/1990", "14-5-1990", "1990-05-14", "14051990", "0901234567", "090 123 4567", "+84 901 234 567",
     "０９０１２３４５６７"],
)  # fmt: skip
def test_the_code_and_one_true_fact_open_it_however_they_are_typed(dossier: Dossier, fact: str) -> None:
    for code in (dossier.code, dossier.code.lower(), f" {dossier.code.replace('-', '–')} "):
        assert selectors.for_citizen(code=code, second_fact=fact).pk == dossier.pk


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("{code}", ""),
        ("{code}", "15/05/1990"),
        ("{code}", "0901234568"),
        ("{code}", "1234567"),
        ("{code}", "31/02/1990"),
        ("{code}", "٠٩٠١٢٣٤٥٦٨"),  # digits, and no ASCII: an error page, and two ways to tell codes apart
        ("{code}", "²" * 9),
        ("H29.26.740-261124-9999", "14/05/1990"),
        ("H29.26.740-261124-9999", "01/01/1900"),
        ("H29.26.740-261124-9999", ""),
        ("nonsense", "14/05/1990"),
        ("", ""),
    ],
)
def test_anything_else_gets_the_same_words(dossier: Dossier, code: str, fact: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        selectors.for_citizen(code=code.format(code=dossier.code), second_fact=fact)
    assert caught.value.message == selectors.NOT_MATCHING


def test_a_dossier_without_a_birth_date_or_phone_opens_to_nobody() -> None:
    dossier = services.submit(support.draft().pk)
    Dossier.objects.filter(pk=dossier.pk).update(date_of_birth=None, phone="")
    for fact in ("", "-", "None", "0", "01/01/1900"):
        with pytest.raises(NotFoundError):
            selectors.for_citizen(code=dossier.code, second_fact=fact)


@pytest.mark.parametrize(
    "words", ["minh nguyet", "NGUYỆT", "nguyen thi", "079190001234", "0901234567", "-0001"]
)
def test_an_officer_finds_a_dossier_by_what_they_have(dossier: Dossier, words: str) -> None:
    assert list(selectors.queue(office=support.OFFICE, text=words)) == [dossier]
    assert not selectors.queue(office="another", text=words).exists()
    assert not selectors.queue(office=support.OFFICE, states=[State.DECIDED], text=words).exists()
