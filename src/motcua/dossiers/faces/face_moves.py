"""The moves before the camera of who looks up or signs up by face: of a device, which need hold no draft."""

import hashlib

from motcua.faces.presence.types import Presence
from motcua.gallery import services as gallery
from motcua.gallery.types import Assurance
from motcua.papers import photo as photos
from motcua.presence import services as presence
from motcua.presence.types import IssuedChallenge


def ask_moves(*, device: str, network: str, kiosk: str = "") -> IssuedChallenge:
    """Ask whoever stands before the device's camera for moves. It counts as the visit that may follow.

    Raises:
        TooManyAttemptsError: as ``by_face.look_up``, or more than a dozen tries in an hour.
    """
    gallery.limit_visits(device=device, network=network, kiosk=kiosk)
    return presence.issue(subject_of(device))


def add_frame(token: str, *, device: str, number: int, part: int, at_ms: int, image: bytes) -> None:
    """Take one frame in, as plain pixels: what is judged and what is searched for are the same bytes.

    Raises:
        ChallengeOverError, FrameOrderError, FrameReplayedError, FrameUnusableError: as
            :func:`motcua.presence.services.add_frame`.
        papers.photo.PhotoError: no usable image.
    """
    subject = subject_of(device)
    presence.ensure_open(subject, token)  # before the picture costs anything
    plain = photos.normalise(image)
    presence.add_frame(subject, token, number=number, part=part, at_ms=at_ms, image=plain)


def combined_assurance(seen: Assurance, moved: Presence | None) -> Assurance:
    """Return what a look at the frames and the moves, if any, show: active by both, else the lower."""
    if moved is None:
        return seen
    shown = Assurance(moved.level)
    if seen is Assurance.PASSIVE and shown is Assurance.ACTIVE:
        return shown
    return min(seen, shown, key=lambda item: item.rank)


def ensure_assurance(moved: Presence | None, assurance: Assurance, *, least: Assurance) -> None:
    if moved is not None and assurance.rank < least.rank:
        raise gallery.NotLiveError(*(reason.message for reason in moved.reasons), assurance=assurance.value)


def subject_of(device: str) -> str:
    return f"face:{hashlib.sha256(b'face moves ' + device.encode()).hexdigest()}"
