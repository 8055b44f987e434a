"""Who signed in to file, and how that fits the dossier."""

from dataclasses import dataclass
from datetime import datetime

from motcua.desk.due import Tone
from motcua.dossiers.models import Dossier
from motcua.dossiers.prefilling import IDENTITY
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import same_text

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
