"""Reading what came of it."""

import uuid

from motcua.faces.presence.types import Presence
from motcua.presence.models import Challenge, Meeting
from motcua.presence.types import Assessment


def assessment(subject: str, photo: uuid.UUID | None) -> Assessment:
    """Return how sure it is that the person is here.

    Args:
        photo: the stored face photo, or None without one. A sequence counts only for the photo that was
            taken out of it: a file put in its place is only ``uploaded``.
    """
    judged = Challenge.objects.filter(subject=subject, status=Challenge.Status.JUDGED)
    failures = sum(
        record["level"] != "active"
        for record in judged.values_list("record", flat=True)
        if record is not None
    )
    meeting = Meeting.objects.filter(subject=subject).first()
    found = Challenge.objects.filter(subject=subject, photo=photo).first() if photo is not None else None
    pending = found is not None and found.status == Challenge.Status.SENT
    outcome = Presence.from_record(found.record) if found is not None and found.record else None
    if meeting is not None:
        return Assessment("officer", outcome, pending, failures, meeting.officer)
    if photo is None:
        return Assessment("none", failures=failures)
    # There is a photo, whatever the frames showed.
    level = "uploaded" if outcome is None or outcome.level == "none" else outcome.level
    return Assessment(level, outcome, pending, failures)
