"""Nobody may come into the face store unasked, from a file, or from somebody else's frames."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from tests.faces.pictures import astronaut, jpeg, scaled
from tests.gallery.invented import agreed, analysis, enrolled, sitting, unit

from motcua.audit.models import Event
from motcua.faces.decode import decode
from motcua.faces.types import FaceAnalysis, FaceQuality
from motcua.gallery import keys, selectors, services, template_protection
from motcua.gallery.enrolment import MOST_SITTINGS
from motcua.gallery.errors import FaceKeyError, FramesError, NoFaceConsentError, NotLiveError
from motcua.gallery.models import FaceImage, Gone, Person, Sitting
from motcua.gallery.types import PURPOSE, Assurance, LiveFrame
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def test_a_face_is_kept_protected_and_its_image_sealed() -> None:
    reference = enrolled(1)
    row = Sitting.objects.get(person__reference=reference)
    plain = services.sitting_template(sitting(1))
    assert abs(float(np.dot(row.template, plain))) < 0.6, "the template lies there as it was made"
    key = keys.load().template(row.template_key)
    assert np.allclose(row.template, template_protection.protect(plain, key), atol=1e-6)
    sealed = bytes(FaceImage.objects.get().sealed)
    assert b"face 1" not in sealed
    event = Event.objects.get(action="gallery.enrolled")
    assert (event.subject, event.reason) == (f"face:{reference}", PURPOSE)


def test_an_image_comes_back_and_the_look_is_recorded() -> None:
    reference = enrolled(1)
    image = selectors.load_image(reference, viewer="officer:lan", reason="possible double identity")
    assert image.startswith(b"\xff\xd8 face 1")
    event = Event.objects.get(action="gallery.image_viewed")
    assert (event.actor, event.reason) == ("officer:lan", "possible double identity")


def test_without_consent_for_this_purpose_nobody_is_enrolled() -> None:
    reference = people.open_face_reference("079190001234")
    subject = people.consent_subject_of_face(reference)
    people.record_consent(subject=subject, purpose="face_comparison", wording="a", language="vi")
    with pytest.raises(NoFaceConsentError):
        services.enrol(reference=reference, frames=sitting(1), assurance=Assurance.OFFICER, actor="x")
    assert not Person.objects.exists()


@pytest.mark.parametrize("assurance", [Assurance.NONE, Assurance.UPLOADED, Assurance.PASSIVE])
def test_a_file_and_frames_without_moves_enrol_nobody(assurance: Assurance) -> None:
    with pytest.raises(NotLiveError):
        services.enrol(reference=agreed(1), frames=sitting(1), assurance=assurance, actor="x")


def test_too_few_frames_or_frames_of_two_people_enrol_nobody() -> None:
    reference = agreed(1)
    for frames in (sitting(1, frames=2), sitting(1, frames=13), (*sitting(1), *sitting(2))):
        with pytest.raises(FramesError):
            services.enrol(reference=reference, frames=frames, assurance=Assurance.ACTIVE, actor="x")
    assert not Person.objects.exists()


def _film(count: int, *, noise: float = 1.0) -> list[bytes]:
    """Frames of somebody who sits as still as anybody can, before a good camera."""
    image, rng = scaled(astronaut(), 1.4), np.random.default_rng(1)
    frames = []
    for _ in range(count):
        move = np.array([[1, 0, 0.3 * rng.standard_normal()], [0, 1, 0.3 * rng.standard_normal()]])
        still = cv2.warpAffine(image, move, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        frames.append(jpeg(np.clip(still + rng.normal(0, noise, image.shape), 0, 255).astype(np.uint8), 92))
    return frames


@pytest.mark.parametrize(
    "copied",
    [
        lambda frame, _: frame,
        lambda frame, number: frame + bytes(number),
        lambda frame, number: jpeg(decode(frame), 90 + 2 * number),
    ],
)
def test_copies_of_one_picture_are_not_several_live_frames(copied: Callable[[bytes, int], bytes]) -> None:
    (frame,) = _film(1)
    with pytest.raises(FramesError) as told:
        services.analyse_frames([copied(frame, number) for number in range(5)])
    assert "đến quầy" in told.value.message.vi


def test_a_still_person_is_not_taken_for_copies_and_a_phone_may_send_a_picture_twice() -> None:
    film = _film(5)
    assert services.distinct_frames(film) == film
    assert services.distinct_frames([*film[:3], film[2], film[0]]) == film[:3]


@pytest.mark.parametrize(
    "bad",
    [
        FaceAnalysis(None, FaceQuality(0.0)),
        analysis(unit(np.ones(128)), wide=5.0),
    ],
)
def test_one_frame_without_a_usable_face_is_enough_to_refuse(bad: FaceAnalysis) -> None:
    frames = (*sitting(1), LiveFrame(b"", bad))
    with pytest.raises(FramesError):
        services.enrol(reference=agreed(1), frames=frames, assurance=Assurance.ACTIVE, actor="x")


def test_the_latest_sittings_are_kept_and_no_more() -> None:
    for take in range(MOST_SITTINGS + 2):
        reference = enrolled(1, take=take)
    images = [row.sitting_id for row in FaceImage.objects.order_by("sitting_id")]
    assert images == [row.pk for row in Sitting.objects.order_by("pk")]
    assert len(images) == MOST_SITTINGS
    assert selectors.load_image(reference, viewer="x", reason="y") == sitting(1, take=take)[0].image


def test_of_who_agreed_to_one_image_one_sitting_is_kept() -> None:
    """The text spoke of one image and one template; three of each were kept."""
    before = "2026-11-face-filing"
    for take in range(2):
        reference = enrolled(1, take=take, wording=before)
    assert selectors.load_image(reference, viewer="x", reason="y") == sitting(1, take=1)[0].image
    assert FaceImage.objects.count() == Sitting.objects.count() == 1
    for take in range(2):
        enrolled(1, take=take)  # who agrees to today's text
    assert FaceImage.objects.count() == Sitting.objects.count() == 3


def test_what_was_kept_beyond_what_was_agreed_goes_the_next_night() -> None:
    other = enrolled(2)
    for take in range(MOST_SITTINGS):
        reference = enrolled(1, take=take)
    enrolled(2, take=1)
    Person.objects.filter(reference=reference).update(consent_wording="2026-11-face-filing")
    assert services.sweep() == 0, "nobody is erased"
    assert selectors.load_image(reference, viewer="x", reason="y") == sitting(1, take=take)[0].image
    assert Sitting.objects.filter(person__reference=reference).count() == 1
    assert Sitting.objects.filter(person__reference=other).count() == 2
    assert Gone.objects.count() == MOST_SITTINGS - 1, "the indexes learn of it"


def test_images_of_two_rows_cannot_be_exchanged() -> None:
    one, other = enrolled(1), enrolled(2)
    rows = {row.sitting.person.reference: row for row in FaceImage.objects.all()}
    swapped = rows[other]
    FaceImage.objects.filter(pk=rows[one].pk).update(
        sealed=swapped.sealed,
        nonce=swapped.nonce,
        wrapped_key=swapped.wrapped_key,
        wrap_nonce=swapped.wrap_nonce,
    )
    with pytest.raises(FaceKeyError):
        selectors.load_image(one, viewer="x", reason="y")


def test_somebody_never_enrolled_has_no_image() -> None:
    with pytest.raises(NotFoundError):
        selectors.load_image(agreed(1), viewer="x", reason="y")


def test_the_reference_of_a_person_says_nothing_and_stays() -> None:
    one = people.open_face_reference("079190001234")
    assert people.open_face_reference("079190001234") == one
    assert people.face_reference_of("079190001234") == one
    assert people.number_of_face(one) == "079190001234"
    people.close_face_reference(one)
    assert people.number_of_face(one) is None
    assert people.open_face_reference("079190001234") != one
