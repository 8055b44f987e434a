"""What other rooms may do: ask, take frames in, judge, and note that an officer met a person."""

import uuid
from datetime import timedelta

from django.db import transaction

from motcua.audit import services as audit
from motcua.faces.presence import services as faces
from motcua.faces.presence.types import Action, Frame, Presence, reaches
from motcua.faces.types import Template
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people
from motcua.presence import cameras, face_templates, queue
from motcua.presence.cameras import ensure_real_camera
from motcua.presence.challenges import (
    add_frame,
    bind,
    drop,
    drop_frames,
    ensure_open,
    finish,
    issue,
    photo_of,
)
from motcua.presence.models import Challenge, Meeting, SeenFrame

__all__ = [
    "add_frame", "bind", "ensure_open", "ensure_real_camera", "finish", "forget", "forget_meeting",
    "forget_template", "issue", "judge", "lock_of", "meet", "outcome", "photo_of", "recover",
    "remove_used", "sweep", "template_of",
]  # fmt: skip

lock_of = queue.lock_of

#: A sequence that waits longer than this for a worker is asked for again.
_LOST = timedelta(seconds=60)
#: An outcome that holds for no photo is used at once or never.
_UNUSED = timedelta(minutes=30)
#: How long the digests of frames are kept to know a replay.
_REMEMBERED = timedelta(days=365)


def judge(challenge_id: uuid.UUID) -> None:
    """Judge a sequence and remove its frames; called by a worker. Doing it twice changes nothing."""
    challenge = Challenge.objects.filter(pk=challenge_id, status=Challenge.Status.SENT).first()
    if challenge is None:
        return
    judged = faces.judge(_frames(challenge), [Action(action) for action in challenge.plan])
    seen = cameras.limited_outcome(judged, challenge.camera)
    with transaction.atomic():
        challenge = Challenge.objects.select_for_update().filter(pk=challenge_id).first()
        if challenge is None or challenge.status != Challenge.Status.SENT:
            return
        challenge.record, challenge.status = seen.to_record(), Challenge.Status.JUDGED
        challenge.save(update_fields=["record", "status"])
        drop_frames(challenge)
        # Only for a photo of a draft, while it is there: who looks up by face is searched for by the frames.
        kept = challenge.photo is not None and people.has_photo(challenge.photo)
        if kept and seen.template is not None and reaches(seen.level, "passive"):
            face_templates.keep(challenge, seen.template)
        audit.record(
            actor="system:presence",
            action="presence.judged",
            subject=challenge.subject,
            level=seen.level,
            reasons=[reason.code for reason in seen.reasons],
        )


def outcome(challenge_id: uuid.UUID) -> Presence | None:
    """Judge a finished sequence now unless somebody has, and return its outcome; None for an unknown one.

    For workers that go on by it themselves; they say :func:`remove_used` after it.
    """
    judge(challenge_id)
    found = Challenge.objects.filter(pk=challenge_id, status=Challenge.Status.JUDGED).first()
    return Presence.from_record(found.record) if found is not None and found.record else None


def template_of(subject: str, photo: uuid.UUID) -> Template | None:
    """Return the template (128,) of the best frames that a stored photo was taken out of. For workers.

    Judges the sequence if nobody has. None where the photo stands alone: a file, a sequence that was not
    found to show one live face throughout, or one whose template is gone (``face_templates.py``).
    """
    challenge = Challenge.objects.filter(subject=subject, photo=photo).first()
    if challenge is None:
        return None
    if challenge.status == Challenge.Status.SENT:
        judge(challenge.pk)
        challenge.refresh_from_db()
    return face_templates.load(challenge)


def forget_template(subject: str) -> None:
    """Remove the templates of what a subject showed: nothing is left to compare them with."""
    for challenge in Challenge.objects.filter(subject=subject, face__isnull=False):
        face_templates.forget(challenge)


def remove_used(challenge_id: uuid.UUID) -> None:
    """Remove a challenge whose outcome was used and stands for nothing more."""
    for challenge in Challenge.objects.filter(pk=challenge_id):
        drop(challenge)


def _frames(challenge: Challenge) -> list[Frame]:
    try:
        return [
            Frame(people.load_photo(frame.photo), frame.part, frame.at_ms) for frame in challenge.frames.all()
        ]
    except NotFoundError:
        return []  # their time was over before a worker came: judged as nothing sent, never a loop


@transaction.atomic
def meet(subject: str, *, actor: str) -> None:
    """Keep that an officer met the person and compared them with their paper; once is enough."""
    if not Meeting.objects.filter(subject=subject).exists():
        Meeting.objects.create(subject=subject, officer=actor, at=clock.now())
        audit.record(actor=actor, action="presence.met", subject=subject)


@transaction.atomic
def forget_meeting(subject: str, *, actor: str) -> None:
    """No longer keep that an officer met the person; the audit record of the meeting stays."""
    if Meeting.objects.filter(subject=subject).delete()[0]:
        audit.record(actor=actor, action="presence.meeting_void", subject=subject)


def forget(subject: str) -> None:
    """Remove everything about a subject, frames included."""
    for challenge in Challenge.objects.filter(subject=subject):
        drop(challenge)
    Meeting.objects.filter(subject=subject).delete()


def recover() -> int:
    """Ask again for sequences no worker has judged; returns how many. What merely waits its turn is left."""
    late = Challenge.objects.filter(status=Challenge.Status.SENT, sent_at__lt=clock.now() - _LOST)
    found = {str(identifier): subject for identifier, subject in late.values_list("pk", "subject")}
    lost = found.keys() - queue.waiting(found)
    for identifier in sorted(lost):
        queue.defer(identifier, found[identifier])
    return len(lost)


def sweep() -> int:
    """Remove challenges nobody finished, with their frames, outcomes that are nobody's, old templates and
    digests.

    Returns how many challenges.
    """
    now = clock.now()
    over = list(Challenge.objects.filter(status=Challenge.Status.OPEN, expires_at__lt=now))
    judged = Challenge.objects.filter(status=Challenge.Status.JUDGED, photo=None)
    over += judged.filter(sent_at__lt=now - _UNUSED)
    for challenge in over:
        drop(challenge)
    face_templates.sweep()
    SeenFrame.objects.filter(at__lt=now - _REMEMBERED).delete()
    return len(over)
