"""Photos and the work on them: late is allowed, lost is not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support import filing as support

from motcua.dossiers import selectors, services
from motcua.dossiers.drafting import analyses, drafts
from motcua.dossiers.models import Analysis, Draft
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.errors import same_side_twice
from motcua.papers.types import Side
from motcua.people.models import StoredPhoto
from motcua.people.services import sweep_photos

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    made = services.begin(procedure_code=support.PROCEDURE, office=support.OFFICE, language="vi")
    services.record_agreement(made.pk, face=True, language="vi")
    return made


@pytest.fixture
def _reads(monkeypatch: pytest.MonkeyPatch) -> None:
    record = support.reading(doubtful=("full_name",)).to_record()
    monkeypatch.setattr(analyses, "_read_paper", lambda _: record)


def _perform_all() -> None:
    for analysis in Analysis.objects.exclude(status=Analysis.Status.DONE):
        analyses.perform(analysis.pk)


def test_a_long_queue_does_not_grow_by_being_looked_at(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        assert services.recover() == 0
        support.begin_jobs()  # fetched, and the worker died before it took the lease
        assert services.recover() == 1
        assert services.recover() == 0


def test_a_side_that_waited_until_the_other_came_is_not_read_alone(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a long queue each filing was read one and a half times, and everybody waited for it."""
    read: list[set[str]] = []

    def reads(analysis: Analysis) -> dict[str, Any]:
        read.append(set(analysis.inputs))
        return support.reading().to_record()

    monkeypatch.setattr(analyses, "_read_paper", reads)
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    services.put_photo(draft.pk, "back", support.photo(), capture="camera")
    _perform_all()
    assert read == [{"front", "back"}]
    services.remove_photo(draft.pk, "back")
    assert selectors.identity_status(draft).reading_pending
    _perform_all()
    assert read[1:] == [{"front"}]
    assert not selectors.identity_status(draft).reading_pending


def test_nothing_is_kept_before_the_person_agreed() -> None:
    draft = services.begin(procedure_code=support.PROCEDURE, office=support.OFFICE, language="vi")
    with pytest.raises(analyses.AgreementNeededError):
        services.put_photo(draft.pk, "front", support.photo(), capture="file")
    services.record_agreement(draft.pk, face=False, language="vi")
    services.put_photo(draft.pk, "front", support.photo(), capture="file")
    with pytest.raises(analyses.AgreementNeededError):
        services.put_photo(draft.pk, "selfie", support.photo(), capture="camera")
    assert StoredPhoto.objects.count() == 1


@pytest.mark.usefixtures("_reads")
def test_reading_fills_the_form_and_leaves_what_was_typed(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    services.save_answers(draft.pk, {"full_name": "NGUYỄN THỊ MINH NGUYỆT ÁNH"})
    _perform_all()
    draft.refresh_from_db()
    assert draft.prefilled["personal_number"]["value"] == "079190001234"
    assert not draft.prefilled["personal_number"]["review"]
    assert draft.prefilled["full_name"]["review"]
    assert services.effective_answers(draft)["full_name"] == "NGUYỄN THỊ MINH NGUYỆT ÁNH"
    assert services.unconfirmed(draft) == []


def test_a_bad_file_leaves_the_good_photo_before_it(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    before = draft.photos.get(slot="front").photo
    with pytest.raises(MotcuaError) as caught:
        services.put_photo(draft.pk, "front", b"not a photo", capture="file")
    assert caught.value.status < 500
    assert draft.photos.get(slot="front").photo == before


def test_replacing_a_photo_removes_the_one_before_and_asks_again(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(1), capture="camera")
    services.put_photo(draft.pk, "front", support.photo(2), capture="camera")
    assert StoredPhoto.objects.count() == 1
    assert Analysis.objects.filter(kind="paper").count() == 2
    assert ProcrastinateJob.objects.filter(task_name="dossiers.perform_analysis").count() == 2


@pytest.mark.usefixtures("_reads")
def test_a_reading_of_a_replaced_photo_does_not_fill_the_form(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(1), capture="camera")
    old = Analysis.objects.get(kind="paper")
    services.put_photo(draft.pk, "front", support.photo(2), capture="camera")
    Analysis.objects.filter(pk=old.pk).update(inputs={})
    analyses.perform(old.pk)
    draft.refresh_from_db()
    assert draft.prefilled == {}


@pytest.mark.usefixtures("_reads")
def test_work_held_by_a_dead_worker_is_given_out_again_and_finishes(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    analysis = Analysis.objects.get()
    support.begin_jobs()
    assert analyses.lease(analysis.pk) is not None  # this worker now dies
    assert analyses.lease(analysis.pk) is None
    assert services.recover() == 0
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert services.recover() == 1
        analyses.perform(analysis.pk)
    analysis.refresh_from_db()
    assert (analysis.status, analysis.attempts) == (Analysis.Status.DONE, 2)


@pytest.mark.usefixtures("_reads")
def test_doing_the_same_work_twice_changes_nothing(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    analysis = Analysis.objects.get()
    analyses.perform(analysis.pk)
    finished = Analysis.objects.get(pk=analysis.pk).finished_at
    analyses.perform(analysis.pk)
    assert Analysis.objects.get(pk=analysis.pk).finished_at == finished


def test_a_photo_that_kills_every_worker_is_given_up_and_the_person_is_told(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    analysis = Analysis.objects.get()
    moment = clock.now()
    for attempt in range(analyses.MOST_ATTEMPTS):
        with clock.frozen(moment + attempt * timedelta(minutes=1)):
            assert analyses.lease(analysis.pk) is not None
    with clock.frozen(moment + timedelta(hours=1)):
        assert analyses.lease(analysis.pk) is None
    status = selectors.identity_status(draft)
    assert status.failed
    assert not status.pending
    assert status.slots["front"].status == "problem"


def test_an_error_while_reading_gives_the_work_back_at_once(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> dict[str, Any]:
        raise OSError("disk")

    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    monkeypatch.setattr(analyses, "_read_paper", fail)
    analysis = Analysis.objects.get()
    with pytest.raises(OSError, match="disk"):
        analyses.perform(analysis.pk)
    assert analyses.lease(analysis.pk) is not None


def test_the_photo_of_the_wrong_side_says_so_and_nothing_else(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told of light on it first, people took the same side again, better."""
    glare, quad = (
        Problem("glare", Bilingual("Lóa", "Glare")),
        ((0.0, 0.0), (9.0, 0.0), (9.0, 6.0), (0.0, 6.0)),
    )
    fronts = tuple(Side("front", image, quad, problems=(replace(glare, image=image),)) for image in (0, 1))
    twice = same_side_twice("back")
    found = replace(support.reading(), sides=fronts, problems=(twice,))
    monkeypatch.setattr(analyses, "_read_paper", lambda _: found.to_record())
    for slot in ("front", "back"):
        services.put_photo(draft.pk, slot, support.photo(), capture="camera")
    _perform_all()
    front, back = (selectors.identity_status(draft).slots[slot] for slot in ("front", "back"))
    assert [item.code for item in front.problems] == ["glare"]
    assert [item.message for item in back.problems] == [twice.message]
    assert back.status == "problem"


def test_a_noise_photo_as_selfie_says_that_no_face_is_on_it(draft: Draft) -> None:
    services.put_photo(draft.pk, "selfie", support.photo(), capture="camera")
    _perform_all()
    slot = selectors.identity_status(draft).slots["selfie"]
    assert slot.blocking
    assert [problem.code for problem in slot.problems] == ["no_face"]


def test_a_resume_code_opens_the_draft_once_made_and_never_an_older_one(draft: Draft) -> None:
    first = services.issue_resume_code(draft.pk)
    second = services.issue_resume_code(draft.pk)
    assert services.resume(second).pk == draft.pk
    with pytest.raises(NotFoundError):
        services.resume(first)
    assert second not in Draft.objects.get(pk=draft.pk).resume_digest


def test_an_unfinished_filing_goes_with_its_photos_and_a_filed_one_stays(draft: Draft) -> None:
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    filed = support.draft()
    services.put_photo(filed.pk, "front", support.photo(), capture="camera")
    services.submit(filed.pk)
    with clock.frozen(clock.now() + timedelta(days=15)):
        assert drafts.sweep() == 1
        assert sweep_photos() == 0
    assert list(Draft.objects.values_list("pk", flat=True)) == [filed.pk]
    assert StoredPhoto.objects.count() == 1


def test_a_comparison_that_ends_after_the_filing_reaches_the_officer_and_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = support.draft()
    monkeypatch.setattr(analyses, "_read_paper", lambda _: support.reading(full_name="SAI").to_record())
    monkeypatch.setattr(analyses, "_match_faces", lambda _: {"score": 0.7, "same": True, "problems": []})
    services.put_photo(draft.pk, "front", support.photo(), capture="camera")
    services.put_photo(draft.pk, "selfie", support.photo(2), capture="camera")
    dossier = services.submit(draft.pk)
    assert dossier.evidence["match"] is None
    for _ in range(2):
        _perform_all()
    dossier.refresh_from_db()
    assert dossier.evidence["match"]["same"] is True
    assert dossier.evidence["reading"]["paper"] == "cccd_chip"
    assert dossier.answers["full_name"] == "NGUYỄN THỊ MINH NGUYỆT"
    assert dossier.evidence["prefilled"] == {}
