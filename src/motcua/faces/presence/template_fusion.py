"""One template of a person from the best frames of a sequence: steadier than that of any one frame.

Not every frame: neighbours show the same, and turned faces lie further from a portrait. The sequence was
found to show one face before; here its frames must be as alike, pair by pair, as two photos that the product
takes to show one person, so that a frame of somebody else among them never moves the mean towards that
person.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from motcua.faces.calibration import curve
from motcua.faces.embed import embed_aligned
from motcua.faces.presence import movement
from motcua.faces.presence.frame_analysis import FrameAnalysis
from motcua.faces.types import Template

#: Frames that are taken, and how many of them it needs to be better than one.
MOST, FEWEST = 5, 2
#: The nose's shift, in eye distances, from the first look up to which a face still looks ahead: some 12
#: degrees.
MAX_TURN = 0.1


def mean_template(templates: Sequence[Template], weights: Sequence[float] | None = None) -> Template:
    """Return the weighted mean (128,) of templates of length 1; its length, at most 1, says how alike they
    are."""
    return np.asarray(np.average(np.stack(templates), axis=0, weights=weights), np.float32)


def fuse_templates(views: Sequence[FrameAnalysis]) -> Template | None:
    """Return the template (128,) of one person's frames, in the order they came; 40 ms a frame.

    Returns:
        The mean of the best frame of each of five stretches of the sequence, weighted by quality; its length
        is kept for ``calibration.portrait_score``. None where fewer than two are straight and good enough, or
        they do not all show one face.
    """
    usable = [view for view in views if view.usable]
    ahead = float(np.median([_turn(view) for view in usable if view.part == 0] or [0.0]))
    straight = [view for view in usable if abs(_turn(view) - ahead) <= MAX_TURN]
    count = min(MOST, len(straight))
    if count < FEWEST:
        return None
    stretches = np.array_split(np.arange(len(straight)), count)
    best = [max((straight[at] for at in stretch), key=lambda view: view.quality) for stretch in stretches]
    templates = [embed_aligned(view.aligned) for view in best if view.aligned is not None]
    least = curve("clean_clean").threshold
    if any(float(one @ other) < least for one, other in combinations(templates, 2)):
        return None
    return mean_template(templates, [view.quality for view in best])


def _turn(view: FrameAnalysis) -> float:
    return 0.0 if view.shape is None else movement.turn(view.shape.landmarks)
