"""Asking for moves and taking the frames in.

A challenge is signed, bound to its subject, good for one sequence and for :data:`LIFE`. Frames come one by
one in order; which moves are asked for is drawn by the server only now, so that a film made before fits one
time in six. Every frame leaves two keyed digests, of its bytes and of what it shows: the same picture is
never taken twice, however its file is written. Who compresses every frame of an old sequence anew, or changes
its pixels, gets past the digests (``faces.presence.services.fingerprint``), not past the moves drawn now.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction

from motcua.audit import services as audit
from motcua.faces.presence import services as faces
from motcua.faces.presence.types import Action
from motcua.kernel import clock
from motcua.kernel.errors import InvalidInputError
from motcua.people import services as people
from motcua.presence import face_templates, queue
from motcua.presence.errors import (
    ChallengeOverError,
    FrameOrderError,
    FrameReplayedError,
    FrameUnusableError,
)
from motcua.presence.models import Challenge, ChallengeFrame, SeenFrame
from motcua.presence.types import FinishedSequence, IssuedChallenge, Step

#: Long enough for slow hands and a slow network, too short to make a film to order.
LIFE = timedelta(seconds=120)
#: A sequence that arrives in less than this part of the time it takes to make was not made for it.
LEAST_TIME = 0.6
#: The page leaves at least 350 ms between two frames. Its clock and ours may run apart by so much.
LEAST_BETWEEN_MS, AHEAD_MS = 200, 1000
MILLISECONDS: Mapping[Action, int] = {
    Action.LOOK: 2000,
    Action.TURN_LEFT: 3400,
    Action.TURN_RIGHT: 3400,
    Action.CLOSER: 3400,
}
#: A turn always belongs to it: coming closer alone does not tell a head from a picture.
PLANS: tuple[tuple[Action, ...], ...] = tuple(
    (Action.LOOK, first, Action.LOOK, second)
    for first in (Action.TURN_LEFT, Action.TURN_RIGHT, Action.CLOSER)
    for second in (Action.TURN_LEFT, Action.TURN_RIGHT, Action.CLOSER)
    if first is not second
)
MOST_FRAMES, MOST_BYTES = 48, 1_500_000
#: Tries a subject has in an hour; a photo from a file is always possible.
_TRIES, _TRIES_WINDOW = 12, timedelta(hours=1)
_SALT = "motcua.presence.challenge"


def issue(subject: str) -> IssuedChallenge:
    """Draw what to ask and return it with its token; an earlier challenge of the subject ends.

    Raises:
        TooManyAttemptsError: more than a dozen tries in an hour.
    """
    audit.limit_attempts(f"presence:{subject}", most=_TRIES, window=_TRIES_WINDOW)
    now, plan = clock.now(), secrets.choice(PLANS)
    with transaction.atomic():
        for before in Challenge.objects.select_for_update().filter(
            subject=subject, status=Challenge.Status.OPEN
        ):
            drop(before)
        challenge = Challenge.objects.create(
            subject=subject, plan=[str(action) for action in plan], issued_at=now, expires_at=now + LIFE
        )
    steps = tuple(Step(action, MILLISECONDS[action]) for action in plan)
    return IssuedChallenge(_sign(challenge), steps, int(LIFE.total_seconds()))


def ensure_open(subject: str, token: str) -> None:
    """Return if frames may come under this token.

    Raises:
        ChallengeOverError: expired, used, forged or somebody else's.
    """
    with transaction.atomic():
        _open(subject, token)


def add_frame(subject: str, token: str, *, number: int, part: int, at_ms: int, image: bytes) -> None:
    """Take one frame in. The same frame under the same number again (a lost answer) changes nothing.

    Args:
        number: counted from 0 without gaps.
        part: index of what was being asked; at_ms: milliseconds since the page got the challenge. A frame
            may come late, as networks are, but not before its time.

    Raises:
        ChallengeOverError: expired, used, forged or somebody else's.
        FrameOrderError: not the next number, an earlier part or too soon after the frame before, or from a
            time that is still to come.
        FrameReplayedError: this very picture came before.
        FrameUnusableError: no JPEG that opens, of at most 1.5 MB, or one too many.
    """
    if not image.startswith(b"\xff\xd8\xff") or len(image) > MOST_BYTES or number >= MOST_FRAMES:
        raise FrameUnusableError(bytes=len(image), number=number)
    digest, shows = _digest(image), _digest_of_pixels(image)
    with transaction.atomic():
        challenge = _open(subject, token)
        before = challenge.frames.last()
        expected = 0 if before is None else before.number + 1
        if before is not None and number == before.number and _is_same(challenge, digest):
            return
        later = before is None or (
            before.part <= part <= before.part + 1 and before.at_ms + LEAST_BETWEEN_MS <= at_ms
        )
        if number != expected or not later or not 0 <= part < len(challenge.plan):
            raise FrameOrderError(number=number, expected=expected, part=part)
        now = clock.now()
        if timedelta(milliseconds=at_ms - AHEAD_MS) > now - challenge.issued_at:
            raise FrameOrderError(number=number, at_ms=at_ms, what="ahead of time")
        for seen in (digest, shows):
            _, is_new = SeenFrame.objects.get_or_create(digest=seen, defaults={"at": now})
            if not is_new:
                raise FrameReplayedError(challenge=str(challenge.pk))
        ChallengeFrame.objects.create(
            challenge=challenge,
            number=number,
            part=part,
            at_ms=at_ms,
            photo=people.store_photo(image, purpose="presence", delete_after=challenge.expires_at + LIFE * 5),
        )


def finish(subject: str, token: str, *, camera: str = "", queued: bool = True) -> FinishedSequence:
    """End the sequence, ask a worker to judge it, and return its best straight frame.

    The caller keeps that frame as the face photo and says so with :func:`bind`, in one transaction.
    ``camera`` is the camera's name as the browser tells it. Without ``queued`` no worker is asked: the caller
    has one call :func:`motcua.presence.services.outcome`.

    Raises:
        ChallengeOverError: expired, used, forged, somebody else's, or it came faster than it can be made.
        FrameOrderError: no frame of the first part came.
    """
    with transaction.atomic():
        challenge = _open(subject, token)
        least = LEAST_TIME * sum(MILLISECONDS[Action(action)] for action in challenge.plan)
        times = challenge.frames.values_list("at_ms", flat=True)
        shown_for = max(times, default=0) - min(times, default=0)
        if clock.now() - challenge.issued_at < timedelta(milliseconds=least) or 0 < shown_for < least:
            raise ChallengeOverError(challenge=str(challenge.pk), what="too fast")
        straight = [people.load_photo(frame.photo) for frame in challenge.frames.filter(part=0)]
        if not straight:
            raise FrameOrderError(challenge=str(challenge.pk), what="no straight frame")
        challenge.status, challenge.sent_at = Challenge.Status.SENT, clock.now()
        challenge.camera = camera.replace("\0", "")[:120]
        challenge.save(update_fields=["status", "sent_at", "camera"])
        if queued:
            queue.defer(str(challenge.pk), subject)
    return FinishedSequence(challenge.pk, faces.sharpest(straight), tuple(straight))


def bind(challenge: uuid.UUID, photo: uuid.UUID) -> None:
    """Say which stored photo the sequence's frame became: the outcome holds for it and for no other."""
    Challenge.objects.filter(pk=challenge).update(photo=photo)
    subject = Challenge.objects.values("subject").filter(pk=challenge)
    for before in Challenge.objects.filter(subject__in=subject).exclude(pk=challenge):
        face_templates.forget(before)


def photo_of(subject: str, token: str) -> uuid.UUID | None:
    """Return the photo that the sequence of a token became, or None: for who asks again for a lost answer.

    Raises:
        ChallengeOverError: the token expired, is forged or somebody else's.
    """
    claims = _claims(subject, token)
    return Challenge.objects.filter(pk=claims["id"], subject=subject).values_list("photo", flat=True).first()


def drop(challenge: Challenge) -> None:
    """Remove a challenge with its frames and its template."""
    drop_frames(challenge)
    face_templates.forget(challenge)
    challenge.delete()


def drop_frames(challenge: Challenge) -> None:
    """Remove the pictures; what was found out about them stays."""
    for frame in challenge.frames.all():
        people.delete_photo(frame.photo)
    challenge.frames.all().delete()


def _sign(challenge: Challenge) -> str:
    claims = {"id": str(challenge.pk), "subject": challenge.subject, "plan": challenge.plan}
    return signing.dumps(claims, salt=_SALT)


def _claims(subject: str, token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.BadSignature as error:
        raise ChallengeOverError(subject=subject, what="signature") from error
    if claims["subject"] != subject:
        raise ChallengeOverError(subject=subject)
    return claims


def _open(subject: str, token: str) -> Challenge:
    """Return the challenge of a token under a row lock."""
    claims = _claims(subject, token)
    challenge = (
        Challenge.objects.select_for_update()
        .filter(pk=claims["id"], subject=subject, status=Challenge.Status.OPEN, expires_at__gt=clock.now())
        .first()
    )
    if challenge is None or claims["plan"] != challenge.plan:
        raise ChallengeOverError(subject=subject)
    return challenge


def _is_same(challenge: Challenge, digest: str) -> bool:
    last = challenge.frames.last()
    return last is not None and _digest(people.load_photo(last.photo)) == digest


def _digest(image: bytes) -> str:
    key = settings.SECRET_KEY.encode()[:64]
    return hashlib.blake2b(image, key=key, digest_size=32, person=b"presence-frame").hexdigest()


def _digest_of_pixels(image: bytes) -> str:
    try:
        shows = faces.fingerprint(image)
    except InvalidInputError as error:
        raise FrameUnusableError(bytes=len(image)) from error
    key = settings.SECRET_KEY.encode()[:64]
    return hashlib.blake2b(shows, key=key, digest_size=32, person=b"presence-pixels").hexdigest()
