"""One paper on a photo, rectified: where it lies, its lines, code and zone, and what they speak for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.papers.codes import IdentityQr
from motcua.papers.image import Image
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import to_photo
from motcua.papers.locate.geometry import Homography
from motcua.papers.mrz.find import ZoneRead
from motcua.papers.types import PaperKind, Quad, SideName


@dataclass(slots=True)
class RectifiedPaper:
    """A paper on a photo, rectified.

    ``card`` is it rectified and upright, ``matrix`` maps the photo to it, ``lines`` are on ``card``, ``code``
    is its QR payload with the code's place on the photo, ``zone`` its machine-readable zone if that was read
    and verified without reading its lines. ``located`` is how plainly its edges were seen
    (``LocatedPaper.score``).
    ``spared`` are lines that nothing asks for and were not read, ``silent`` those in which nothing was read.
    ``accompanied``: the same side of another paper lies beside it. ``coarse``: its lines were looked for on a
    smaller picture than usual, where faint ones are lost.
    """

    image: int
    photo: Image
    quad: Quad
    matrix: Homography
    card: Image
    lines: list[TextLine]
    zone: ZoneRead | None = None
    code: tuple[IdentityQr, Quad] | None = None
    scores: Mapping[tuple[PaperKind, SideName], float] = field(default_factory=dict)
    located: float = 1.0
    spared: Sequence[Quad] = ()
    silent: Sequence[Quad] = ()
    accompanied: bool = False
    coarse: bool = False

    def on_photo(self, quad: Quad) -> Quad:
        """Map a quad on the rectified card to the photo."""
        return to_photo(quad, self.matrix)

    def box_on_photo(self, box: tuple[float, float, float, float]) -> Quad:
        """Map a box in fractions of the card to the photo."""
        height, width = self.card.shape[:2]
        left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
        return self.on_photo(((left, top), (right, top), (right, bottom), (left, bottom)))

    def best(self) -> tuple[float, tuple[PaperKind, SideName] | None]:
        """Return the highest evidence and for which side of which kind."""
        if not self.scores:
            return 0.0, None
        key = max(self.scores, key=self.scores.__getitem__)
        return self.scores[key], key
