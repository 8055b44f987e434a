"""How the values of a dossier came about, arranged for the officer who must judge them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.desk.due import Tone
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.dossiers.prefilling import SOURCES
from motcua.kernel.messages import Bilingual, Problem
from motcua.kernel.vietnamese import same_base_letters, same_text
from motcua.papers.types import FieldValue, Quad, Reading, Witness
from motcua.procedures import services
from motcua.procedures.types import FieldSpec, Procedure

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
_SOURCES = {
    "qr": Bilingual("Mã QR", "QR code"),
    "mrz": Bilingual("Dòng MRZ", "MRZ lines"),
    "text": Bilingual("Chữ in", "Printed text"),
    "derived": Bilingual("Suy từ số định danh", "From the personal number"),
    "population": Bilingual("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    "identity": Bilingual("Tài khoản đã đăng nhập", "Account signed in with"),
}
_READING_FIELDS = {
    "personal_number": Bilingual("Số định danh", "Personal number"),
    "previous_number": Bilingual("Số CMND cũ", "Previous number"),
    "full_name": Bilingual("Họ và tên", "Full name"),
    "date_of_birth": Bilingual("Ngày sinh", "Date of birth"),
    "sex": Bilingual("Giới tính", "Sex"),
    "nationality": Bilingual("Quốc tịch", "Nationality"),
    "place_of_origin": Bilingual("Quê quán", "Place of origin"),
    "place_of_residence": Bilingual("Nơi thường trú", "Place of residence"),
    "place_of_birth_registration": Bilingual("Nơi đăng ký khai sinh", "Place of birth registration"),
    "date_of_issue": Bilingual("Ngày cấp", "Date of issue"),
    "date_of_expiry": Bilingual("Có giá trị đến", "Date of expiry"),
    "issuing_authority": Bilingual("Nơi cấp", "Issued by"),
    "identifying_features": Bilingual("Đặc điểm nhận dạng", "Identifying features"),
    "ethnicity": Bilingual("Dân tộc", "Ethnicity"),
    "religion": Bilingual("Tôn giáo", "Religion"),
}
_PAPERS = {
    "cmnd": Bilingual("Chứng minh nhân dân 9 số", "Identity card, 9 digits"),
    "cmnd12": Bilingual("Chứng minh nhân dân 12 số", "Identity card, 12 digits"),
    "cccd_barcode": Bilingual("Căn cước công dân mã vạch", "Citizen identity card with barcode"),
    "cccd_chip": Bilingual("Căn cước công dân gắn chíp", "Citizen identity card with chip"),
    "can_cuoc": Bilingual("Thẻ căn cước", "Identity card of 2024"),
    "passport": Bilingual("Hộ chiếu", "Passport"),
}
_NO_EXPIRY = Bilingual("Không thời hạn", "No expiry")
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


def with_late_work(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier's evidence with what a worker finished only after the citizen had filed.

    The photos of a filed draft cannot change, so a late reading or comparison is of the very same photos.
    ``match_pending`` says that the comparison is still under way. What was read only then fills no form: it
    is put beside what the citizen typed without having seen it (``late``).
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


def read_late(dossier: Dossier) -> bool:
    """Tell whether the photos were read only after the citizen had typed and filed."""
    return any(item.get("late") for item in (dossier.evidence.get("prefilled") or {}).values())


def reading_of(dossier: Dossier) -> Reading | None:
    """Return the reading frozen with the dossier, or None when no paper was photographed."""
    record = dossier.evidence.get("reading")
    return Reading.from_record(record) if record else None


def paper_words(reading: Reading | None) -> Bilingual | None:
    """Return what kind of paper was recognised."""
    return None if reading is None or reading.paper is None else _PAPERS.get(reading.paper)


def checked_fields(dossier: Dossier, procedure: Procedure) -> list[Checked]:
    """Return the form's pre-filled fields in the order of the form, in the active language."""
    reading, prefilled = reading_of(dossier), dossier.evidence.get("prefilled") or {}
    confirmed = set(dossier.evidence.get("confirmed") or ())
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


def other_fields(dossier: Dossier) -> list[Checked]:
    """Return what was read and is not on the form."""
    reading = reading_of(dossier)
    if reading is None:
        return []
    used = {item["reading_field"] for item in (dossier.evidence.get("prefilled") or {}).values()}
    return [
        _row(
            name,
            field,
            name=name,
            label=_READING_FIELDS.get(name, Bilingual(name, name)),
            answer=None,
            read=field.value,
            status="doubtful" if field.review else "kept",
            confidence=field.confidence,
            doubted=field.review,
        )
        for name, field in reading.fields.items()
        if name not in used
    ]


def problems(dossier: Dossier) -> list[Problem]:
    """Return everything that was noticed on the photos, each once, the paper's first."""
    reading, evidence = reading_of(dossier), dossier.evidence
    found = (
        [] if reading is None else [*reading.problems, *(p for side in reading.sides for p in side.problems)]
    )
    for part in ("selfie", "match"):
        found += [Problem.from_dict(item) for item in (evidence.get(part) or {}).get("problems", ())]
    return once(found)


def once(found: Iterable[Problem]) -> list[Problem]:
    """Return problems each once, the gravest first."""
    kept = {(item.code, item.field): item for item in found}
    order = ("grave", "look")
    return sorted(
        kept.values(), key=lambda item: order.index(item.severity) if item.severity in order else len(order)
    )


def places_on(dossier: Dossier, slot: str) -> list[Quad]:
    """Return where on one photo something was noticed, in pixels of the photo."""
    placed = dossier.evidence.get("photos") or {}
    cards = [name for name in ("front", "back") if name in placed]
    reading = reading_of(dossier)
    if reading is None or slot not in cards:
        return []
    return [
        item.quad for item in problems(dossier) if item.quad is not None and item.image == cards.index(slot)
    ]


def value_words(value: str) -> str | Bilingual:
    """Return a value as read, with the one that stands for "no expiry" in words."""
    return _NO_EXPIRY if value == "no_expiry" else value


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
