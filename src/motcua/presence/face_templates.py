"""The template of the face that a sequence showed, sealed, until it is compared with a paper.

It is steadier than that of the one photo that stays (bench/faces). A template is sensitive personal data
(Decree 356/2025/NĐ-CP, Article 4), so it is not kept beside the photo: it goes when the filing is done and
compared, when another photo takes its place, when the agreement is withdrawn, and at the latest after
:data:`KEPT`.
"""

from datetime import timedelta

import numpy as np

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people
from motcua.presence.models import Challenge

#: Long enough to photograph the card again and to check the form; later the photo alone is compared. People
#: are told two hours, and the sweep comes every two minutes.
KEPT = timedelta(minutes=115)


def keep(challenge: Challenge, template: Template) -> None:
    """Seal a template (128,) beside its challenge; in the caller's transaction."""
    content = TEMPLATE_VERSION.encode() + b"\0" + np.asarray(template, "<f4").tobytes()
    challenge.face = people.store_photo(content, purpose="presence", delete_after=clock.now() + KEPT)
    challenge.save(update_fields=["face"])


def load(challenge: Challenge) -> Template | None:
    """Return the template, None where none was made, it is gone, or a program of another version made it."""
    if challenge.face is None:
        return None
    try:
        version, _, numbers = people.load_photo(challenge.face).partition(b"\0")
    except NotFoundError:
        return None
    return np.frombuffer(numbers, "<f4") if version.decode() == TEMPLATE_VERSION else None


def forget(challenge: Challenge) -> None:
    """Remove the template; what was found out about the sequence stays."""
    if challenge.face is not None:
        people.delete_photo(challenge.face)
        Challenge.objects.filter(pk=challenge.pk).update(face=None)


def sweep() -> int:
    """Remove templates whose time is over; returns how many."""
    over = list(Challenge.objects.filter(face__isnull=False, sent_at__lt=clock.now() - KEPT))
    for challenge in over:
        forget(challenge)
    return len(over)
