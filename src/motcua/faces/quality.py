"""Whether a face can be compared, and if not, what the person should do about it.

The measures are plain image statistics on the aligned face; their limits were set with bench/faces on
photos degraded on purpose. They advise: only ``no_face``, ``several_faces`` and a face of far too few
pixels make a comparison impossible (see ``services``).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from motcua.faces.align import align
from motcua.faces.types import Face, FaceQuality, Image
from motcua.kernel.messages import Bilingual, Problem

#: Pixels between the eyes. A printed portrait photographed with its card has about 25 to 60.
MIN_EYE_DISTANCE = 24.0
MIN_EYE_DISTANCE_PORTRAIT = 18.0
#: Below this a score means nothing, whatever the photo is.
UNUSABLE_EYE_DISTANCE = 14.0
#: Detail over contrast of the aligned face, see `sharpness`.
MIN_SHARPNESS = 0.055
MIN_BRIGHTNESS = 60.0
MAX_BRIGHTNESS = 205.0
MAX_CLIPPED = 0.25
#: Nose's shift off the eyes' middle, in eye distances: noses stand out by about 0.44 eye distances, so this
#: is a head turned sideways by some 32 degrees.
MAX_YAW = 0.28
#: Nose's place between eye line (0) and mouth line (1).
PITCH_RANGE = (0.28, 0.82)
#: How much of brows to chin may lie beyond the photo's edges.
MAX_OUTSIDE = 0.08
#: How bright the less dark eye's place is at least, of the cheeks. Of 1,069 photos of people those in black
#: glasses were at 0.24 to 0.30, all others from 0.50 on; tinted and mirroring glasses (0.58, 0.69) pass.
MIN_EYES = 0.42
#: Rows and columns of the aligned face: both eyes' places, and both cheeks.
EYES = ((slice(46, 59), slice(28, 49)), (slice(46, 59), slice(64, 85)))
CHEEKS = ((slice(72, 84), slice(26, 44)), (slice(72, 84), slice(68, 86)))
#: Rows and columns of the aligned face from brows to chin, where everything is measured.
CENTRE = (slice(28, 108), slice(18, 94))


def _problem(code: str, vi: str, en: str) -> Problem:
    return Problem(code, Bilingual(vi=vi, en=en))


PROBLEMS = {
    problem.code: problem
    for problem in (
        _problem(
            "no_face",
            "Không thấy khuôn mặt trong ảnh. Hãy đưa cả khuôn mặt vào giữa khung, bỏ khẩu trang "
            "và kính râm rồi chụp lại.",
            "No face can be seen. Put your whole face in the middle of the frame, take off a mask or "
            "sunglasses, and take the photo again.",
        ),
        _problem(
            "several_faces",
            "Trong ảnh có nhiều khuôn mặt. Hãy chụp lại khi chỉ có một mình bạn trong khung.",
            "There are several faces. Take the photo again with only yourself in the frame.",
        ),
        _problem(
            "face_too_small",
            "Khuôn mặt ở xa quá. Đưa điện thoại lại gần hơn.",
            "The face is too far away. Bring the phone closer.",
        ),
        _problem(
            "face_blurred",
            "Ảnh khuôn mặt bị mờ. Lau ống kính, giữ yên điện thoại rồi chụp lại.",
            "The face is blurred. Wipe the lens, hold the phone still and take the photo again.",
        ),
        _problem(
            "face_dark",
            "Khuôn mặt tối quá. Hãy quay mặt về phía cửa sổ hoặc bật đèn phía trước mặt.",
            "The face is too dark. Turn towards a window or switch on a light in front of you.",
        ),
        _problem(
            "face_overexposed",
            "Khuôn mặt bị chói sáng. Tránh nắng hoặc đèn chiếu thẳng vào mặt rồi chụp lại.",
            "The face is too bright. Move out of direct sun or lamp light and take the photo again.",
        ),
        _problem(
            "face_turned",
            "Khuôn mặt đang quay nghiêng. Hãy nhìn thẳng vào máy ảnh, không cúi hay ngửa mặt.",
            "The face is turned away. Look straight into the camera, without lowering or raising your head.",
        ),
        _problem(
            "face_cut_off",
            "Khuôn mặt bị cắt mất một phần. Hãy đưa cả khuôn mặt vào trong khung.",
            "Part of the face is cut off. Bring your whole face into the frame.",
        ),
        _problem(
            "eyes_covered",
            "Không thấy rõ đôi mắt. Hãy bỏ kính râm (kính tối màu) và quay mặt về phía sáng rồi chụp lại.",
            "Your eyes cannot be seen. Take off dark glasses, turn to the light and take the photo again.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on a face.

    ``eye_distance`` in pixels; ``sharpness`` see :func:`sharpness`; ``brightness`` mean grey 0 to 255;
    ``clipped`` share of white pixels; ``yaw`` and ``pitch`` see the limits; ``outside`` share of the face
    beyond the photo's edges; ``eyes`` see :func:`eye_brightness`.
    """

    eye_distance: float
    sharpness: float
    brightness: float
    clipped: float
    yaw: float
    pitch: float
    outside: float
    eyes: float


def sharpness(grey: Image) -> float:
    """Return the mean strength of fine detail relative to the contrast of a grey face, about 0 to 0.5.

    The difference to a slightly blurred copy (Gaussian, sigma 1 px) over the standard deviation: dividing
    keeps a faded or dark photo from counting as blurred.
    """
    values = grey.astype(np.float32)
    detail = values - cv2.GaussianBlur(values, (0, 0), 1.0)
    return float(np.mean(np.abs(detail)) / max(float(values.std()), 4.0))


def eye_brightness(grey: Image) -> float:
    """Return how bright the less dark eye's place is, as a share of the cheeks; of an aligned grey face.

    By the third quartile of the place: white of the eye, lids and skin around. Shares of one face's light
    keep dark skin and weak light from counting as dark glasses.
    """
    cheeks = float(np.median(np.concatenate([grey[place].ravel() for place in CHEEKS])))
    return max(float(np.percentile(grey[place], 75)) for place in EYES) / max(cheeks, 1.0)


def measure(image: Image, face: Face) -> Measures:
    """Measure one detected face of a BGR photo."""
    points = np.asarray(face.landmarks, float)
    right_eye, left_eye, nose, mouth = points[0], points[1], points[2], points[3:5].mean(0)
    across = left_eye - right_eye
    distance = float(np.hypot(*across))
    along = across / max(distance, 1e-6)
    down = np.array([-along[1], along[0]])
    middle = (right_eye + left_eye) / 2
    height = float((mouth - middle) @ down)
    grey = np.asarray(cv2.cvtColor(align(image, face), cv2.COLOR_BGR2GRAY), np.uint8)
    centre = grey[*CENTRE]
    # The detector fits its box to what is visible, so a cut shows as frame that lies beyond the photo.
    present = align(np.full(image.shape, 255, np.uint8), face)[*CENTRE, 0]
    return Measures(
        eye_distance=distance,
        sharpness=sharpness(centre),
        brightness=float(centre.mean()),
        clipped=float(np.mean(centre >= 250)),
        yaw=abs(float((nose - middle) @ along)) / max(distance, 1e-6),
        pitch=float((nose - middle) @ down) / height if height > 1e-6 else 0.0,
        outside=float(np.mean(present < 128)),
        eyes=eye_brightness(grey),
    )


def assess(measures: Measures, *, portrait: bool = False) -> FaceQuality:
    """Judge measured values; ``portrait`` True for the printed photograph of a card, which is small and
    faded by nature and cannot be told to move closer.

    The score is that of the weakest measure: 0.5 is just good enough, 1 twice as good as needed.
    """
    smallest = MIN_EYE_DISTANCE_PORTRAIT if portrait else MIN_EYE_DISTANCE
    # A measure's share of what is needed (1 and over is good), paired with what to say when it is not.
    shares = {
        "face_too_small": measures.eye_distance / smallest,
        "face_blurred": measures.sharpness / (MIN_SHARPNESS * (0.5 if portrait else 1.0)),
        "face_dark": measures.brightness / MIN_BRIGHTNESS,
        "face_overexposed": min(
            (255 - measures.brightness) / (255 - MAX_BRIGHTNESS),
            MAX_CLIPPED / max(measures.clipped, 1e-6),
        ),
        "face_turned": min(
            MAX_YAW / max(measures.yaw, 1e-6),
            2.0 if PITCH_RANGE[0] <= measures.pitch <= PITCH_RANGE[1] else 0.6,
        ),
        "face_cut_off": MAX_OUTSIDE / max(measures.outside, 1e-6),
        # Papers are not issued with dark glasses: what looks like them on a print is the print.
        "eyes_covered": 2.0 if portrait or measures.eyes >= MIN_EYES else 0.6,
    }
    found = tuple(PROBLEMS[code] for code, share in shares.items() if share < 1.0)
    score = min(min(share / 2, 1.0) for share in shares.values())
    return FaceQuality(round(score, 4), found)


def missing(code: str) -> FaceQuality:
    """Return the quality of a photo without a usable face; ``code`` is a key of :data:`PROBLEMS`."""
    return FaceQuality(0.0, (PROBLEMS[code],))
