"""One's own dossiers by one's face: nobody else's, for nobody else, and nothing learnt by trying."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.invented import sitting
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.drafting import analyses, presence
from motcua.dossiers.errors import NoFacePhotoError, NotProvenError
from motcua.dossiers.faces import by_face, identity_proof
from motcua.dossiers.models import Analysis, Dossier, DraftPhoto
from motcua.dossiers.states import State
from motcua.faces import services as faces
from motcua.faces.types import Liveness
from motcua.gallery import services as gallery
from motcua.gallery import visits
from motcua.gallery.models import Person, Visit, VisitFrame
from motcua.gallery.types import Assurance, Outcome
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, TooManyAttemptsError
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
DEVICE = "a phone"


class Stage:
    """Who stands before the camera now, and whether what is seen looks live."""

    def __init__(self) -> None:
        self.person, self.take, self.traced = 1, 0, False


@pytest.fixture
def stage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    here = Stage()
    monkeypatch.setattr(visits, "analyse_frames", lambda images: sitting(here.person, take=here.take))
    monkeypatch.setattr(faces, "liveness", lambda image: Liveness(0.5, False if here.traced else None))
    # The photo filed with every dossier of these tests shows person 1.
    monkeypatch.setattr(faces, "analyse", lambda image: sitting(1, take=77)[0].analysis)
    return here


def filed(*, selfie: bool = True, **changed: str) -> Dossier:
    draft = filing.draft(**changed)
    if selfie:
        services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    return filing.proven(services.submit(draft.pk))


def typed(**changed: str) -> Dossier:
    """File under a number that is only typed, with a face and no card, told that the person has a dossier."""
    draft = filing.draft(own_name="PHỞ KẺ GIAN", phone="0909999111", **changed)
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    services.acknowledge_collision(draft.pk)
    return services.submit(draft.pk)


def frames(count: int = 3) -> list[bytes]:
    return [filing.photo(seed) for seed in range(count)]


def enrol(dossier: Dossier, assurance: Assurance = Assurance.ACTIVE) -> Visit:
    by_face.agree(dossier, language="vi")
    visit = by_face.enrol(dossier, frames(), device=DEVICE, network="n", assurance=assurance)
    by_face.perform_enrolment(visit, dossier.pk)
    return Visit.objects.get(pk=visit)


def come(assurance: Assurance = Assurance.ACTIVE, *, device: str = DEVICE, alone: bool = True) -> uuid.UUID:
    visit = by_face.look_up(frames(), device=device, network="n", assurance=assurance)
    by_face.perform_look_up(visit, alone=alone)
    return visit


def outcome(visit: uuid.UUID) -> Outcome | None:
    return gallery.answer_of_visit(visit, device=DEVICE).outcome


def test_from_agreeing_to_seeing_one_s_own_dossiers(stage: Stage) -> None:
    dossier = filed()
    filed(personal_number="079190009999")
    assert not by_face.is_enrolled(dossier)
    assert enrol(dossier).state == Visit.State.DONE
    assert by_face.is_enrolled(dossier)
    assert not VisitFrame.objects.exists(), "frames are gone as soon as they were looked at"
    stage.take = 5
    visit = come()
    assert by_face.found(visit, device=DEVICE) == [dossier]
    assert Event.objects.get(action="dossier.opened_by_face").subject == f"dossier:{dossier.code}"
    with pytest.raises(NotFoundError):
        by_face.found(visit, device=DEVICE)
    assert by_face.withdraw(dossier)
    assert not by_face.is_enrolled(dossier)
    assert outcome(come()) is Outcome.NOT_FOUND


def test_after_a_withdrawal_no_record_leads_from_the_face_to_the_dossier(stage: Stage) -> None:
    """Records are never removed: neither one of them, nor who is named in several, may tie the two."""
    dossier = filed()
    enrol(dossier)
    reference = people.face_reference_of(dossier.personal_number)
    by_face.found(come(), device=DEVICE)
    assert by_face.withdraw(dossier)
    events = [
        {event.actor, event.subject, *(value for value in event.data.values() if isinstance(value, str))}
        for event in Event.objects.exclude(actor__startswith="system:")
    ]
    known, before = {f"face:{reference}"}, 0
    while len(known) > before:
        before = len(known)
        for names in events:
            # What says which text or which way is no name of anybody.
            ids = {name for name in names if ":" in name}
            if ids & known:
                known |= ids
    told = " ".join(known)
    assert len(known) > 2, "nothing was recorded"
    assert dossier.code not in told
    assert str(dossier.draft_id) not in told


def test_work_is_handed_to_the_queue_without_a_word_about_the_person(stage: Stage) -> None:
    visit = by_face.look_up(frames(), device=DEVICE, network="n", assurance=Assurance.PASSIVE)
    job = ProcrastinateJob.objects.get(task_name="dossiers.perform_face_look_up")
    assert job.args == {"visit_id": str(visit)}
    waiting = gallery.answer_of_visit(visit, device=DEVICE)
    assert (waiting.state, waiting.outcome) == ("waiting", None)


def test_without_an_active_step_everybody_is_asked_found_or_not(stage: Stage) -> None:
    """Who holds a photo of somebody up must not learn whether that person is enrolled."""
    dossier = filed()
    enrol(dossier)
    enrolled = come(Assurance.PASSIVE)
    stage.person = 9
    stranger = come(Assurance.PASSIVE)
    assert outcome(enrolled) is outcome(stranger) is Outcome.ASK
    for visit in (enrolled, stranger):
        assert by_face.confirm(visit, device=DEVICE, fact="1/1") is None
        with pytest.raises(NotFoundError) as told:
            by_face.confirm(visit, device=DEVICE, fact="2/1")
        assert told.value.message == by_face.NOT_FOUND
    with pytest.raises(NotFoundError):
        by_face.confirm(stranger, device=DEVICE, fact="14/5")


@pytest.mark.parametrize("fact", ["14/5", " 14 - 05 ", "ngày 14 tháng 5", "14/05/1990", "567"])
def test_the_second_fact_opens(stage: Stage, fact: str) -> None:
    dossier = filed()
    enrol(dossier)
    visit = come(Assurance.PASSIVE)
    assert by_face.confirm(visit, device=DEVICE, fact=fact) == [dossier]


@pytest.mark.parametrize("fact", ["", "5/14", "1990", "45", "0901234567", "///", "14", "²³⁴"])
def test_what_is_not_the_fact_does_not(stage: Stage, fact: str) -> None:
    enrol(filed())
    assert by_face.confirm(come(Assurance.PASSIVE), device=DEVICE, fact=fact) is None


def test_a_visit_belongs_to_the_device_that_came(stage: Stage) -> None:
    enrol(filed())
    visit = come()
    with pytest.raises(NotFoundError):
        by_face.found(visit, device="another")
    with clock.frozen(clock.now() + visits.LIFE + timedelta(seconds=1)), pytest.raises(NotFoundError):
        by_face.found(visit, device=DEVICE)


def test_a_screen_or_an_uploaded_file_finds_and_enrols_nobody(stage: Stage) -> None:
    dossier = filed()
    enrol(dossier)
    stage.traced = True
    assert gallery.answer_of_visit(come(), device=DEVICE).state == "unusable"
    stage.traced = False
    assert gallery.answer_of_visit(come(Assurance.UPLOADED), device=DEVICE).state == "unusable"
    gallery.reset_limit(device=DEVICE)
    by_face.withdraw(dossier)
    for claimed in (Assurance.UPLOADED, Assurance.PASSIVE):
        with pytest.raises(gallery.NotLiveError):
            enrol(dossier, claimed)
    stage.traced = True
    assert enrol(dossier).state == Visit.State.UNUSABLE
    presence.meet(dossier.draft_id, actor="officer:an")
    assert enrol(dossier, Assurance.PASSIVE).state == Visit.State.UNUSABLE
    assert not Person.objects.exists()


def test_nobody_enrols_their_face_under_another_s_dossier(stage: Stage) -> None:
    dossier = filed()
    stage.person = 2
    assert enrol(dossier).state == Visit.State.UNUSABLE
    assert not Person.objects.exists()


def test_without_a_filed_photo_of_the_face_there_is_nothing_to_compare_with(stage: Stage) -> None:
    dossier = filed(selfie=False)
    with pytest.raises(NoFacePhotoError):
        enrol(dossier)


def test_withdrawing_while_a_worker_is_about_to_enrol_wins(stage: Stage) -> None:
    dossier = filed()
    by_face.agree(dossier, language="vi")
    visit = by_face.enrol(dossier, frames(), device=DEVICE, network="n", assurance=Assurance.ACTIVE)
    by_face.withdraw(dossier)
    by_face.perform_enrolment(visit, dossier.pk)
    assert not Person.objects.exists()
    assert not VisitFrame.objects.exists()


def test_a_face_under_two_numbers_is_shown_to_the_officer_and_refused_nothing(stage: Stage) -> None:
    first = filed()
    second = filed(personal_number="079190009999")
    enrol(first)
    assert enrol(second).state == Visit.State.DONE
    second.refresh_from_db()
    first.refresh_from_db()
    assert second.evidence["double_identity"]["faces"] == 1
    assert "double_identity" not in first.evidence
    assert by_face.is_enrolled(second)


def test_coming_back_too_often_waits_longer(stage: Stage) -> None:
    for _ in range(3):
        by_face.look_up(frames(), device=DEVICE, network="n", assurance=Assurance.PASSIVE)
    with pytest.raises(TooManyAttemptsError):
        by_face.look_up(frames(), device=DEVICE, network="n", assurance=Assurance.PASSIVE)
    by_face.look_up(frames(), device="another", network="n", assurance=Assurance.PASSIVE)


def test_visits_that_are_over_are_swept_frames_and_all(stage: Stage) -> None:
    by_face.look_up(frames(), device=DEVICE, network="n", assurance=Assurance.PASSIVE)
    assert visits.sweep() == 0
    with clock.frozen(clock.now() + visits.LIFE + timedelta(seconds=1)):
        assert visits.sweep() == 1
    assert not VisitFrame.objects.exists()


def test_too_few_frames_are_refused_before_anything_is_kept(stage: Stage) -> None:
    with pytest.raises(gallery.FramesError):
        by_face.look_up(frames(2), device=DEVICE, network="n", assurance=Assurance.PASSIVE)
    assert not Visit.objects.exists()


def test_without_agreeing_no_face_is_taken(stage: Stage) -> None:
    dossier = filed()
    with pytest.raises(gallery.NoFaceConsentError):
        by_face.enrol(dossier, frames(), device=DEVICE, network="n", assurance=Assurance.ACTIVE)
    assert not by_face.has_agreed(dossier)
    by_face.agree(dossier, language="vi")
    assert by_face.has_agreed(dossier)
    by_face.withdraw(dossier)
    assert not by_face.has_agreed(dossier)


def test_nobody_takes_over_a_person_s_dossiers_by_typing_their_number(stage: Stage) -> None:
    """The victim never enrolled; who stands before the camera filed under their number, without a card."""
    victims = filed()
    attackers = typed()
    with pytest.raises(NotProvenError):
        by_face.agree(attackers, language="vi")
    by_face.agree(victims, language="vi")  # even where the victim's own consent stands
    with pytest.raises(NotProvenError):
        by_face.enrol(attackers, frames(), device=DEVICE, network="n", assurance=Assurance.ACTIVE)
    visit = gallery.receive_visit(frames(), device=DEVICE, assurance=Assurance.ACTIVE)
    by_face.perform_enrolment(visit, attackers.pk)
    assert Visit.objects.get(pk=visit).state == Visit.State.UNUSABLE
    assert not Person.objects.exists()
    assert outcome(come()) is Outcome.NOT_FOUND


def test_a_typed_number_tells_nothing_and_takes_nothing_away(stage: Stage) -> None:
    victims = filed()
    enrol(victims)
    attackers = typed()
    assert not by_face.is_enrolled(attackers)
    assert not by_face.has_agreed(attackers)
    assert not by_face.withdraw(attackers)
    assert by_face.is_enrolled(victims)
    assert by_face.has_agreed(victims)


def test_what_was_filed_under_another_s_number_is_not_opened_and_opens_nothing(stage: Stage) -> None:
    victims = filed()
    enrol(victims)
    typed(date_of_birth="1990-02-03")
    assert by_face.found(come(), device=DEVICE) == [victims]
    visit = come(Assurance.PASSIVE)
    assert by_face.confirm(visit, device=DEVICE, fact="111") is None
    with pytest.raises(NotFoundError):
        by_face.confirm(visit, device=DEVICE, fact="3/2")


def test_one_s_next_dossier_opens_while_it_is_looked_at_if_its_card_and_face_fit(stage: Stage) -> None:
    first = filed()
    enrol(first)
    second = filing.proven(typed(), state=State.SUBMITTED)
    filing.proven(typed(), state=State.SUBMITTED, same=False)
    assert by_face.found(come(), device=DEVICE) == [second, first]


@pytest.mark.parametrize(
    "read",
    [
        {"state": State.PROCESSING},
        {"state": State.STOPPED},
        {"same": False},
        {"same": None},
        {"personal_number": "079190009999"},
        {"doubtful": ("personal_number",)},
    ],
)
def test_what_does_not_prove_whose_the_number_is_enrols_nobody(stage: Stage, read: dict[str, Any]) -> None:
    dossier = filing.proven(typed(), **read)
    with pytest.raises(NotProvenError):
        by_face.agree(dossier, language="vi")


def test_an_officer_who_met_the_person_proves_it_once_it_is_decided(stage: Stage) -> None:
    dossier = typed()
    presence.meet(dossier.draft_id, actor="officer:lan")
    with pytest.raises(NotProvenError):
        by_face.agree(dossier, language="vi")
    dossier.state = State.RETURNED
    dossier.save(update_fields=["state"])
    assert enrol(dossier).state == Visit.State.DONE
    assert by_face.found(come(), device=DEVICE) == [dossier]


def test_a_card_read_only_after_the_filing_proves_it_too(stage: Stage) -> None:
    draft = filing.draft()
    for slot in (DraftPhoto.Slot.FRONT, DraftPhoto.Slot.SELFIE):
        services.put_photo(draft.pk, slot, filing.photo(len(slot)), capture="camera")
    dossier = services.submit(draft.pk)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    dossier.refresh_from_db()
    assert not identity_proof.is_proven(dossier)
    records = {Analysis.Kind.PAPER: filing.reading().to_record(), Analysis.Kind.MATCH: {"same": True}}
    photos = {item.slot: str(item.photo) for item in draft.photos.all()}
    cards = {"front": photos["front"]}
    for kind, inputs in ((Analysis.Kind.PAPER, cards), (Analysis.Kind.MATCH, photos)):
        work = analyses.request_analysis(draft, kind, inputs)
        work.status, work.record = Analysis.Status.DONE, records[kind]
        work.save()
    assert identity_proof.is_proven(dossier)
