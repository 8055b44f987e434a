"""The paper that lies on another one, a slip or a sheet, whose outline was found for its."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from motcua.papers.codes import Code
from motcua.papers.locate.find import SHAPELY, edge_reach, fit_to_text, scaled, snapped_to_edges
from motcua.papers.locate.geometry import area, corners_of, quad_of
from motcua.papers.locate.scene import LocatedPaper, Scene
from motcua.papers.locate.upright import upright
from motcua.papers.types import Quad

#: What takes more of the larger paper than this is that one, seen without its sides.
_MOST: Final = 0.65


def find_inside(
    scene: Scene, whole: Quad, holds: Callable[[Quad], bool], codes: Sequence[Code] = ()
) -> LocatedPaper | None:
    """Return the only paper that the network sees within one, from so near that its sides are not seen.

    Args:
        scene: the photo.
        whole: the larger paper, in pixels of the photo.
        holds: whether a quad on the photo holds what the paper must.
        codes: QR codes read on the photo; they settle which way up it is.
    """
    around = corners_of(whole) * scene.scale
    seen = [one for one in scene.inside(around) if area(one.corners) <= _MOST * area(around)]
    if len(seen) != 1:
        return None
    (one,) = seen
    corners, like = fit_to_text(scene.view, one, [])
    if like < SHAPELY:
        return None
    quad = quad_of(snapped_to_edges(scene.view, corners[0], reach=edge_reach(one)))
    if not holds(scaled(quad, 1 / scene.scale)):
        return None
    here = [Code(code.text, scaled(code.quad, scene.scale)) for code in codes]
    found = upright(scene.view, LocatedPaper(quad, one.sure, "edges"), scene.text, here)
    return replace(found, quad=scaled(found.quad, 1 / scene.scale))
