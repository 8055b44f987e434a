"""The card's portrait is compared with all good frames of who moved for the camera, and with a photo as
before."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support import filing as support

from motcua.dossiers import services
from motcua.dossiers.drafting import analyses, drafts
from motcua.dossiers.drafting import presence as shown
from motcua.dossiers.models import Analysis, Draft
from motcua.faces import services as faces
from motcua.faces.presence.types import Presence
from motcua.faces.types import Comparison, FaceQuality, Template
from motcua.kernel import clock
from motcua.people.models import StoredPhoto
from motcua.presence import services as presence
from motcua.presence.models import Challenge

pytestmark = pytest.mark.django_db
TEMPLATE: Template = np.asarray(np.eye(128)[7], np.float32)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[Template | None]:
    """What was compared with the portrait in place of the photo, comparison by comparison."""
    seen: list[Template | None] = []

    def compare(*_: Any, b_fused: Template | None = None, **__: Any) -> Comparison:
        seen.append(b_fused)
        return Comparison(0.7, True, (FaceQuality(0.9), FaceQuality(0.9)), 1e-5)

    monkeypatch.setattr(faces, "compare", compare)
    monkeypatch.setattr(analyses, "_reading_for", lambda _: support.reading())
    monkeypatch.setattr(analyses, "_read_paper", lambda _: support.reading().to_record())
    monkeypatch.setattr(
        "motcua.faces.presence.services.judge",
        lambda _frames, _plan: Presence("active", 0.8, template=TEMPLATE),
    )
    return seen


def _moved(draft: Draft) -> None:
    began = clock.now()
    issued = shown.begin(draft.pk)
    for number in range(2 * len(issued.steps)):
        image = support.photo(10 + number)
        at_ms = 950 * number
        with clock.frozen(began + timedelta(milliseconds=at_ms)):
            shown.add_frame(draft.pk, issued.token, number=number, part=number // 2, at_ms=at_ms, image=image)
    with clock.frozen(began + timedelta(seconds=10)):
        shown.finish(draft.pk, issued.token)


def _work(kind: str) -> dict[str, Any]:
    asked = Analysis.objects.filter(kind=kind).latest("pk")
    analyses.perform(asked.pk)
    asked.refresh_from_db()
    assert asked.record is not None
    return asked.record


def _templates() -> int:
    return StoredPhoto.objects.filter(purpose="presence").count()


def test_frames_are_compared_even_where_nobody_had_judged_them(compared: list[Template | None]) -> None:
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    record = _work("match")
    assert compared[0] == pytest.approx(TEMPLATE)
    assert record["several_frames"] is True
    assert str(TEMPLATE[7]) not in str(sorted(record)), "no number of the template is in the evidence"


def test_a_photo_from_a_file_is_compared_alone(compared: list[Template | None]) -> None:
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    services.put_photo(draft.pk, "selfie", support.photo(3), capture="file")
    assert _work("match")["several_frames"] is False
    assert compared[-1] is None


def test_a_card_photographed_again_is_compared_with_the_frames_too(compared: list[Template | None]) -> None:
    """Whose first photo of the card was poor is who needs them most."""
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    _work("match")
    services.put_photo(draft.pk, "front", support.photo(2), capture="camera")
    _work("paper")
    _work("match")
    assert [item is not None for item in compared] == [True, True]


def test_nothing_of_the_frames_is_left_once_the_filing_is_compared(compared: list[Template | None]) -> None:
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    _work("match")
    assert _templates() == 1
    services.submit(draft.pk)
    assert _templates() == 0


@pytest.mark.parametrize("instead", ["a file", "nothing"])
@pytest.mark.parametrize("judged", ["before", "after"])
def test_whoever_takes_the_face_photo_back_leaves_no_template(
    judged: str, instead: str, compared: list[Template | None]
) -> None:
    """They were told that what is taken away is gone, not that numbers of it stay for two hours."""
    del compared
    draft = support.draft()
    _moved(draft)
    challenge = Challenge.objects.get().pk
    if judged == "before":
        presence.judge(challenge)
        assert _templates() == 1
    if instead == "a file":
        services.put_photo(draft.pk, "selfie", support.photo(3), capture="file")
    else:
        services.remove_photo(draft.pk, "selfie")
    presence.judge(challenge)
    assert _templates() == 0


def test_a_filing_that_is_quicker_than_the_worker_loses_nothing(compared: list[Template | None]) -> None:
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    dossier = services.submit(draft.pk)
    _work("match")
    dossier.refresh_from_db()
    assert dossier.evidence["match"]["several_frames"] is True
    assert compared[-1] is not None
    assert _templates() == 0


def test_two_workers_do_not_judge_one_sequence(compared: list[Template | None]) -> None:
    """Both jobs are due at once: the queue gives the comparison out after the judging."""
    del compared
    draft = support.draft()
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    _work("paper")
    _moved(draft)
    jobs = ProcrastinateJob.objects.filter(lock=f"presence:{drafts.subject_of(draft.pk)}").order_by("pk")
    assert list(jobs.values_list("task_name", flat=True)) == ["presence.judge", "dossiers.perform_analysis"]
