"""Whether a dossier ties a person's face to the personal number in it. A number is typed by anybody."""

from collections.abc import Sequence

from motcua.dossiers.drafting import analyses, presence
from motcua.dossiers.models import Analysis, Dossier
from motcua.papers.types import Reading


def is_proven(dossier: Dossier) -> bool:
    """Whether the office decided in the person's favour and the dossier shows whose number it is.

    Shown is it by the card photographed with it (:func:`shows_card`), or by an officer who met the person and
    compared them with their paper; not if the face filed with it was found to be another's than the card's.
    """
    if not dossier.has_result:
        return False
    if shows_card(dossier):
        return True
    return _same_face(dossier) is not False and presence.of_draft(dossier.draft_id).level == "officer"


def leaves_some(opened: Sequence[Dossier]) -> bool:
    """Whether more was filed under the number of who was found by face (at least one) than was opened."""
    filed = Dossier.objects.filter(personal_number=opened[0].personal_number)
    return filed.exclude(pk__in=[dossier.pk for dossier in opened]).exists()


def shows_card(dossier: Dossier) -> bool:
    """Whether the card filed with it has its personal number, read without a doubt, and the filed face."""
    reading = _reading(dossier)
    read = reading.fields.get("personal_number") if reading is not None else None
    if read is None or read.review or not dossier.personal_number:
        return False
    return read.value == dossier.personal_number and _same_face(dossier) is True


def _same_face(dossier: Dossier) -> bool | None:
    """Return what the comparison of the card's portrait with the filed face says, None where it says nothing.

    A filed draft's photos cannot change: what a worker finished only after the filing is of the very same.
    """
    record = dossier.evidence.get("match")
    if not record:
        late = analyses.current_analysis(dossier.draft, Analysis.Kind.MATCH)
        record = late.record if late is not None else None
    same = record.get("same") if record else None
    return same if isinstance(same, bool) else None


def _reading(dossier: Dossier) -> Reading | None:
    record = dossier.evidence.get("reading")
    if not record:
        late = analyses.current_analysis(dossier.draft, Analysis.Kind.PAPER)
        record = late.record if late is not None else None
    return Reading.from_record(record) if record else None
