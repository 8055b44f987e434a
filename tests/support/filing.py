"""A filing as a citizen would make it, without the minutes of reading photos."""

import io
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from django.db import connection
from PIL import Image

from motcua.dossiers import services
from motcua.dossiers.models import Channel, Dossier, Draft
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.papers.types import FieldValue, Reading, Region, Side, Source
from motcua.procedures.selectors import get_office

PROCEDURE = "1.001612"
OFFICE = "phuong-sai-gon"
TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=clock.VIETNAM)
QUAD = ((10.0, 10.0), (610.0, 10.0), (610.0, 390.0), (10.0, 390.0))


def answers(**changed: Any) -> dict[str, Any]:
    """Return a complete set of answers of an invented person; another person's business has another name."""
    number = changed.get("personal_number", "079190001234")
    return {
        "subject": "individual",
        "full_name": "NGUYỄN THỊ MINH NGUYỆT",
        "date_of_birth": "1990-05-14",
        "sex": "Nữ",
        "personal_number": "079190001234",
        "nationality": "Việt Nam",
        "permanent_address": "12/3 Nguyễn Trãi, Phường Bến Thành, Thành phố Hồ Chí Minh",
        "contact_same": "same",
        "phone": "0901234567",
        "own_name": "PHỞ MINH NGUYỆT" + ("" if number == "079190001234" else f" {number}"),
        "office_street": "45 Lê Lợi",
        "office_ward": _ward(),
        "main_line": "5610",
        "capital": 50_000_000,
        "tax_address_same": "same",
        "workers": 2,
        "result_channel": "download",
        "commitment": True,
        **changed,
    }


def draft(*, channel: str = "online", **changed: Any) -> Draft:
    """Return a draft with complete answers and the agreement given."""
    by = "" if channel == "online" else "officer:an"
    made = services.begin(
        procedure_code=PROCEDURE, office=OFFICE, language="vi", channel=Channel(channel), taken_by=by
    )
    services.record_agreement(made.pk, face=True, language="vi")
    return services.save_answers(made.pk, answers(**changed))


@cache
def photo(seed: int = 1) -> bytes:
    """Return a photo that decodes; nothing is on it. Drawn once: the tests want it a thousand times."""
    noise = np.random.default_rng(seed).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def reading(*, doubtful: tuple[str, ...] = (), **values: str) -> Reading:
    """Return what reading both sides of an invented chip card gives."""
    read = {
        "personal_number": "079190001234",
        "full_name": "NGUYỄN THỊ MINH NGUYỆT",
        "date_of_birth": "1990-05-14",
        "sex": "Nữ",
        **values,
    }
    sources: tuple[Source, ...] = ("qr", "text")
    return Reading(
        paper="cccd_chip",
        fields={
            name: FieldValue(
                value=value,
                confidence=0.6 if name in doubtful else 0.999,
                sources=sources,
                review=name in doubtful,
                region=Region(image=0, quad=QUAD),
            )
            for name, value in read.items()
        },
        sides=(Side(side="front", image=0, quad=QUAD, portrait=QUAD), Side(side="back", image=1, quad=QUAD)),
        problems=(),
        timing_ms={"total": 1.0},
    )


def proven(dossier: Dossier, *, state: State = State.DECIDED, **read: Any) -> Dossier:
    """Let the dossier's card show its number and face, and the office have decided; ``read`` says other."""
    number = read.get("personal_number", dossier.personal_number)
    card = reading(doubtful=read.get("doubtful", ()), personal_number=number)
    match = {"score": 0.7, "same": read.get("same", True)}
    dossier.evidence = {**dossier.evidence, "reading": card.to_record(), "match": match}
    dossier.state = state
    dossier.save(update_fields=["evidence", "state"])
    return dossier


def begin_jobs() -> None:
    """Let a worker have fetched every job, as the queue notes it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")


def _ward() -> str:
    return get_office(OFFICE).ward_code
