"""After the face model changed, whoever agreed to be found is found again, and nobody else is."""

import re

import numpy as np
import pytest
from tests.gallery.invented import analysis, enrolled, sitting, unit

from motcua.audit.models import Event
from motcua.faces.types import FaceAnalysis
from motcua.gallery import enrolment, re_embedding, selectors, services
from motcua.gallery.models import FaceImage, Gone, Person, Sitting
from motcua.gallery.types import PURPOSE
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is enrolled is of the model before; today's describes the same people by other numbers."""
    monkeypatch.setattr(enrolment, "TEMPLATE_VERSION", "the model before")
    monkeypatch.setattr("motcua.faces.services.analyse", new_look)


def today(seed: int) -> np.ndarray:
    return unit(np.random.default_rng((seed, 7)).standard_normal(128))


def new_look(image: bytes) -> FaceAnalysis:
    """See a face as today's model does: the frames of tests say whose they are; the person 9 has no face."""
    found = re.search(rb"face (\d+)", image)
    assert found is not None, "no image that was kept"
    seed = int(found[1])
    return analysis(today(seed), wide=5.0 if seed == 9 else 90.0)


def found(seed: int) -> list[object]:
    hits = services.search(today(seed), people=3, actor="x", reason="test")
    return [hit.reference for hit in hits if hit.score > 0.9]


@pytest.mark.usefixtures("older")
def test_whoever_agreed_is_found_again_and_each_image_opened_is_recorded() -> None:
    one, other = enrolled(1), enrolled(2)
    enrolled(1, take=1)
    assert found(1) == []
    assert any("2 people" in line and "re-embed" in line for line in selectors.unfinished())
    images = {row.pk: bytes(row.sealed) for row in FaceImage.objects.all()}
    done = services.re_embed(actor="operator:test", reason="a better model")
    assert (done.people, done.templates, done.unusable) == (2, 3, 0)
    assert (found(1), found(2)) == ([one], [other])
    assert not any("re-embed" in line for line in selectors.unfinished())
    seen = Event.objects.filter(action="gallery.image_viewed")
    assert {event.subject for event in seen} == {f"face:{one}", f"face:{other}"}
    assert {(event.actor, event.reason) for event in seen} == {("operator:test", "a better model")}
    assert Event.objects.get(action="gallery.re_embedded").data["people"] == 2
    # The images stay sealed as they were, each with its sitting: the next change needs them, too.
    assert {row.pk: bytes(row.sealed) for row in FaceImage.objects.all()} == images
    latest = selectors.load_image(one, viewer="x", reason="y")
    assert latest == sitting(1, take=1)[0].image
    assert Gone.objects.count() == 3, "the indexes forget the templates of before"
    assert services.re_embed(actor="x", reason="again").people == 0


@pytest.mark.usefixtures("older")
def test_whoever_withdrew_is_not_looked_at_and_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, during = enrolled(1), enrolled(2)
    enrolled(2, take=1)
    people.withdraw_consent(subject=people.consent_subject_of_face(gone), purpose=PURPOSE)

    def withdrawn_meanwhile(image: bytes) -> FaceAnalysis:
        services.withdraw(reference=during, actor="citizen:test")
        return new_look(image)

    monkeypatch.setattr("motcua.faces.services.analyse", withdrawn_meanwhile)
    done = services.re_embed(actor="x", reason="y")
    assert done == re_embedding.ReEmbeddingResult(0, 0, 0)
    assert not Event.objects.filter(action="gallery.image_viewed", subject=f"face:{gone}").exists()
    assert not Person.objects.filter(reference=during).exists()
    assert not Sitting.objects.filter(model=re_embedding.TEMPLATE_VERSION).exists()


@pytest.mark.usefixtures("older")
def test_an_image_that_today_s_model_cannot_use_leaves_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrolled(9)
    reference = enrolled(1)
    done = services.re_embed(actor="x", reason="y")
    assert (done.people, done.unusable) == (1, 1)
    assert Person.objects.count() == 2
    assert found(1) == [reference]
    # Who has sat under today's model is found by that: their older images are not opened.
    monkeypatch.undo()
    monkeypatch.setattr(enrolment, "TEMPLATE_VERSION", re_embedding.TEMPLATE_VERSION)
    enrolled(9, take=1)
    assert services.re_embed(actor="x", reason="y") == re_embedding.ReEmbeddingResult(0, 0, 0)
