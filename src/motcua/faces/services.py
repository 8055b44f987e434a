"""What other rooms call: look at a face, compare two, and a weak guess whether a person is live."""

import math
from dataclasses import replace

from motcua.faces import calibration
from motcua.faces import liveness as passive
from motcua.faces.decode import as_image
from motcua.faces.detect import SURE_SCORE, detect
from motcua.faces.embed import embed as make_template
from motcua.faces.embed import similarity_score
from motcua.faces.quality import PROBLEMS, UNUSABLE_EYE_DISTANCE, assess, measure, missing
from motcua.faces.refine import is_found_again, refine
from motcua.faces.types import Comparison, Face, FaceAnalysis, FaceQuality, Image, Liveness, Template

#: Another face this prominent, relative to the main one, leaves open whose photo it is.
COMPARABLE = 0.35
#: With one of these a score says nothing about the person.
UNUSABLE = frozenset({"no_face", "several_faces"})
#: For one of these a real face may score low and be lost at a second look.
EXCUSES = frozenset({"face_too_small", "face_blurred", "face_dark", "face_overexposed"})


def _prominence(face: Face, image: Image) -> float:
    """Weigh size against distance from the photo's middle: at a corner a face counts for a third."""
    x, y, wide, high = face.box
    height, width = image.shape[:2]
    off = math.hypot((x + wide / 2) / width - 0.5, (y + high / 2) / height - 0.5) / math.hypot(0.5, 0.5)
    return wide * high * face.score * (1 - 0.67 * min(off, 1.0))


def _may_be_real(image: Image, face: Face) -> bool:
    poor = {problem.code for problem in assess(measure(image, face)).problems} & EXCUSES
    return bool(poor) or is_found_again(image, face)


def _people(image: Image) -> list[Face]:
    """Return the faces, the main one first, without shapes that only passed for one.

    Beside a face the detector at times sees another in a collar or a machine, and the bigger it is the more
    it counts. Such a shape scores low for no reason of the light, and is not seen again when looked at alone.
    With no sure face about there is nothing to hold a doubtful one against, and it stays.
    """
    faces = detect(image)
    if any(face.score >= SURE_SCORE for face in faces):
        faces = [face for face in faces if face.score >= SURE_SCORE or _may_be_real(image, face)]
    return sorted(faces, key=lambda face: -_prominence(face, image))


def analyse(photo: Image | bytes, *, embed: bool = True, portrait: bool = False) -> FaceAnalysis:
    """Look at the main face of a photo: the biggest and most central one.

    Args:
        photo: BGR pixels (height, width, 3) uint8, upright; or the bytes of a photo file.
        embed: also compute the template (needed for comparing and enrolling; 35 ms on one core).
        portrait: the photo is the printed photograph of a paper: fewer pixels are asked of it, further faces
            (the ghost image of a card) are ignored, and its template, made by what was taught about prints,
            may be compared with live faces only.

    Returns:
        The face with its quality; ``face`` is None when there is none, with ``no_face`` in the quality.
        The template is (128,) float32 of length 1, or None when not asked for or there is no face.

    Raises:
        InvalidInputError: the bytes cannot be opened as a photo (``image_unreadable``, ``image_too_large``).
        SetupError: the models are missing or changed.
    """
    image = as_image(photo)
    faces = _people(image)
    if not faces:
        return FaceAnalysis(None, missing("no_face"))
    main = refine(image, faces[0])
    quality = assess(measure(image, main), portrait=portrait)
    prominent = COMPARABLE * _prominence(faces[0], image)
    if not portrait and any(_prominence(face, image) >= prominent for face in faces[1:]):
        quality = FaceQuality(min(quality.score, 0.25), (PROBLEMS["several_faces"], *quality.problems))
    return FaceAnalysis(main, quality, make_template(image, main, printed=portrait) if embed else None)


def is_usable(analysis: FaceAnalysis) -> bool:
    """Return whether the face may be compared at all."""
    if analysis.face is None or UNUSABLE & {problem.code for problem in analysis.quality.problems}:
        return False
    right_eye, left_eye = analysis.face.landmarks[:2]
    return math.dist(right_eye, left_eye) >= UNUSABLE_EYE_DISTANCE


def compare_analyses(a: FaceAnalysis, b: FaceAnalysis, *, a_is_portrait: bool = False) -> Comparison:
    """Compare two analysed photos; the same as :func:`compare` without looking at the photos again."""
    quality = (a.quality, b.quality)
    if a.template is None or b.template is None:
        return Comparison(0.0, None, quality)
    condition: calibration.Condition = "clean_clean"
    if a_is_portrait:
        condition = "portrait_fused" if b.fused else "portrait_clean"
    alike = calibration.portrait_score if a_is_portrait else similarity_score
    score = alike(a.template, b.template)
    same = score >= calibration.curve(condition).threshold if is_usable(a) and is_usable(b) else None
    return Comparison(score, same, quality, calibration.false_match_rate(score, condition))


def compare(
    a: Image | bytes, b: Image | bytes, *, a_is_portrait: bool = False, b_fused: Template | None = None
) -> Comparison:
    """Say whether two photos show one person.

    Args:
        a, b: as ``photo`` in :func:`analyse`.
        a_is_portrait: ``a`` is the portrait cut out of a photographed paper.
        b_fused: the template of the sequence that ``b`` is one frame of (``Presence.template``), compared in
            its place, by the threshold of such templates. ``b`` then tells the quality only.

    Returns:
        The score (the cosine of the templates; for a portrait ``calibration.portrait_score``), the decision
        at a false match rate of about one in ten thousand, and both qualities. ``same`` is None, and never a
        guess, where one photo shows no usable face; the score is 0.0 where there is no face at all.

    Raises:
        InvalidInputError, SetupError: as :func:`analyse`.
        ValueError: ``b_fused`` without a portrait.
    """
    if b_fused is not None and not a_is_portrait:
        raise ValueError("several frames have a threshold against a portrait only")
    first, second = analyse(a, portrait=a_is_portrait), analyse(b, embed=b_fused is None)
    if b_fused is not None:
        second = replace(second, template=b_fused, fused=True)
    return compare_analyses(first, second, a_is_portrait=a_is_portrait)


def liveness(photo: Image | bytes) -> Liveness:
    """Give a weak passive signal whether a photo was taken of a live person. See ``motcua.faces.liveness``.

    Raises:
        InvalidInputError, SetupError: as :func:`analyse`.
    """
    image = as_image(photo)
    analysis = analyse(image, embed=False)
    return passive.judge(image, analysis)
