"""The comparison of the printed portrait with the live face, in words: what it shows and what not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.desk.due import Tone
from motcua.desk.evidence import Known
from motcua.kernel.messages import Bilingual


@dataclass(frozen=True, slots=True)
class FaceView:
    """What the officer reads: a headline, the score (cosine, or None), and what a score like it means."""

    tone: Tone
    headline: Bilingual
    score: float | None
    meaning: Bilingual | None
    camera: bool | None


_NONE = Bilingual("Công dân không gửi ảnh khuôn mặt", "The citizen sent no face photo")
_NOT_DONE = Bilingual("Chưa so sánh được khuôn mặt", "The faces could not be compared")
_UNDER_WAY = Bilingual(
    "Đang so sánh khuôn mặt. Tải lại trang sau ít giây.",
    "The faces are being compared. Reload in a few seconds.",
)
_NO_PORTRAIT = Bilingual(
    "Không tìm thấy ảnh chân dung trên thẻ nên chưa so sánh được",
    "No portrait was found on the card, so nothing was compared",
)
_UNCLEAR = Bilingual("Ảnh chưa đủ rõ để so sánh", "A photo is not clear enough to compare")
_SAME = Bilingual(
    "Khuôn mặt chụp giống ảnh chân dung trên thẻ", "The face looks like the portrait on the card"
)
_DIFFERENT = Bilingual(
    "Khuôn mặt chụp không đủ giống ảnh chân dung trên thẻ", "The face does not look enough like the portrait"
)
_RARER = Bilingual(
    "Hai người khác nhau hiếm khi giống đến mức này (hiếm hơn mức hệ thống đo được).",
    "Two different people seldom score this high (more seldom than was measured).",
)


def face_view(known: Known) -> FaceView:
    """Return how the face comparison of a dossier came out."""
    selfie = (known.get("photos") or {}).get("selfie")
    if selfie is None:
        return FaceView("grey", _NONE, None, None, None)
    return match_view(
        known.get("match"),
        camera=selfie["capture"] == "camera",
        pending=bool(known.get("match_pending")),
    )


def match_view(match: Mapping[str, Any] | None, *, camera: bool, pending: bool) -> FaceView:
    """Return how one comparison came out; ``match`` is its record, None before it is done."""
    if match is None:
        words = _UNDER_WAY if pending else _NOT_DONE
        return FaceView("grey", words, None, None, camera)
    if match.get("reason") == "no_portrait":
        return FaceView("warn", _NO_PORTRAIT, None, None, camera)
    score, same = match.get("score"), match.get("same")
    if same is None:
        return FaceView("warn", _UNCLEAR, score, None, camera)
    if not same:
        return FaceView("bad", _DIFFERENT, score, _meaning(match.get("false_match_rate")), camera)
    return FaceView("good", _SAME, score, _meaning(match.get("false_match_rate")) or _RARER, camera)


def _meaning(rate: float | None) -> Bilingual | None:
    if rate is None or rate <= 0:
        return None
    pairs = max(round(1 / rate), 1)
    vi, en = f"{pairs:,}".replace(",", "."), f"{pairs:,}"
    return Bilingual(
        f"Cứ khoảng {vi} cặp ảnh của hai người khác nhau thì có 1 cặp giống đến mức này.",
        f"About 1 in {en} pairs of different people scores this high.",
    )
