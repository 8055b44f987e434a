"""What a citizen gave when the office asked for more, arranged beside what the form says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.desk.evidence import paper_words, value_words
from motcua.desk.face import FaceView, match_view
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier, SupplementPhoto
from motcua.dossiers.types import SupplementView
from motcua.kernel.messages import Bilingual, Problem
from motcua.kernel.vietnamese import same_text
from motcua.papers.types import Reading
from motcua.people import services as people
from motcua.procedures import services
from motcua.procedures.types import Procedure

_SLOTS = {
    "front": Bilingual("Mặt trước thẻ (mới)", "Front of the card (new)"),
    "back": Bilingual("Mặt sau thẻ (mới)", "Back of the card (new)"),
    "selfie": Bilingual("Khuôn mặt (mới)", "Face (new)"),
}


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo: ``pk`` in addresses; ``camera`` tells whether our page's live camera took it.

    ``kept``: it has not been removed yet.
    """

    pk: int
    name: Bilingual
    camera: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One form field: its answer and what the new photos say.

    ``differs`` when both are there and say different things, case aside; ``missing`` when the form has no
    answer; ``doubtful`` when the reading is not sure.
    """

    label: Bilingual
    answer: str | Bilingual
    read: str | Bilingual
    differs: bool
    missing: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """One form field that the answer corrected; empty where there was or is no answer."""

    label: Bilingual
    before: str | Bilingual
    after: str | Bilingual


@dataclass(frozen=True, slots=True)
class Supplement:
    """One answer. ``unread`` says that card photos came and a worker gave up on them or found nothing."""

    at: datetime
    note: str
    corrected: tuple[Corrected, ...]
    photos: tuple[PhotoView, ...]
    pending: bool
    unread: bool
    paper: Bilingual | None
    compared: tuple[Compared, ...]
    problems: tuple[Problem, ...]
    face: FaceView | None

    @property
    def differing(self) -> int:
        """How many fields the new photos say otherwise."""
        return sum(row.differs for row in self.compared)


def supplements_of(dossier: Dossier, procedure: Procedure) -> list[Supplement]:
    """Return the answers, the newest first; of the form only what was corrected has changed."""
    return [_supplement(item, dossier, procedure) for item in selectors.views_of(dossier)]


def corrected_of(changes: Mapping[str, Mapping[str, Any]], procedure: Procedure) -> Iterator[Corrected]:
    """Return what an answer corrected, in the order of the form."""
    for spec in procedure.all_fields():
        if spec.name in changes:
            before, after = (
                value_words(services.display(spec, changes[spec.name][when])) for when in ("before", "after")
            )
            yield Corrected(spec.legal_name, before, after)


def photo_name(photo: SupplementPhoto) -> Bilingual:
    """Return what a photo is called: its place on the card, or the name the citizen gave."""
    return _SLOTS.get(photo.slot) or Bilingual(photo.name, photo.name)


def _supplement(item: SupplementView, dossier: Dossier, procedure: Procedure) -> Supplement:
    reading = Reading.from_record(dict(item.reading)) if item.reading else None
    compared = () if reading is None else _compared(reading, dossier, procedure)
    selfie = next((photo for photo in item.photos if photo.slot == "selfie"), None)
    kept = people.kept_among(photo.photo for photo in item.photos)
    has_card = any(photo.slot in {"front", "back"} for photo in item.photos)
    return Supplement(
        at=item.at,
        note=item.note,
        corrected=tuple(corrected_of(item.corrected, procedure)),
        photos=tuple(
            PhotoView(p.pk, photo_name(p), p.capture == "camera", str(p.photo) in kept) for p in item.photos
        ),
        pending=item.pending,
        unread=has_card and not compared and not item.pending,
        paper=paper_words(reading),
        compared=compared,
        problems=_problems(item, reading),
        face=None
        if selfie is None
        else match_view(item.match, camera=selfie.capture == "camera", pending=item.pending),
    )


def _compared(reading: Reading, dossier: Dossier, procedure: Procedure) -> tuple[Compared, ...]:
    read = services.prefill(procedure, reading.fields)
    rows = []
    for spec in procedure.all_fields():
        if spec.name not in read:
            continue
        answer, found = dossier.answers.get(spec.name), read[spec.name]
        missing = answer is None or answer == ""
        rows.append(
            Compared(
                label=spec.label,
                answer=value_words(services.display(spec, answer)),
                read=value_words(services.display(spec, found.value)),
                differs=not missing and not _same(answer, found.value),
                missing=missing,
                doubtful=found.review,
            )
        )
    return tuple(rows)


def _same(answer: Any, read: Any) -> bool:
    if isinstance(answer, str) and isinstance(read, str):
        return same_text(answer, read)
    return bool(answer == read)


def _problems(item: SupplementView, reading: Reading | None) -> tuple[Problem, ...]:
    """Everything noticed on the new photos, each once."""
    found = (
        [] if reading is None else [*reading.problems, *(p for side in reading.sides for p in side.problems)]
    )
    for record in (item.selfie, item.match):
        found += [Problem.from_dict(problem) for problem in (record or {}).get("problems", ())]
    return tuple({(problem.code, problem.field): problem for problem in found}.values())
