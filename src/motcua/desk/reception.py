"""What speaks against taking a dossier in together with others, without a look at it alone.

Whoever takes a dossier in answers for its being complete and right. A machine has checked what it could;
where that left a question, or nothing could be checked, an officer opens the dossier. What is decided about a
dossier is never decided together with others.
"""

from collections.abc import Collection

from motcua.desk import evidence
from motcua.desk.face import face_view
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual
from motcua.procedures.types import Procedure

_HAS_ANOTHER = Bilingual(
    "Người này đã có hồ sơ hoặc giấy chứng nhận khác", "The person has another dossier or certificate"
)
_MAYBE_SAME = Bilingual("Có thể là cùng một người với hồ sơ khác", "Perhaps the person of another dossier")
_FAMILY = Bilingual(
    "Có người trong hộ đã tham gia hộ kinh doanh khác", "Somebody of it has part in another business"
)
_TWO_NUMBERS = Bilingual("Có thể là một người dưới hai số định danh", "Perhaps one person under two numbers")
_NO_PHOTO = Bilingual("Chưa có ảnh giấy tờ để đối chiếu", "No photo of the paper to compare with")
_UNDER_WAY = Bilingual("Máy chưa đọc xong ảnh", "The photos are still being read")
_UNREAD = Bilingual("Máy chưa đọc được giấy tờ", "The paper could not be read")
_TO_COMPARE = Bilingual("Có mục cần đối chiếu với ảnh", "There are values to compare with the photo")
_NOTICED = Bilingual("Máy nhận thấy điều cần xem trên ảnh", "Something was noticed on the photos")
_OTHERS = Bilingual("Có người nộp thay hoặc cùng tham gia", "Somebody files for the owner or takes part")
_WROTE = Bilingual("Công dân có lời nhắn chờ trả lời", "The citizen wrote and waits for an answer")


def remarks(dossier: Dossier, procedure: Procedure, *, to_answer: Collection[int]) -> list[Bilingual]:
    """Return what an officer should look at before this dossier is taken in; empty where nothing is.

    ``to_answer``: keys of those whose citizen waits for an answer.
    """
    others, known = selectors.others_of(dossier), evidence.known_now(dossier)
    face = face_view(known)
    photos = dossier.evidence.get("photos") or {}
    said = [
        (any(item.certain for item in others), _HAS_ANOTHER),
        (any(not item.certain for item in others), _MAYBE_SAME),
        (bool(selectors.related_to(dossier)), _FAMILY),
        ("double_identity" in dossier.evidence, _TWO_NUMBERS),
        (bool(dossier.evidence.get("participants")), _OTHERS),
        (dossier.pk in to_answer, _WROTE),
    ]
    if "front" in photos:
        said += _of_photos(dossier, procedure, known)
    elif dossier.draft.taken_by == "" and any(
        paper.required and paper.given_as == "photo" for paper in procedure.papers
    ):
        said.append((True, _NO_PHOTO))  # at the counter an officer had the paper in hand
    said.append((face.tone in {"warn", "bad"}, face.headline))
    return [words for holds, words in said if holds]


def _of_photos(dossier: Dossier, procedure: Procedure, known: evidence.Known) -> list[tuple[bool, Bilingual]]:
    read, pending = bool(known.get("reading")), bool(known.get("match_pending"))
    checked = evidence.checked_fields(dossier, procedure, known)
    return [
        (pending, _UNDER_WAY),
        (not read and not pending, _UNREAD),
        (any(row.needs_look for row in checked), _TO_COMPARE),
        (bool(evidence.problems(known)), _NOTICED),
    ]
