"""A weak passive signal whether a photo shows a live person or a picture of one.

Two traces are looked for, both plain image statistics: sharp isolated peaks in the spectrum around the face
(the pixel grid of a screen or the raster of a print, and the moire it makes with the camera's own grid), and
a straight frame close around the face (the edge of a phone, a tablet or a sheet of paper). A good print or a
dense screen leaves neither, so "no trace" is **not** proof of life and is never called so: use it beside an
active challenge and an officer's look, never alone. bench/faces/liveness.py measures it on simulated attacks
only; the size of its errors on real ones is not known. No packaged model for this was found fit to use.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Face, FaceAnalysis, Image, Liveness
from motcua.kernel.messages import Bilingual, Problem

#: A face with fewer pixels between the eyes is too small to show the grid of a screen.
MIN_EYE_DISTANCE = 50.0
#: Side in pixels of the tiles whose spectrum is looked at.
TILE = 128
#: Height of a spectral peak, see `spectral_peak`. Textures without a grid stay under 0.95 (a page of print is
#: over it), see bench/faces.
PEAK_CLEAR, PEAK_DOUBTFUL = 1.4, 0.95
#: How many of the four sides of a frame must be seen.
FRAME_SIDES = 3

TRACE = Problem(
    "liveness_trace",
    Bilingual(
        vi="Ảnh có dấu hiệu chụp lại từ màn hình hoặc ảnh in. Hãy chụp trực tiếp khuôn mặt của bạn.",
        en="The photo looks like a picture of a screen or a print. Take a photo of your own face directly.",
    ),
)
UNCLEAR = Problem(
    "liveness_unclear",
    Bilingual(
        vi="Ảnh chưa đủ rõ để nhận biết người thật. Đưa điện thoại lại gần và giữ yên.",
        en="The photo is not clear enough to tell. Bring the phone closer and hold it still.",
    ),
)


def spectral_peak(grey: Image) -> float:
    """Return how far the highest isolated peak of the spectrum stands out, in natural logarithms.

    The log spectra of half-overlapping tiles are averaged, so that a pattern everywhere adds up and the
    face's own features do not; each frequency is then compared with the median of those around it.
    Frequencies under a tenth of the sampling rate (features) and along the axes (JPEG blocks) are left out.
    """
    window = np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)
    spectra = [
        np.log(np.abs(np.fft.rfft2((tile - tile.mean()) * window)) + TILE)
        for tile in _tiles(grey.astype(np.float32))
    ]
    if not spectra:
        return 0.0
    half: NDArray[np.float32] = np.mean(spectra, axis=0, dtype=np.float32)
    # The other half mirrors this one, as the pixels are real numbers.
    mirrored = np.roll(half[::-1], 1, axis=0)[:, -2:0:-1]
    mean: NDArray[np.float32] = np.fft.fftshift(np.concatenate([half, mirrored], axis=1))
    # OpenCV's median of so wide a window takes bytes only; a step of 0.05 is fine enough for logarithms.
    steps = np.clip((mean - mean.min()) / 0.05, 0, 255).astype(np.uint8)
    around = cv2.medianBlur(steps, 11).astype(np.float32) * 0.05 + float(mean.min())
    frequency = np.fft.fftshift(np.fft.fftfreq(TILE))
    horizontal, vertical = np.meshgrid(frequency, frequency)
    off_axis = (np.abs(horizontal) > 2.5 / TILE) & (np.abs(vertical) > 2.5 / TILE)
    looked_at = off_axis & (np.hypot(horizontal, vertical) > 0.1)
    return float((mean - around)[looked_at].max())


def _tiles(grey: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    step = TILE // 2
    return [
        grey[top : top + TILE, left : left + TILE]
        for top in range(0, grey.shape[0] - TILE + 1, step)
        for left in range(0, grey.shape[1] - TILE + 1, step)
    ]


def frame_sides(image: Image, face: Face) -> int:
    """Return how many sides (0 to 4) of a straight, nearly upright frame lie close around a face.

    A side is a line at least as long as the face, between 0.6 and 1.6 face sizes from its middle.
    """
    x, y, wide, high = face.box
    size = max(wide, high)
    scale = 100 / size
    left, top = max(int(x + wide / 2 - 2 * size), 0), max(int(y + high / 2 - 2 * size), 0)
    part = image[top : int(y + high / 2 + 2 * size), left : int(x + wide / 2 + 2 * size)]
    if part.size == 0:
        return 0
    part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), (0, 0), 1.2), 50, 120)
    lines = cv2.HoughLinesP(edges, 1, np.pi / 360, 50, minLineLength=100, maxLineGap=8)
    middle = ((x + wide / 2 - left) * scale, (y + high / 2 - top) * scale)
    sides = set()
    for x0, y0, x1, y1 in np.empty((0, 4)) if lines is None else np.asarray(lines, float).reshape(-1, 4):
        dx, dy = x1 - x0, y1 - y0
        across, down = (x0 + x1) / 2 - middle[0], (y0 + y1) / 2 - middle[1]
        if abs(dx) < 0.2 * abs(dy) and 60 <= abs(across) <= 160 and abs(down) < 100:
            sides.add("left" if across < 0 else "right")
        if abs(dy) < 0.2 * abs(dx) and 60 <= abs(down) <= 160 and abs(across) < 100:
            sides.add("top" if down < 0 else "bottom")
    return len(sides)


def _surroundings(image: Image, face: Face) -> Image:
    """Cut the face with half its size around it, at the photo's own resolution (resampling hides a grid)."""
    x, y, wide, high = face.box
    size = max(wide, high, TILE) * 0.9
    left, top = max(int(x + wide / 2 - size), 0), max(int(y + high / 2 - size), 0)
    part = image[top : int(y + high / 2 + size), left : int(x + wide / 2 + size)]
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), np.uint8)


def judge(image: Image, analysis: FaceAnalysis) -> Liveness:
    """Look for traces of a screen or a print in an analysed BGR photo.

    Returns:
        ``live`` False with a clear trace, else None: that no trace shows is no evidence of life (photos of
        cards pass without any), so this never says True. ``score`` in [0, 1] falls as traces grow; it is at
        most 0.5 where the face is too small or blurred for a trace to show, with ``liveness_unclear``.
    """
    face = analysis.face
    if face is None:
        return Liveness(0.0, None, analysis.quality.problems)
    peak, sides = spectral_peak(_surroundings(image, face)), frame_sides(image, face)
    score = 1 - 1 / (1 + float(np.exp(-4 * (peak - (PEAK_CLEAR + PEAK_DOUBTFUL) / 2))))
    if sides >= FRAME_SIDES:
        score = min(score, 0.2)
    if peak >= PEAK_CLEAR or sides >= FRAME_SIDES:
        return Liveness(score, False, (TRACE,))
    right_eye, left_eye = face.landmarks[:2]
    small = float(np.hypot(right_eye[0] - left_eye[0], right_eye[1] - left_eye[1])) < MIN_EYE_DISTANCE
    blurred = any(problem.code == "face_blurred" for problem in analysis.quality.problems)
    if small or blurred:
        # Without the pixels to show a trace its absence says nothing either way.
        return Liveness(min(score, 0.5), None, (UNCLEAR,))
    return Liveness(score, None)
