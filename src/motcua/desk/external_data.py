"""Who signed in to file, what the population database gave, and how both fit the dossier."""

from dataclasses import dataclass
from datetime import datetime

from motcua.desk.due import Tone
from motcua.dossiers import selectors
from motcua.dossiers.drafting.prefilling import IDENTITY, POPULATION
from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import same_text
from motcua.procedures import services
from motcua.procedures.types import Procedure

_NAMES = {
    "personal_number": Bilingual("số định danh", "personal number"),
    "full_name": Bilingual("họ tên", "name"),
    "date_of_birth": Bilingual("ngày sinh", "date of birth"),
}


@dataclass(frozen=True, slots=True)
class SignInView:
    """``words`` say whether the account is the applicant's; ``level`` is the provider's."""

    tone: Tone
    words: Bilingual
    provider: str
    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One value of the population database beside the form's; ``same`` None where the form does not ask."""

    label: Bilingual
    held: str
    filed: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class FetchView:
    """What was fetched with the applicant's consent; no rows where the database does not know the number."""

    rows: tuple[GivenRow, ...]
    reference: str
    agreed_at: datetime
    at: datetime

    @property
    def differs(self) -> bool:
        """Whether a value is not the form's."""
        return any(row.same is False for row in self.rows)


def fetch_view(dossier: Dossier, procedure: Procedure) -> FetchView | None:
    """Return what the population database gave for a dossier, None where nothing was fetched."""
    record = (dossier.evidence.get("given") or {}).get(POPULATION)
    if not record:
        return None
    held = selectors.prefilled(procedure, None, {POPULATION: record})
    rows = [
        GivenRow(
            spec.label,
            services.display(spec, held[spec.name]["value"]),
            services.display(spec, dossier.answers.get(spec.name)),
            None
            if spec.name not in dossier.answers
            else selectors.same_value(held[spec.name], dossier.answers[spec.name]),
        )
        for spec in procedure.all_fields()
        if spec.name in held
    ]
    agreed_at, at = (datetime.fromisoformat(record[name]) for name in ("agreed_at", "at"))
    return FetchView(tuple(rows), record["reference"], agreed_at, at)


def sign_in_view(dossier: Dossier) -> SignInView | None:
    """Return who signed in with the State's identity provider to file this, None where nobody did."""
    record = (dossier.evidence.get("given") or {}).get(IDENTITY)
    if not record:
        return None
    filed = {
        "personal_number": dossier.personal_number,
        "full_name": dossier.full_name,
        "date_of_birth": dossier.date_of_birth.isoformat() if dossier.date_of_birth else "",
    }
    differs = [words for name, words in _NAMES.items() if not same_text(record["fields"][name], filed[name])]
    words = (
        Bilingual(
            f"Người đăng nhập khác người trên đơn: {', '.join(name.vi for name in differs)}.",
            f"Who signed in is not the person of the form: {', '.join(name.en for name in differs)}.",
        )
        if differs
        else Bilingual(
            "Số định danh, họ tên và ngày sinh của tài khoản khớp với đơn.",
            "Number, name and birth date of the account are those of the form.",
        )
    )
    at = datetime.fromisoformat(record["at"])
    return SignInView("warn" if differs else "good", words, record["provider"], record["level"], at)
