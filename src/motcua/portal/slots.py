"""The three photos of a filing, as addresses and words."""

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


def by_slug(slug: str) -> Slot:
    """Return the slot of an address.

    Raises:
        NotFoundError: there is none.
    """
    for slot in SLOTS:
        if slot.slug == slug:
            return slot
    raise NotFoundError(slot=slug)
