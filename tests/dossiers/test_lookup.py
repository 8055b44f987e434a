"""Status: a person sees their own dossier and cannot find anybody else's."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.support import filing as support

from motcua.dossiers import search_words, selectors, services
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import State
from motcua.kernel.errors import NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(support.draft(own_name="PHỞ HÒA").pk)


@pytest.mark.parametrize(
    "fact",
    ["14/05/1990", "14-5-1990", "1990-05-14", "14051990", "0901234567", "090 123 4567", "+84 901 234 567",
     "０９０１２３４５６７",
     "\u202a+84 901 234 567\u202c", "0084901234567", "(+84) 0901 234 567", "14/05/19\u200b90"],
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
    "words",
    [
        "minh nguyet", "NGUYỆT", "nguyen thi", "079190001234", "0901234567", "-0001",
        # the name of the household business, with diacritics or not, a part, in any order, with the owner's
        "PHỞ HÒA", "pho hoa", "hòa phở", "hoa  nguye", "ph’ hoa",
        # a telephone number as people write it
        "84901234567", "+84 901 234 567", "+84901234567", "0084901234567", "0901.234.567", "(84) 901-234-567",
    ],
)  # fmt: skip
def test_an_officer_finds_a_dossier_by_what_they_have(dossier: Dossier, words: str) -> None:
    assert list(selectors.queue(office=support.OFFICE, text=words)) == [dossier]
    assert not selectors.queue(office="another", text=words).exists()
    assert not selectors.queue(office=support.OFFICE, states=[State.DECIDED], text=words).exists()


@pytest.mark.parametrize(
    "words", ["pho binh", "hoa nguyet tram", "84 901 234 568", "-", "'", "\\", "& | !", "7919"]
)
def test_an_officer_does_not_find_what_they_did_not_ask_for(dossier: Dossier, words: str) -> None:
    assert not selectors.queue(office=support.OFFICE, text=words).exists()


def test_a_code_is_found_however_it_is_typed_and_by_its_end(dossier: Dossier) -> None:
    day, serial = dossier.code.split("-")[1:]
    for words in (
        dossier.code.lower(),
        dossier.code.replace("-", "–"),
        f"{day}-{serial}",
        f"{day[2:]}-{serial}",
    ):
        assert list(selectors.queue(office=support.OFFICE, text=words)) == [dossier], words


def test_whoever_may_not_see_numbers_finds_the_business_all_the_same(dossier: Dossier) -> None:
    for words, hits in (("pho hoa", 1), ("+84 901 234 567", 0), ("079190001234", 0)):
        found = selectors.queue(office=support.OFFICE, text=words, by_person=False)
        assert found.count() == hits


def test_a_business_that_gets_another_name_is_found_by_both() -> None:
    held = Business(answers={"own_name": "PHỞ HÒA"})
    words = search_words.words_for("H29.26.740-261124-0001", {"full_name": "AN", "own_name": "BÚN BÒ"}, held)
    assert words.split() == ["h29", "26", "740", "261124", "0001", "1124", "an", "bun", "bo", "pho", "hoa"]


@given(st.text(max_size=40), st.data())
def test_whatever_a_name_is_the_beginnings_of_its_words_find_it(name: str, data: st.DataObject) -> None:
    """PostgreSQL would split text in its own way, and drop what is neither letter nor number to it."""
    words = search_words.folded_words(name)
    begin = search_words.prefix_query(
        " ".join(word[: data.draw(st.integers(1, 8))] for word in words.split())
    )
    assert (begin is None) == (not words)
    if begin is not None:
        any_row = ContentType.objects.alias(words=search_words.vector(words))
        assert any_row.filter(words=begin).exists(), words


def test_the_search_can_be_answered_by_indexes(dossier: Dossier) -> None:
    """Among 100,000 dossiers each look into all rows takes a good part of a second."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT indexname FROM pg_indexes "
            "WHERE tablename = 'dossiers_dossier' AND indexdef LIKE '%(office%'"
        )
        for (name,) in cursor.fetchall():  # of one row it would be taken first
            cursor.execute(f"DROP INDEX {name}")
    plan = selectors.queue(office=support.OFFICE, text="+84 901 234 567").order_by().explain()
    for index in ("sought_words", "phone", "personal_number", "previous_number"):
        assert re.search(rf"Bitmap Index Scan on \S*{index}", plan), plan
