"""Photos that come after filing: which are compared with which, and what happens to those never sent."""

from datetime import timedelta

import pytest
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.drafting import analyses
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.models import Analysis, Dossier, SupplementPhoto
from motcua.dossiers.supplementing import supplements
from motcua.kernel import clock
from motcua.people.models import StoredPhoto
from motcua.people.services import sweep_photos

pytestmark = pytest.mark.django_db


def _asked(*slots: str, photos: bool = True) -> Dossier:
    draft = filing.draft()
    for number, slot in enumerate(slots):
        services.put_photo(draft.pk, slot, filing.photo(number), capture="file")
    dossier = services.submit(draft.pk)
    services.accept(dossier.pk, actor="officer:lan")
    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Mờ", items=["Địa chỉ"], photos=photos)
    return dossier


def _answer(dossier: Dossier, *slots: str) -> dict[str, set[str]]:
    before = set(Analysis.objects.values_list("pk", flat=True))
    for number, slot in enumerate(slots):
        services.add_supplement_photo(dossier.pk, slot, filing.photo(10 + number), capture="file", name="x")
    services.answer_supplement(dossier.pk, actor="citizen:x", note="")
    return {item.kind: set(item.inputs) for item in Analysis.objects.exclude(pk__in=before)}


def test_a_new_front_stands_for_itself_and_a_new_face_meets_the_newest_card() -> None:
    assert _answer(_asked("front", "back"), "front") == {"paper": {"front"}}


def test_a_new_face_is_compared_with_the_card_that_was_filed() -> None:
    dossier = _asked("front", "back")
    assert _answer(dossier, "selfie") == {"selfie": {"selfie"}, "match": {"front", "back", "selfie"}}
    filed = dossier.evidence["photos"]["front"]["photo"]
    assert Analysis.objects.get(kind="match").inputs["front"] == filed


def test_a_new_face_with_a_new_card_is_compared_with_that_card() -> None:
    dossier = _asked("front", "back")
    assert _answer(dossier, "front", "selfie")["match"] == {"front", "selfie"}


def test_another_paper_is_not_read() -> None:
    assert _answer(_asked("front", photos=False), "other") == {}


def test_a_comparison_reads_cards_that_nobody_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new back with the filed front: without a reading there is no portrait and nothing to compare."""
    seen: list[dict[str, str]] = []

    def read(analysis: Analysis) -> dict[str, object]:
        seen.append(analysis.inputs)
        return filing.reading().to_record()

    monkeypatch.setattr(analyses, "_read_paper", read)
    _answer(_asked("front"), "back", "selfie")
    analysis = Analysis.objects.get(kind="match")
    reading = analyses._reading_for(analysis)
    assert reading is not None
    assert set(seen[-1]) == {"front", "back", "selfie"}
    assert len(seen) == 1


def test_work_of_a_worker_that_died_is_given_out_again_for_new_photos_too() -> None:
    dossier = _asked("front")
    _answer(dossier, "front")
    analysis = Analysis.objects.latest("pk")
    filing.begin_jobs()
    assert analyses.lease(analysis.pk) is not None
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert services.recover() >= 1
        assert analyses.lease(analysis.pk) is not None


def test_photos_never_sent_go_after_their_time_and_are_not_sent_late() -> None:
    dossier = _asked()
    services.add_supplement_photo(dossier.pk, "front", filing.photo(), capture="file")
    with clock.frozen(clock.now() + timedelta(days=15)):
        services.answer_supplement(dossier.pk, actor="citizen:x", note="Không có ảnh")
        assert supplements.sweep() == 1
        sweep_photos()
    assert not SupplementPhoto.objects.exists()
    assert not StoredPhoto.objects.exists()
    assert "photos" not in dossier.transitions.get(move="supplement").data


def test_photos_of_an_earlier_answer_stay_when_more_is_asked_again() -> None:
    dossier = _asked()
    _answer(dossier, "front")
    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Vẫn mờ", items=["Ảnh mặt sau"])
    assert supplements.waiting(dossier.pk) == []
    _answer(dossier, "front", "back")
    views = supplements.views_of(dossier)
    assert [[photo.slot for photo in view.photos] for view in views] == [["front", "back"], ["front"]]
    assert all(view.pending for view in views)


def test_nothing_is_added_when_nothing_is_asked() -> None:
    dossier = services.submit(filing.draft().pk)
    with pytest.raises(MoveNotAllowedError):
        services.add_supplement_photo(dossier.pk, "front", filing.photo(), capture="file")
    assert not StoredPhoto.objects.exists()


def test_a_failing_move_keeps_the_photos_unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction: either the office has note and photos, or the citizen still has both to send."""
    dossier = _asked()
    services.add_supplement_photo(dossier.pk, "front", filing.photo(), capture="file")

    def fail(*_: object) -> None:
        raise OSError("queue")

    monkeypatch.setattr(analyses, "_defer", fail)
    with pytest.raises(OSError, match="queue"):
        services.answer_supplement(dossier.pk, actor="citizen:x", note="")
    assert [item.slot for item in supplements.waiting(dossier.pk)] == ["front"]
    assert not dossier.transitions.filter(move="supplement").exists()
