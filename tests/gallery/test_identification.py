"""A search may name somebody only when it must be them, and otherwise says nothing about anybody."""

import uuid

import pytest
from tests.gallery.invented import agreed, enrolled, sitting

from motcua.audit.models import Event
from motcua.gallery import identification, services
from motcua.gallery.errors import FramesError, NotLiveError
from motcua.gallery.identification import decide
from motcua.gallery.thresholds import MARGIN, search_threshold
from motcua.gallery.types import Assurance, Candidate, Identification, Outcome

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
SIZE = 10_000
STRICT = search_threshold(SIZE, identification.FPIR).score
LOOSE = search_threshold(SIZE, identification.FPIR_ASKING).likely


def asked(seed: int, assurance: Assurance = Assurance.ACTIVE) -> Identification:
    frames = sitting(seed, take=5)
    return services.identify(frames, assurance=assurance, actor="citizen:1", reason="status by face")


def two(best: float, second: float, *, sure: bool = True) -> Identification:
    return decide([Candidate(ONE, best), Candidate(OTHER, second)], size=SIZE, sure=sure)


def test_an_enrolled_person_is_found_and_a_stranger_is_not() -> None:
    reference = enrolled(1)
    enrolled(2)
    assert asked(1) == Identification(Outcome.FOUND, (reference,))
    assert asked(3) == Identification(Outcome.NOT_FOUND)
    outcomes = [event.data["outcome"] for event in Event.objects.filter(action="gallery.identified")]
    assert sorted(outcomes) == ["found", "not_found"]


def test_passive_signs_alone_name_nobody() -> None:
    reference = enrolled(1)
    assert asked(1, Assurance.PASSIVE) == Identification(Outcome.ASK, (reference,))


@pytest.mark.parametrize("assurance", [Assurance.NONE, Assurance.UPLOADED])
def test_a_file_finds_nobody(assurance: Assurance) -> None:
    enrolled(1)
    with pytest.raises(NotLiveError):
        asked(1, assurance)
    assert not Event.objects.filter(action="gallery.searched").exists()


def test_too_few_frames_are_not_searched() -> None:
    with pytest.raises(FramesError):
        services.identify(sitting(1, frames=1), assurance=Assurance.ACTIVE, actor="x", reason="y")


def test_the_bounds_of_the_three_answers() -> None:
    assert LOOSE < STRICT
    assert two(STRICT + 0.01, 0.1).outcome is Outcome.FOUND
    assert two(STRICT - 0.01, 0.1) == Identification(Outcome.ASK, (ONE,))
    assert two(LOOSE - 0.01, 0.1) == Identification(Outcome.NOT_FOUND)
    assert decide([], size=0, sure=True) == Identification(Outcome.NOT_FOUND)


def test_two_people_much_alike_are_both_only_possible() -> None:
    close = STRICT + 0.05 - MARGIN + 0.01
    assert two(STRICT + 0.05, close) == Identification(Outcome.ASK, (ONE, OTHER))


def test_the_larger_the_store_the_more_is_asked_of_a_score() -> None:
    score = search_threshold(100, identification.FPIR).score + 0.001
    candidate = [Candidate(ONE, score)]
    assert decide(candidate, size=100, sure=True).outcome is Outcome.FOUND
    assert decide(candidate, size=1_000_000, sure=True).outcome is not Outcome.FOUND


def test_no_log_shows_a_candidate() -> None:
    assert str(ONE) not in repr(two(0.99, 0.1))


def test_a_face_under_another_reference_is_told_to_the_officer_only() -> None:
    first, second = enrolled(1), agreed(2)
    template = services.sitting_template(sitting(1, take=3))
    assert services.similar_people(template, reference=second, actor="system:enrolment") == (first,)
    assert services.similar_people(template, reference=first, actor="system:enrolment") == ()
    stranger = services.sitting_template(sitting(9))
    assert services.similar_people(stranger, reference=None, actor="system:enrolment") == ()


def test_who_enrolled_long_ago_is_found_until_erased() -> None:
    reference = enrolled(1)
    services.withdraw(reference=reference, actor="x")
    assert asked(1) == Identification(Outcome.NOT_FOUND)


def test_thresholds_follow_the_time_of_asking() -> None:
    """The size of the store is counted for each search, not kept from a start."""
    assert asked(1) == Identification(Outcome.NOT_FOUND)
    enrolled(1)
    assert asked(1).outcome is Outcome.FOUND
    sizes = [event.data["size"] for event in Event.objects.filter(action="gallery.identified").order_by("id")]
    assert sizes == [0, 1]
