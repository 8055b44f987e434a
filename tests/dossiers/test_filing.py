"""Filing: a dossier exists exactly once or not at all, and nobody is surprised."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from tests.support import filing as support

from motcua.dossiers import filing, services
from motcua.dossiers.errors import AlreadyFiledError, CollisionError, IncompleteDraftError
from motcua.dossiers.models import Counter, Dossier, Transition
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError

pytestmark = pytest.mark.django_db


def test_a_complete_draft_becomes_a_dossier_with_a_code_a_date_and_a_first_move() -> None:
    with clock.frozen(support.TUESDAY):
        dossier = services.submit(support.draft().pk)
    assert dossier.code.endswith("-261201-0001")
    assert dossier.due_on == date(2026, 12, 4)
    assert dossier.state_enum == State.SUBMITTED
    assert [step.move for step in dossier.transitions.all()] == ["submit"]
    assert dossier.folded_name == "nguyen thi minh nguyet"


def test_sending_twice_gives_the_same_dossier() -> None:
    draft = support.draft()
    first = services.submit(draft.pk)
    assert services.submit(draft.pk).pk == first.pk
    assert Dossier.objects.count() == 1
    assert Transition.objects.count() == 1


@pytest.mark.parametrize("missing", ["full_name", "phone", "own_name", "commitment", "capital"])
def test_an_incomplete_draft_is_not_filed_and_says_which_answer_is_missing(missing: str) -> None:
    draft = support.draft(**{missing: ""})
    with pytest.raises(IncompleteDraftError) as caught:
        services.submit(draft.pk)
    assert missing in caught.value.fields
    assert not Dossier.objects.exists()


def test_a_doubtful_value_nobody_looked_at_keeps_the_dossier_back() -> None:
    draft = support.draft()
    draft.prefilled = {
        "full_name": {
            "value": "NGUYỄN THỊ MINH NGUYỆT",
            "sources": ["text"],
            "confidence": 0.6,
            "review": True,
            "reading_field": "full_name",
        }
    }
    draft.save()
    with pytest.raises(IncompleteDraftError) as caught:
        services.submit(draft.pk)
    assert list(caught.value.fields) == ["full_name"]
    services.save_answers(draft.pk, {}, confirmed=frozenset({"full_name"}))
    assert services.submit(draft.pk).full_name == "NGUYỄN THỊ MINH NGUYỆT"


def test_typing_another_value_counts_as_having_looked() -> None:
    draft = support.draft()
    draft.prefilled = {
        "full_name": {
            "value": "NGUYEN THI MINH NGUYET",
            "sources": ["text"],
            "confidence": 0.6,
            "review": True,
            "reading_field": "full_name",
        }
    }
    draft.save()
    services.save_answers(draft.pk, {"full_name": "NGUYỄN THỊ MINH NGUYỆT"})
    assert services.submit(draft.pk).evidence["confirmed"] == ["full_name"]


def test_the_same_person_is_told_of_what_exists_and_may_go_on_knowingly() -> None:
    first = services.submit(support.draft().pk)
    again = support.draft(phone="0912345678")
    (found,) = services.collisions_of(again)
    assert (found.code, found.kind, found.matched_by) == (first.code, "dossier", "personal_number")
    with pytest.raises(CollisionError):
        services.submit(again.pk)
    services.acknowledge_collision(again.pk)
    assert services.submit(again.pk).evidence["collisions"] == [first.code]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"personal_number": "079190001234"}, {"previous_number": "079190001234"}),
        ({"previous_number": "023456789"}, {"previous_number": "023456789"}),
    ],
)
def test_a_new_card_does_not_hide_what_was_filed_under_the_old_one(
    first: dict[str, str], second: dict[str, str]
) -> None:
    services.submit(support.draft(**first).pk)
    other = {"personal_number": "079190009999", **second}
    draft = support.draft(**other)
    assert [item.matched_by for item in services.collisions_of(draft)] == ["previous_number"]


def test_a_refused_dossier_does_not_stand_in_the_way() -> None:
    first = services.submit(support.draft().pk)
    services.refuse(first.pk, actor="officer:lan", ground="name", reason="Tên trùng")
    assert services.collisions_of(support.draft()) == []


def test_a_number_is_given_back_when_filing_fails() -> None:
    draft = support.draft()
    with transaction.atomic():
        services.submit(draft.pk)
        transaction.set_rollback(True)
    assert not Counter.objects.exists()
    assert services.submit(draft.pk).code.endswith("-0001")


def test_a_filed_draft_can_no_longer_be_changed() -> None:
    draft = support.draft()
    services.submit(draft.pk)
    for change in (
        lambda: services.save_answers(draft.pk, {"phone": "0999999999"}),
        lambda: services.put_photo(draft.pk, "front", support.photo(), capture="file"),
        lambda: services.issue_resume_code(draft.pk),
    ):
        with pytest.raises(AlreadyFiledError):
            change()


def test_a_draft_whose_time_is_over_is_gone() -> None:
    draft = support.draft()
    with clock.frozen(clock.now() + timedelta(days=15)):
        with pytest.raises(NotFoundError):
            services.submit(draft.pk)
        with pytest.raises(NotFoundError):
            services.get(draft.pk)


@pytest.mark.django_db(transaction=True)
def test_sending_from_many_places_at_once_files_each_draft_once_and_numbers_without_gap() -> None:
    drafts = [support.draft(personal_number=f"07919000{n:04d}") for n in range(6)]
    start = threading.Barrier(6)

    def send(position: int) -> str:
        try:
            start.wait(timeout=20)
            return services.submit(drafts[position // 2].pk).code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(send, range(6)))
    assert codes[0::2] == codes[1::2]
    assert sorted(code[-4:] for code in set(codes)) == ["0001", "0002", "0003"]
    with transaction.atomic():
        assert filing.next_number("dossier:other") == 1
