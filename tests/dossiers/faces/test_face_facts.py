"""The second fact of a look-up by face: slow to guess, and nothing learnt from how it is refused."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from tests.dossiers.faces.test_by_face import Stage, come, enrol, filed, stage

from motcua.audit.models import Attempt, Event
from motcua.dossiers.faces import by_face, face_facts
from motcua.gallery import services as gallery
from motcua.gallery.types import Assurance, Outcome
from motcua.kernel import clock, constant_time
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
__all__ = ["stage"]
RIGHT = "14/5"


def tried(fact: str, *, name: str = "") -> bool:
    """Come from a new device and give one fact; returns whether it opened."""
    phone = name or uuid.uuid4().hex
    visit = come(Assurance.PASSIVE, device=phone)
    return by_face.confirm(visit, device=phone, fact=fact) is not None


def missed_until_waiting() -> datetime:
    """Miss as often as costs nothing; returns when."""
    now = clock.now()
    with clock.frozen(now):
        assert not any(tried(wrong) for wrong in ("2/1", "3/1", "4/1", "5/1"))
    return now


def test_walking_the_birthdays_takes_longer_each_time_and_days_forget_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six tries a day without a memory walked all birthdays in two months."""
    dossier = filed()
    enrol(dossier)
    reference = people.face_reference_of(dossier.personal_number)
    assert reference is not None
    start, compared = clock.now(), 0
    for hour in [*range(48), *range(48, 24 * 365, 24)]:
        with clock.frozen(start + timedelta(hours=hour)):
            assert face_facts.matching_candidates("2/1", [reference], visit=uuid.uuid4()) == []
        waits = Event.objects.filter(action="dossier.face_fact_missed").latest("pk").data["waits"]
        compared += not waits
    assert 15 <= compared <= 24, compared


def test_after_many_misses_even_the_right_fact_waits_and_then_opens_and_starts_anew(stage: Stage) -> None:
    """Never for good: the wait has an end, and a success forgets the misses."""
    enrol(filed())
    began = missed_until_waiting()
    with clock.frozen(began + timedelta(minutes=59)):
        assert not tried(RIGHT)
    with clock.frozen(began + timedelta(hours=1, seconds=1)):
        assert tried(RIGHT)
        assert [tried("2/1"), tried("2/1"), tried(RIGHT)] == [False, False, True]


def test_full_width_digits_are_digits(stage: Stage) -> None:
    """The last three of the telephone number, so written, were a wrong fact: a try lost, and then a wait."""
    enrol(filed())
    assert tried("５６７")
    assert tried("\u202a567\u202c")
    assert tried("１４/５")


def test_the_longest_wait_has_an_end(stage: Stage) -> None:
    dossier = filed()
    enrol(dossier)
    reference = people.face_reference_of(dossier.personal_number)
    Attempt.objects.create(key=f"face:misses:{reference}", count=500, since=clock.now())
    assert not tried(RIGHT)
    with clock.frozen(clock.now() + timedelta(days=30, seconds=1)):
        assert tried(RIGHT)


def test_successes_do_not_lock_the_owner_out(stage: Stage) -> None:
    enrol(filed())
    assert all(tried(RIGHT) for _ in range(9))


def test_a_sure_face_at_a_machine_of_the_office_opens_meanwhile(stage: Stage) -> None:
    dossier = filed()
    enrol(dossier)
    missed_until_waiting()
    assert not tried(RIGHT)
    visit = come(Assurance.ACTIVE, device="machine")
    assert by_face.found(visit, device="machine") == [dossier]
    assert tried(RIGHT), "and that forgets the misses"


def test_the_success_of_one_of_two_alike_is_no_miss_about_the_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    monkeypatch.setattr(face_facts, "_fits", lambda reference, given: reference == first)
    for _ in range(6):
        assert face_facts.matching_candidates("5/9", [first, second], visit=uuid.uuid4()) == [first]
    assert not Attempt.objects.filter(key=f"face:misses:{second}", count__gt=0).exists()


def test_each_miss_is_recorded_with_the_reference_and_nothing_else_about_the_person(stage: Stage) -> None:
    dossier = filed()
    enrol(dossier)
    assert not tried("2/1")
    stage.person = 9
    assert not tried("2/1")
    events = list(Event.objects.filter(action="dossier.face_fact_missed").order_by("pk"))
    reference = people.face_reference_of(dossier.personal_number)
    assert [event.subject for event in events] == [f"face:{reference}", "face:nobody"]
    assert all(event.data == {"waits": False} for event in events)
    assert all(event.actor == "citizen:by face" for event in events), "no visit that leads to a dossier"


@pytest.mark.parametrize("fact", ["1/1", "01/01", "01/01/1990"])
def test_the_first_of_january_is_no_fact_and_the_phone_is(
    fact: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not know their birthday has the first of January on the card: what everybody guesses first."""
    enrol(filed(date_of_birth="1990-01-01"))
    assert not tried(fact)
    assert tried("567")


class Watch:
    """A clock that goes by the work done, and a sleep that only moves it."""

    def __init__(self) -> None:
        self.time, self.waited = 0.0, 0.0

    def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.time += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(constant_time, "_clock", lambda: made.time)
    monkeypatch.setattr(constant_time, "_sleep", made.sleep)
    return made


@pytest.mark.parametrize(
    ("work", "ends"), [(0.0, 0.25), (0.008, 0.25), (0.25, 0.25), (0.26, 0.5), (1.1, 1.25)]
)
def test_an_answer_ends_at_even_times_whatever_the_work_took(work: float, ends: float, watch: Watch) -> None:
    def answer() -> None:
        with constant_time.pad_duration(0.25):
            watch.time += work
            raise NotFoundError

    with pytest.raises(NotFoundError):
        answer()
    assert watch.time == pytest.approx(ends)


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count what the databases are asked."""
    numbers: list[int] = []
    with (
        CaptureQueriesContext(connections["default"]) as main,
        CaptureQueriesContext(connections["faces"]) as store,
    ):
        yield numbers
    numbers += [len(main), len(store)]


def test_a_wrong_fact_takes_the_same_time_enrolled_or_not(
    stage: Stage, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took 8.3 ms about somebody enrolled and 2.4 ms about a stranger."""
    enrol(filed())
    work = {1: 0.0083, 9: 0.0024}
    real = face_facts.matching_candidates

    def slow(fact: str, candidates: tuple[uuid.UUID, ...], *, visit: uuid.UUID) -> list[uuid.UUID]:
        watch.time += work[stage.person]
        return real(fact, candidates, visit=visit)

    monkeypatch.setattr(face_facts, "matching_candidates", slow)
    took, asked = [], []
    for stage.person in (1, 9):
        visit = come(Assurance.PASSIVE, device="x")
        gallery.reset_limit(device="x")
        for last in (False, True):
            began = watch.time
            with counted() as numbers:
                if last:
                    with pytest.raises(NotFoundError):
                        by_face.confirm(visit, device="x", fact="2/1")
                else:
                    assert by_face.confirm(visit, device="x", fact="2/1") is None
            took.append(watch.time - began)
            asked.append(sum(numbers))
    assert took == pytest.approx([0.25] * 4)
    assert max(asked) - min(asked) <= 6, asked


def test_away_from_a_machine_a_sure_face_is_asked_like_everybody(stage: Stage) -> None:
    enrol(filed())
    for stage.person in (1, 9):
        visit = come(Assurance.ACTIVE, device="home", alone=False)
        assert gallery.answer_of_visit(visit, device="home").outcome is Outcome.ASK
        gallery.reset_limit(device="home")
        with pytest.raises(NotFoundError):
            by_face.found(visit, device="home")


def test_forgetting_leaves_no_row_of_people_that_are_not_there(stage: Stage) -> None:
    stage.person = 9
    assert not tried("2/1")
    assert not Attempt.objects.filter(key__startswith="face:misses:").exists()
