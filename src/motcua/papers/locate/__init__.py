"""Finding papers on a photo in any rotation, and seeing them straight from above.

::

    for found in find_cards(Scene(photo)):
        card = rectify(photo, found.quad)             # upright, 1,400 px wide
        matrix = homography(found.quad)
        quad_on_photo = to_photo(quad_on_card, matrix)
"""

from motcua.papers.locate.by_code import find_by_code
from motcua.papers.locate.find import find_cards, find_single_paper
from motcua.papers.locate.geometry import (
    full_frame,
    homography,
    overlap,
    rectified_size,
    rectify,
    to_photo,
    to_rectified,
    turned,
)
from motcua.papers.locate.inside import find_inside
from motcua.papers.locate.scene import LocatedPaper, Scene
from motcua.papers.locate.upright import oriented_like

__all__ = [
    "LocatedPaper",
    "Scene",
    "find_by_code",
    "find_cards",
    "find_inside",
    "find_single_paper",
    "full_frame",
    "homography",
    "oriented_like",
    "overlap",
    "rectified_size",
    "rectify",
    "to_photo",
    "to_rectified",
    "turned",
]
