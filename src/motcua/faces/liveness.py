"""A weak passive signal whether a photo shows a live person or a picture of one."""

from motcua.faces.types import FaceAnalysis, Image, Liveness


def judge(image: Image, analysis: FaceAnalysis) -> Liveness:  # noqa: ARG001
    """Return that nothing can be said; cues follow once they are measured."""
    return Liveness(0.5, None, analysis.quality.problems)
