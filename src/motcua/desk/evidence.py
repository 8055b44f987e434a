"""How the values of a dossier came about, arranged for the officer who must judge them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.desk.due import Tone
from motcua.dossiers import selectors
from motcua.dossiers.drafting.prefilling import SOURCES
from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual, Problem
from motcua.kernel.vietnamese import same_base_letters, same_text
from motcua.papers import words as card_words
from motcua.papers.types import FieldValue, Quad, Reading, Witness
from motcua.procedures import services
from motcua.procedures.types import FieldSpec, Procedure

#: Evidence as :func:`known_now` gives it.
Known = Mapping[str, Any]
Status = Literal["kept", "looked", "changed", "doubtful", "alike", "unlike"]

_STATUS: dict[Status, tuple[Tone, Bilingual]] = {
    "kept": ("good", Bilingual("Đúng như đọc được", "As read")),
    "looked": ("good", Bilingual("Công dân đã xem lại", "Looked at by the citizen")),
    "changed": ("warn", Bilingual("Công dân đã sửa", "Changed by the citizen")),
    "doubtful": ("warn", Bilingual("Cần đối chiếu với ảnh", "Compare with the photo")),
    # Read only after the citizen had filed: they typed without seeing it.
    "alike": ("good", Bilingual("Công dân tự ghi, giống ảnh", "Written by the citizen, as on the photo")),
    "unlike": (
        "warn",
        Bilingual("Công dân tự ghi, khác với ảnh", "Written by the citizen, not as on the photo"),
    ),
}
_SOURCES = card_words.SOURCES | {
    "population": Bilingual("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    "identity": Bilingual("Tài khoản đã đăng nhập", "Account signed in with"),
}
#: Sources that were read from a photo.
_PHOTO = frozenset({"qr", "mrz", "text", "derived"})
_SURE = (
    (0.99, Bilingual("rất chắc", "very sure")),
    (0.9, Bilingual("khá chắc", "fairly sure")),
    (0.0, Bilingual("chưa chắc", "not sure")),
)


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """What one source said. ``agrees`` says whether that is the value that was taken.

    How sure it is stands with the value. What a recogniser gives its own letters is another thing: beside the
    value's certainty it looked like a contradiction.
    """

    source: Bilingual
    value: str | Bilingual
    agrees: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One value: what the form says, what was read, how sure, and who said so.

    ``answer`` is None for what was read and is not on the form; ``read`` is None when nothing was read.
    ``doubted``: the reading asks for a look, so that how sure it is says nothing of this card.
    """

    name: str
    reading_field: str
    label: Bilingual
    answer: str | Bilingual | None
    read: str | Bilingual | None
    status: Status
    tone: Tone
    words: Bilingual
    percent: int
    sure: Bilingual
    doubted: bool
    witnesses: tuple[WitnessRow, ...]
    has_crop: bool

    @property
    def needs_look(self) -> bool:
        """Whether the officer should compare it with the photo."""
        return self.status in {"changed", "doubtful", "unlike"}


def known_now(dossier: Dossier) -> Known:
    """Return what is known of the photos: what was frozen at filing, and what a worker finished only later.

    The dossier itself stays as it is: what was frozen is the record, this is for looking at. The photos of a
    filed draft cannot change, so a late reading or comparison is of the very same photos. ``match_pending``
    says that the comparison is still under way. What was read only then fills no form: it is put beside what
    the citizen typed without having seen it (``late``).
    """
    frozen = dict(dossier.evidence)
    if not frozen.get("photos"):
        return frozen
    if not (frozen.get("reading") and frozen.get("match")):
        now = selectors.identity_status(dossier.draft)
        if not frozen.get("reading") and now.reading is not None:
            frozen["reading"] = now.reading.to_record()
        if not frozen.get("match"):
            frozen["match"] = None if now.match is None else dict(now.match)
        frozen["match_pending"] = now.match_pending or now.reading_pending
    seen = frozen.get("prefilled") or {}
    if frozen.get("reading") and not any(_PHOTO.intersection(item["sources"]) for item in seen.values()):
        procedure = services.procedure_of(dossier.procedure_code, dossier.procedure_version)
        reading = Reading.from_record(frozen["reading"])
        now_filled = selectors.prefilled(procedure, reading, frozen.get("given") or {})
        late = {name: {**item, "late": True} for name, item in now_filled.items() if name not in seen}
        frozen["prefilled"] = {**seen, **late}
    return frozen


def read_late(known: Known) -> bool:
    """Tell whether the photos were read only after the citizen had typed and filed."""
    return any(item.get("late") for item in (known.get("prefilled") or {}).values())


def reading_of(known: Known) -> Reading | None:
    """Return the reading, or None when no paper was photographed or none is read yet."""
    record = known.get("reading")
    return Reading.from_record(record) if record else None


def paper_words(reading: Reading | None) -> Bilingual | None:
    """Return what kind of paper was recognised."""
    return None if reading is None or reading.paper is None else card_words.PAPERS.get(reading.paper)


def checked_fields(dossier: Dossier, procedure: Procedure, known: Known) -> list[Checked]:
    """Return the form's pre-filled fields in the order of the form, in the active language."""
    reading, prefilled = reading_of(known), known.get("prefilled") or {}
    confirmed = set(known.get("confirmed") or ())
    rows = []
    for spec in procedure.all_fields():
        item = prefilled.get(spec.name)
        if item is None:
            continue
        field = reading.fields.get(item["reading_field"]) if reading is not None else None
        status = _status(dossier.answers.get(spec.name), item, looked=spec.name in confirmed)
        answer = services.display(spec, dossier.answers.get(spec.name))
        read = services.display(spec, item["value"])
        rows.append(
            _row(
                item["reading_field"],
                field,
                name=spec.name,
                label=spec.label,
                answer=answer,
                read=read,
                status=status,
                confidence=item["confidence"],
                doubted=item["review"],
                given=_given_rows(spec, item),
            )
        )
    return rows


def _given_rows(spec: FieldSpec, item: Mapping[str, Any]) -> tuple[WitnessRow, ...]:
    """What others than the photos said: those who agree with what fills the form, and those who do not."""
    agree = [(source, item["value"], True) for source in item["sources"] if source in SOURCES]
    differ = [(source, value, False) for source, value in item.get("others", {}).items()]
    return tuple(
        WitnessRow(_SOURCES[source], services.display(spec, value), agrees)
        for source, value, agrees in (*agree, *differ)
    )


def other_fields(known: Known) -> list[Checked]:
    """Return what was read and is not on the form."""
    reading = reading_of(known)
    if reading is None:
        return []
    used = {item["reading_field"] for item in (known.get("prefilled") or {}).values()}
    return [
        _row(
            name,
            field,
            name=name,
            label=card_words.FIELDS.get(name, Bilingual(name, name)),
            answer=None,
            read=field.value,
            status="doubtful" if field.review else "kept",
            confidence=field.confidence,
            doubted=field.review,
        )
        for name, field in reading.fields.items()
        if name not in used
    ]


def problems(known: Known) -> list[Problem]:
    """Return everything that was noticed on the photos, each once, the paper's first."""
    reading = reading_of(known)
    found = (
        [] if reading is None else [*reading.problems, *(p for side in reading.sides for p in side.problems)]
    )
    for part in ("selfie", "match"):
        found += [Problem.from_dict(item) for item in (known.get(part) or {}).get("problems", ())]
    return once(found)


def once(found: Iterable[Problem]) -> list[Problem]:
    """Return problems each once, the gravest first."""
    kept = {(item.code, item.field): item for item in found}
    order = ("grave", "look")
    return sorted(
        kept.values(), key=lambda item: order.index(item.severity) if item.severity in order else len(order)
    )


def places_on(known: Known, slot: str) -> list[Quad]:
    """Return where on one photo something was noticed, in pixels of the photo."""
    placed = known.get("photos") or {}
    cards = [name for name in ("front", "back") if name in placed]
    reading = reading_of(known)
    if reading is None or slot not in cards:
        return []
    return [
        item.quad for item in problems(known) if item.quad is not None and item.image == cards.index(slot)
    ]


def value_words(value: str) -> str | Bilingual:
    """Return a value as read, with the one that stands for "no expiry" in words."""
    return card_words.NO_EXPIRY if value == "no_expiry" else value


def _status(answer: Any, item: Mapping[str, Any], *, looked: bool) -> Status:
    if item.get("late"):
        return "alike" if selectors.same_value(item, answer or "") else "unlike"
    if answer != item["value"]:
        return "changed"
    if not item["review"]:
        return "kept"
    return "looked" if looked else "doubtful"


def _row(
    reading_field: str,
    field: FieldValue | None,
    *,
    name: str,
    label: Bilingual,
    answer: str | None,
    read: str,
    status: Status,
    confidence: float,
    doubted: bool,
    given: tuple[WitnessRow, ...] = (),
) -> Checked:
    tone, words = _STATUS[status]
    witnesses = () if field is None else field.witnesses
    return Checked(
        name=name,
        reading_field=reading_field,
        label=label,
        answer=None if answer is None else value_words(answer),
        read=value_words(read),
        status=status,
        tone=tone,
        words=words,
        percent=_percent(confidence),
        sure=next(words for least, words in _SURE if confidence >= least),
        doubted=doubted,
        witnesses=tuple(
            WitnessRow(
                source=_SOURCES[item.source],
                value=value_words(item.value),
                agrees=field is not None and _agree(item, field.value),
            )
            for item in witnesses
        )
        + given,
        has_crop=field is not None and field.region is not None,
    )


def _agree(witness: Witness, value: str) -> bool:
    """Case does not count, and an MRZ cannot write diacritics (ICAO Doc 9303-3)."""
    if same_text(witness.value, value):
        return True
    return witness.source == "mrz" and same_base_letters(witness.value, value)


def _percent(confidence: float) -> int:
    """Whole per cent, rounded down: 100 is said of nothing that was only read."""
    return min(int(confidence * 100), 99)
