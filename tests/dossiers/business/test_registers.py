"""One person, one household business in the whole country; and the office sees whether the data hold."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.audit.models import Event
from motcua.cli.checkup import outside
from motcua.cli.checkup.findings import Level
from motcua.dossiers import selectors, services
from motcua.dossiers.business import registers
from motcua.dossiers.errors import CollisionError
from motcua.dossiers.models import RegisterAnswer
from motcua.interconnect.sandbox import business, population
from motcua.interconnect.types import OutsideCallError
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))
NUMBER = "079190001234"
ASKED = {
    "personal_number": NUMBER, "previous_number": "", "full_name": "NGUYỄN THỊ MINH NGUYỆT",
    "date_of_birth": "1990-05-14",
}  # fmt: skip
ELSEWHERE = {
    "code": NUMBER, "name": "HỘ KINH DOANH A", "owner_number": NUMBER, "registry": "Phường Láng, Hà Nội",
    "registered_on": "2025-08-01", "status": "active",
}  # fmt: skip


@pytest.fixture
def country(settings: object) -> Iterator[tuple[business.Registry, population.Register]]:
    (one, registry), (two, people) = business.make(SECRET), population.make(SECRET)
    with serving(one) as at_registry, serving(two) as at_people:
        addresses = {"business": (at_registry, SECRET), "population": (at_people, SECRET)}
        settings.OUTSIDE = {**settings.OUTSIDE, **addresses}  # type: ignore[attr-defined]
        yield registry, people


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=registers.TASK).count()


def test_nothing_is_asked_where_nothing_is_connected() -> None:
    services.submit(filing.draft().pk)
    assert jobs() == 0


def test_a_business_elsewhere_stops_until_the_person_has_seen_it(
    country: tuple[business.Registry, population.Register],
) -> None:
    country[0].businesses.append(ELSEWHERE)
    draft = filing.draft()
    assert services.ask_registers(draft)
    assert not services.ask_registers(draft)  # it waits in the queue already
    assert services.collisions_of(draft) == []
    registers.query(**ASKED)
    (found,) = services.collisions_of(draft)
    assert found.kind == "certificate"
    assert found.business_name == "HỘ KINH DOANH A (Phường Láng, Hà Nội)"
    with pytest.raises(CollisionError):
        services.submit(draft.pk)
    services.acknowledge_collision(draft.pk)
    assert services.submit(draft.pk).code


def test_a_former_number_finds_it_too_and_what_has_ended_is_no_hindrance(
    country: tuple[business.Registry, population.Register],
) -> None:
    country[0].businesses += [
        {**ELSEWHERE, "code": "X1", "owner_number": "023456789"},
        {**ELSEWHERE, "code": "X2", "status": "ceased"},
    ]
    registers.query(**{**ASKED, "previous_number": "023456789"})
    found = services.collisions_of(filing.draft(previous_number="023456789"))
    assert [(item.code, item.matched_by) for item in found] == [("X1", "previous_number")]


def test_asked_once_an_hour_and_forgotten_in_time(
    country: tuple[business.Registry, population.Register],
) -> None:
    for _ in range(2):
        registers.query(**ASKED)
    assert (country[0].asked, country[1].asked) == (1, 1)
    asked = Event.objects.filter(subject=f"person:{NUMBER}").values_list("action", flat=True)
    assert sorted(asked) == ["register.business.asked", "register.population.asked"]
    with clock.frozen(clock.now() + timedelta(hours=2)):
        registers.query(**ASKED)
    assert (country[0].asked, country[1].asked) == (2, 2)
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert registers.sweep() == 2
    assert not RegisterAnswer.objects.exists()


def test_a_register_that_is_away_is_asked_again_and_stops_nobody(
    country: tuple[business.Registry, population.Register], settings: object
) -> None:
    settings.OUTSIDE = {**settings.OUTSIDE, "population": ("http://127.0.0.1:9", SECRET)}  # type: ignore[attr-defined]
    with pytest.raises(OutsideCallError):
        registers.query(**ASKED)
    assert RegisterAnswer.objects.filter(register="business").exists()
    dossier = services.submit(filing.draft().pk)
    view = selectors.population_view(dossier)
    assert view is not None
    assert view.tone == "warn"


def test_one_register_that_is_away_does_not_keep_the_other_from_answering(
    country: tuple[business.Registry, population.Register], settings: object
) -> None:
    settings.OUTSIDE = {**settings.OUTSIDE, "business": ("http://127.0.0.1:9", SECRET)}  # type: ignore[attr-defined]
    with pytest.raises(OutsideCallError):
        registers.query(**ASKED)
    assert RegisterAnswer.objects.filter(register="population").exists()


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("who", ["business", "population"])
def test_a_register_that_answers_wrongly_is_told_of_until_it_answers_rightly(settings: Any, who: str) -> None:
    """It said that it worked, and nobody saw that dossiers went on without its answers."""
    faults = f"{settings.OUTSIDE[who][0]}/__control"
    httpx.put(faults, json={"wrong": "missing_field"}, trust_env=False).raise_for_status()
    for _ in range(2):
        with pytest.raises(OutsideCallError):
            registers.query(**ASKED)
    dossier = services.submit(filing.draft().pk)
    view = selectors.population_view(dossier)
    assert view is not None
    assert view.tone == ("good" if who == "business" else "warn")
    [found] = outside.answers()
    assert who in found.part.en
    assert "1 questions about people are answered wrongly" in found.seen
    assert NUMBER not in found.seen
    httpx.delete(faults, trust_env=False).raise_for_status()
    registers.query(**ASKED)
    [found] = outside.answers()
    assert found.level is Level.GOOD


def test_a_question_that_was_lost_is_asked_again(
    country: tuple[business.Registry, population.Register],
) -> None:
    """The officer's page says that it is asked again: so it must be."""
    services.submit(filing.draft().pk)
    assert registers.request_missing() == 0, "the first question may still be on its way"
    filing.begin_jobs()  # and the worker that had it died
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert registers.request_missing() == 1
        assert registers.request_missing() == 0, "it waits in the queue"
        registers.query(**ASKED)
        filing.begin_jobs()
        assert registers.request_missing() == 0, "answered"


@pytest.mark.parametrize(
    ("people", "tone", "words"),
    [
        ({}, "good", "khớp"),
        ({NUMBER: {"full_name": "TRẦN VĂN B", "date_of_birth": "1990-05-14"}}, "bad", "Không khớp: họ tên."),
        ({"001199000001": {}}, "bad", "Không có số định danh này."),
    ],
)
def test_the_officer_sees_what_the_population_database_says(
    country: tuple[business.Registry, population.Register],
    client: Client,
    people: dict[str, dict[str, str]],
    tone: str,
    words: str,
) -> None:
    country[1].people.update(people)
    dossier = services.submit(filing.draft().pk)
    assert jobs() == 1
    registers.query(**ASKED)
    view = selectors.population_view(dossier)
    assert view is not None
    assert view.tone == tone
    assert words in view.words.vi


def test_a_phone_s_apostrophe_is_no_other_name(
    country: tuple[business.Registry, population.Register], client: Client
) -> None:
    """Phones write ``H’HEN`` unasked: to the database, which has ``H'HEN``, it was another name."""
    typed = {"personal_number": "079190007788", "full_name": "H’HEN NIÊ KĐĂM"}
    country[1].people["079190007788"] = {"full_name": "H'HEN NIÊ KĐĂM", "date_of_birth": "1990-05-14"}
    dossier = services.submit(filing.draft(**typed).pk)
    registers.query(**ASKED | typed)
    view = selectors.population_view(dossier)
    assert view is not None
    assert view.tone == "good"
