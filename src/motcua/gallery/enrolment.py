"""Taking a person into the face store: with consent, from several live frames, and no more than needed."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

import numpy as np

from motcua.audit import services as audit
from motcua.faces import calibration
from motcua.faces import services as faces
from motcua.faces.presence import services as presence
from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery import envelope_encryption, template_protection
from motcua.gallery.errors import FramesError, NoFaceConsentError, NotLiveError
from motcua.gallery.locks import changing_rows, using_keys
from motcua.gallery.models import FaceImage, Person, Sitting, Store
from motcua.gallery.types import PURPOSE, TELL_OF_SEVERAL, Assurance, Enrolment, LiveFrame
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual
from motcua.people import services as people

#: Of so few frames nobody can say that they show a moving person, and one bad one would spoil the mean.
FEWEST_FRAMES = 3
MOST_FRAMES = 12
#: Sittings kept of one person, the latest, as faces, glasses and beards change; of who agreed to a text that
#: says so. Whoever agreed to an earlier one, which spoke of one image and one template, has one.
MOST_SITTINGS = 3
#: How long a face is kept after the last sitting. Our own choice; the law asks for a period that fits the
#: purpose (Law 91/2025/QH15, Article 3.3) and names no number.
KEPT = timedelta(days=730)

_MIXED = Bilingual(
    vi="Các ảnh có vẻ không phải của cùng một người. Chỉ một mình bạn trong khung, rồi thử lại.",
    en="These photos do not seem to show one person. Be alone in the picture and try again.",
)
_STILL = Bilingual(
    vi="Các ảnh gửi đến giống hệt nhau, như chép từ một tấm. Hãy chụp trực tiếp bằng máy ảnh trong trang này "
    "rồi thử lại. Vẫn không được? Hãy mang thẻ căn cước đến quầy, cán bộ sẽ giúp bạn.",
    en="The pictures are all the same, like copies of one. Take them live with the camera in this page and "
    "try again. Still no luck? Bring your card to the counter and an officer will help you.",
)


def distinct_frames(images: Sequence[bytes]) -> list[bytes]:
    """Return the frames of one sitting, each picture once: a slow phone may send what its camera saw twice.

    Raises:
        InvalidInputError: one cannot be opened as a photo.
        FramesError: too few are left: copies of one picture, or a camera that stands still.
    """
    different = presence.distinct(images)
    if len(different) < min(FEWEST_FRAMES, len(images)):
        raise FramesError(_STILL, what="copies", frames=len(images), different=len(different))
    return different


def analyse_frames(images: Sequence[bytes]) -> tuple[LiveFrame, ...]:
    """Analyse the frames of one sitting, in their order.

    Raises:
        InvalidInputError, FramesError: as :func:`distinct_frames`.
        SetupError: the models are missing or changed.
    """
    return tuple(LiveFrame(image, faces.analyse(image)) for image in distinct_frames(images))


def sitting_template(frames: Sequence[LiveFrame]) -> Template:
    """Return the template (128,) of a sitting, length 1: the mean of its frames, which is steadier than any.

    Raises:
        FramesError: too few or too many frames, one without a usable face, or not all of one person.
    """
    if not FEWEST_FRAMES <= len(frames) <= MOST_FRAMES:
        raise FramesError(frames=len(frames))
    for number, frame in enumerate(frames):
        if frame.analysis.template is None or not faces.is_usable(frame.analysis):
            raise FramesError(frame=number, problems=[item.code for item in frame.analysis.quality.problems])
    least = calibration.curve("clean_clean").threshold
    for one, other in combinations(frames, 2):
        if faces.compare_analyses(one.analysis, other.analysis).score < least:
            raise FramesError(_MIXED, what="frames differ")
    templates = [frame.analysis.template for frame in frames if frame.analysis.template is not None]
    total = np.sum(np.stack(templates), axis=0, dtype=np.float64)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def enrol(
    *, reference: uuid.UUID, frames: Sequence[LiveFrame], assurance: Assurance, actor: str
) -> Enrolment:
    """Keep a person's face for look-up.

    Args:
        reference: ``people.open_face_reference``; consent to ``PURPOSE`` was recorded under its subject.
        frames: three to twelve of one sitting, see :func:`analyse_frames`.
        assurance: how sure it is that the person was there; at least ``ACTIVE``: whom a copy of a face enrols
            once is found by it for two years.
        actor: as in ``audit.services.record``.

    Returns:
        What is kept now: at most :func:`most_sittings`, each one template and one sealed image.

    Raises:
        NoFaceConsentError: no consent stands. Nothing was looked at.
        NotLiveError: the assurance is too low.
        FramesError: as :func:`sitting_template`.
        FaceKeyError: a key is missing.
        RenewalUnderWayError: keys are being changed; try again later.
    """
    subject = people.consent_subject_of_face(reference)
    consent = people.consent_given(subject=subject, purpose=PURPOSE)
    if consent is None:
        raise NoFaceConsentError(subject=subject)
    if assurance.rank < Assurance.ACTIVE.rank:
        raise NotLiveError(assurance=assurance.value)
    template = sitting_template(frames)
    with using_keys(), changing_rows():
        # Who withdraws at this moment has said so before they wait for this lock to erase.
        if people.consent_given(subject=subject, purpose=PURPOSE) is None:
            raise NoFaceConsentError(subject=subject)
        now = clock.now()
        stands = {
            "consent_wording": consent.wording,
            "consent_given_at": consent.given_at,
            "keep_until": now + KEPT,
        }
        person, _ = Person.objects.update_or_create(
            reference=reference, defaults=stands, create_defaults={**stands, "enrolled_at": now}
        )
        _add_sitting(person, template, frames, assurance)
        keep_latest(person)
        count = person.sittings.count()
    audit.record(
        actor=actor,
        action="gallery.enrolled",
        subject=subject,
        reason=PURPOSE,
        assurance=assurance.value,
        frames=len(frames),
        wording=consent.wording,
    )
    return Enrolment(reference, count, person.keep_until)


def most_sittings(wording: str) -> int:
    """Return how many sittings may be kept of who agreed to the text named ``wording``."""
    return MOST_SITTINGS if wording in TELL_OF_SEVERAL else 1


def keep_latest(person: Person) -> int:
    """Remove a person's sittings above what they agreed to, the oldest; returns how many. Rows are held."""
    kept = list(person.sittings.order_by("-id").values_list("pk", flat=True))
    over = kept[most_sittings(person.consent_wording) :]
    Sitting.objects.filter(pk__in=over).delete()
    return len(over)


def _add_sitting(
    person: Person, template: Template, frames: Sequence[LiveFrame], assurance: Assurance
) -> None:
    """Keep the protected template and, sealed, the best frame; keys and rows are held by the caller."""
    best, now, ring = (
        max(frames, key=lambda frame: frame.analysis.quality.score),
        clock.now(),
        envelope_encryption.current_keyring(),
    )
    store = Store.objects.first() or Store.objects.create(template_key=ring.newest_template, changed_at=now)
    sitting = Sitting.objects.create(
        person=person,
        template=template_protection.protect(template, ring.template(store.template_key)).tolist(),
        template_key=store.template_key,
        model=TEMPLATE_VERSION,
        quality=best.analysis.quality.score,
        assurance=assurance.value,
        frames=len(frames),
        taken_at=now,
    )
    identifier = uuid.uuid4()
    box = envelope_encryption.seal(best.image, identifier, ring)
    FaceImage.objects.create(id=identifier, sitting=sitting, **box.columns())
