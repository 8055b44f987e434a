"""Looking at all the photos sent: which papers they show, and what is wrong with the others."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2

from motcua.kernel.inference import map_in_threads
from motcua.kernel.messages import Problem
from motcua.papers import photo
from motcua.papers.clock import Clock
from motcua.papers.errors import problem
from motcua.papers.sides import mirrored
from motcua.papers.sides.rectified_paper import RectifiedPaper

_log = logging.getLogger(__name__)
#: What the image libraries raise on pictures they cannot work with. Anything else is a bug and is raised.
PICTURE_ERRORS: Final = (cv2.error, ArithmeticError, LookupError, MemoryError, ValueError)
_MOST_IMAGES: Final = 4


@dataclass(slots=True)
class Photos:
    """The photos as far as they could be used: papers seen, and what is wrong with the rest, by index.

    ``reduced``: how many times larger those were that were made smaller. ``mirrored``: the widths of those
    that were turned round.
    """

    papers: list[RectifiedPaper] = field(default_factory=list)
    failed: dict[int, Problem] = field(default_factory=dict)
    reduced: dict[int, float] = field(default_factory=dict)
    mirrored: dict[int, int] = field(default_factory=dict)


def read_photos(images: Sequence[bytes], clock: Clock, *, several: bool) -> Photos:
    """Look at all photos; ``several`` also looks for a second paper on each."""
    photos = Photos()

    def one(index: int) -> list[RectifiedPaper] | Problem:
        try:
            with clock.part("decode"):
                picture, larger = photo.decode_scaled(images[index])
            if larger > 1:
                photos.reduced[index] = larger
            seen, turned = mirrored.read_photo(picture, index, clock, several=several)
        except photo.PhotoError as error:
            return Problem(code=error.code, message=error.message)
        except PICTURE_ERRORS:
            _log.exception("a photo could not be read")
            return problem("reading_failed")
        if turned:
            photos.mirrored[index] = picture.shape[1]
        return seen

    for index, seen in enumerate(map_in_threads(one, range(min(len(images), _MOST_IMAGES)))):
        if isinstance(seen, Problem):
            photos.failed[index] = seen
        else:
            photos.papers.extend(seen)
    return photos
