"""Officers, and a dossier with photos and a reading as a worker leaves them."""

from dataclasses import replace
from typing import Any

from tests.support import filing

from motcua.accounts.models import User
from motcua.accounts.services import ensure_officer
from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.papers.types import FieldValue, Region, Witness
from motcua.people import services as photos

PASSWORD = "mot-mat-khau-dai-12"
CHANGED_ADDRESS = "12/3 Nguyễn Trãi, Phường Bến Thành, Thành phố Hồ Chí Minh"
READ_ADDRESS = "12/3 Nguyễn Trãi, Bến Thành, Quận 1, TP. Hồ Chí Minh"


def officer(username: str = "an", *, role: str = "intake", office: str = filing.OFFICE) -> User:
    return ensure_officer(
        username=username,
        password=PASSWORD,
        office=office,
        role=role,
        family_name="Lê Thị",
        given_name=username.title(),
        title="Chuyên viên",
    )


def dossier(*, office: str = filing.OFFICE, same: bool | None = True, **answers: Any) -> Dossier:
    """Return a filed dossier: the name doubted and kept, the address changed, the rest as read."""
    found = services.submit(filing.draft(**answers).pk)
    read = filing.reading(full_name=found.full_name, personal_number=found.personal_number)
    fields = dict(read.fields)
    region = Region(image=0, quad=filing.QUAD)
    fields["full_name"] = replace(fields["full_name"], review=True, confidence=0.93)
    fields["place_of_residence"] = FieldValue(
        READ_ADDRESS, 0.88, ("text",), True, region, (Witness("text", READ_ADDRESS, 0.88, region),)
    )
    fields["personal_number"] = replace(
        fields["personal_number"],
        witnesses=(Witness("qr", found.personal_number, 0.999), Witness("text", "079190001284", 0.7)),
    )
    fields["religion"] = FieldValue("Không", 0.95, ("text",), False)
    prefilled = {
        form_field: {
            "value": fields[reading_field].value,
            "sources": list(fields[reading_field].sources),
            "confidence": fields[reading_field].confidence,
            "review": fields[reading_field].review,
            "reading_field": reading_field,
        }
        for form_field, reading_field in (
            ("full_name", "full_name"),
            ("date_of_birth", "date_of_birth"),
            ("personal_number", "personal_number"),
            ("permanent_address", "place_of_residence"),
        )
    }
    stored = {
        slot: {
            "photo": str(photos.store_photo(filing.photo(n), purpose="paper", delete_after=None)),
            "capture": "file" if slot == "back" else "camera",
        }
        for n, slot in enumerate(("front", "back", "selfie"))
    }
    found.office = office
    found.evidence = {
        **found.evidence,
        "photos": stored,
        "reading": replace(read, fields=fields).to_record(),
        "match": {"score": 0.47, "same": same, "false_match_rate": 0.00005, "problems": []},
        "prefilled": prefilled,
        "confirmed": ["full_name"],
    }
    found.save()
    return found
