"""What several layouts share."""

import random
from dataclasses import dataclass, field
from datetime import date

from PIL import Image

from bench.cards import art
from bench.cards.holder import Holder
from bench.cards.kinds import Side
from bench.cards.paint import Sheet, Style

NO_EXPIRY = "Không thời hạn"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
STATE_EN = "SOCIALIST REPUBLIC OF VIET NAM"
MOTTO_EN = "Independence - Freedom - Happiness"
_SIGNERS = ("Tô Văn Mẫu", "Nguyễn Quốc Thử", "Phạm Công Mẫu", "Trần Minh Ví Dụ")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sides of one paper and what they say."""

    sides: dict[Side, Image.Image]
    truth: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)


def printed(day: date | None) -> str:
    """Return a date as cards print it, or the words for no end."""
    return NO_EXPIRY if day is None else day.strftime("%d/%m/%Y")


def truth_of(holder: Holder, *names: str, issuing_authority: str | None = None) -> dict[str, str]:
    """Return the contract fields of ``names`` from the holder, in the contract's spelling."""
    values: dict[str, str | None] = {
        "personal_number": holder.personal_number,
        "previous_number": holder.previous_number,
        "full_name": holder.full_name.upper(),
        "date_of_birth": holder.date_of_birth.isoformat(),
        "sex": holder.sex,
        "nationality": "Việt Nam",
        "place_of_origin": holder.place_of_origin,
        "place_of_residence": holder.place_of_residence,
        "place_of_birth_registration": holder.place_of_birth_registration,
        "date_of_issue": holder.date_of_issue.isoformat(),
        "date_of_expiry": "no_expiry" if holder.date_of_expiry is None else holder.date_of_expiry.isoformat(),
        "issuing_authority": issuing_authority,
        "identifying_features": holder.identifying_features,
        "ethnicity": holder.ethnicity,
        "religion": holder.religion,
    }
    return {name: value for name in names if (value := values[name]) is not None}


def motto(sheet: Sheet, style: Style, middle: float, top: float, *, english: bool) -> None:
    """Draw the state's name and motto centred on ``middle``, from base line ``top``."""
    bold, plain = style.labels(37, 700), style.labels(33, 600)
    sheet.text((middle, top), STATE, bold, style.label_ink, "ms")
    sheet.text((middle, top + 46), MOTTO, plain, style.label_ink, "ms")
    if english:
        sheet.text((middle, top + 92), STATE_EN, style.labels(29), style.label_ink, "ms")
        sheet.text((middle, top + 130), MOTTO_EN, style.labels(29), style.label_ink, "ms")


def signed(sheet: Sheet, style: Style, middle: float, top: float, rng: random.Random, *, diameter: int = 230,
           name: bool = True) -> None:  # fmt: skip
    """Draw seal, signature and the signer's name under an office's title, centred on ``middle``."""
    seal = art.seal(diameter, rng)
    sheet.paste(seal, (int(middle - diameter * rng.uniform(0.75, 1.0)), int(top)))
    scrawl = art.signature(diameter + 110, int(diameter * 0.62), rng)
    sheet.paste(scrawl, (int(middle - diameter * 0.55), int(top + diameter * 0.15)))
    if name:
        sheet.text((middle + 30, top + diameter + 24), rng.choice(_SIGNERS), style.labels(31, 600),
                   style.label_ink, "ms")  # fmt: skip


def finger(sheet: Sheet, box: tuple[int, int, int, int], rng: random.Random) -> None:
    """Draw one print in a thin frame: left, top, right, bottom."""
    left, top, right, bottom = box
    sheet.draw.rectangle(box, outline=(150, 140, 140), width=2)
    width, height = right - left - 24, bottom - top - 16
    sheet.paste(art.fingerprint(width, height, rng), (left + 12, top + 8))
