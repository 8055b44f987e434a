"""People say what they think only when nobody can tell who they are; an office must not choose the words."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.contact import ratings
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.models import Dossier, Rating
from motcua.kernel.errors import InvalidInputError
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.django_db


def refused(number: str = "079190001234") -> Dossier:
    made = services.submit(filing.draft(personal_number=number).pk)
    services.refuse(made.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
    return Dossier.objects.get(pk=made.pk)


def visitor(dossier: Dossier) -> Client:
    client = Client()
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    return client


def test_a_word_is_given_once_and_leads_back_to_nobody() -> None:
    dossier = refused()
    before = Event.objects.count()
    client, address = visitor(dossier), reverse("portal:rate", args=[dossier.code])
    assert address in client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"overall": "3", "time": "1"}).status_code == 302
    kept = Rating.objects.get()
    assert kept.scores == {"overall": 3, "time": 1}
    assert kept.month.day == 1
    shown = " ".join(str(value) for value in vars(kept).values())
    assert dossier.code not in shown
    assert dossier.full_name not in shown
    assert Event.objects.count() == before, "the record must not say who rated when"
    client.post(address, {"overall": "1"})
    assert Rating.objects.get().scores["overall"] == 3
    assert address not in client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()


def test_the_code_alone_rates_nothing() -> None:
    dossier = refused()
    answer = Client().post(reverse("portal:rate", args=[dossier.code]), {"overall": "1"})
    assert answer.status_code == 302
    assert not Rating.objects.exists()


def test_a_dossier_under_way_cannot_be_rated() -> None:
    made = services.submit(filing.draft().pk)
    assert not ratings.may_rate(made)
    with pytest.raises(MoveNotAllowedError):
        ratings.rate(made, {"overall": 3})


@pytest.mark.parametrize("scores", [{}, {"time": 3}, {"overall": 4}, {"overall": 3, "officer Lan": 1}])
def test_what_is_no_answer_is_not_counted(scores: dict[str, int]) -> None:
    with pytest.raises(InvalidInputError):
        ratings.rate(refused(), scores)


def test_totals_count_everybody_and_are_published_only_when_no_single_word_shows() -> None:
    office = procedures.default_office().slug
    for number, score in enumerate([3, 3, 3, 1]):
        ratings.rate(refused(f"07919000{number:04d}"), {"overall": score, **({"help": 3} if number else {})})
    address = reverse("portal:ratings")
    assert ratings.totals(office) == []
    assert "Chưa đủ số người" in Client().get(address).content.decode()
    ratings.rate(refused("079190009999"), {"overall": 2})
    overall, *others = ratings.totals(office)
    assert (overall.answered, overall.satisfied, overall.percent) == (5, 3, 60.0)
    assert {total.step: total.answered for total in others} == {"photos": 0, "form": 0, "time": 0, "help": 3}
    assert "<strong>3</strong> trong <strong>5</strong>" in Client().get(address).content.decode()


def test_the_share_is_never_rounded_up_to_all() -> None:
    assert ratings.StepTotal("overall", 16_128, 16_102).percent == 99.83
    assert ratings.StepTotal("overall", 100_000, 99_999).percent == 99.99
