"""The three photos of a filing, and those of a supplement, as addresses and words."""

from dataclasses import dataclass

from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual


@dataclass(frozen=True, slots=True)
class Slot:
    """``name`` as the dossiers room knows it, ``slug`` as addresses show it."""

    name: str
    slug: str
    title: Bilingual
    short: Bilingual


FRONT = Slot(
    "front",
    "mat-truoc",
    Bilingual("Chụp mặt trước giấy tờ", "Photograph the front of your card"),
    Bilingual("Mặt trước", "Front"),
)
BACK = Slot(
    "back",
    "mat-sau",
    Bilingual("Chụp mặt sau giấy tờ", "Photograph the back of your card"),
    Bilingual("Mặt sau", "Back"),
)
SELFIE = Slot(
    "selfie",
    "khuon-mat",
    Bilingual("Chụp khuôn mặt của bạn", "Photograph your face"),
    Bilingual("Khuôn mặt", "Face"),
)
SLOTS = (FRONT, BACK, SELFIE)
#: Only in an answer to a request of the office.
OTHER = Slot(
    "other",
    "giay-khac",
    Bilingual("Chụp giấy tờ khác", "Photograph another paper"),
    Bilingual("Giấy tờ khác", "Another paper"),
)


def by_slug(slug: str, slots: tuple[Slot, ...] = SLOTS) -> Slot:
    """Return the slot of an address, one of ``slots``.

    Raises:
        NotFoundError: there is none.
    """
    for slot in slots:
        if slot.slug == slug:
            return slot
    raise NotFoundError(slot=slug)
