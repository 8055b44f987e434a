"""The folded models must say what OpenCV's own run of the packaged files says."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.faces.pictures import astronaut

from motcua.faces.align import align
from motcua.faces.detect import detect
from motcua.faces.embed import describe_aligned, similarity_score
from motcua.faces.fold import dequantise
from motcua.faces.models import SFACE, YUNET, session
from motcua.kernel.datafiles import locate


def test_folded_recogniser_equals_opencv() -> None:
    """A wrong fold would still give plausible scores and match strangers."""
    image = astronaut()
    aligned = align(image, detect(image)[0])
    network = cv2.dnn.readNetFromONNX(str(locate(SFACE)))
    for face in (aligned, np.ascontiguousarray(aligned[:, ::-1]), np.full_like(aligned, 90)):
        network.setInput(cv2.dnn.blobFromImage(face, 1.0, (112, 112), (0, 0, 0), True, False), "data")
        expected = np.asarray(network.forward(), np.float32).ravel()
        assert similarity_score(expected, describe_aligned(face)) > 0.999


def test_folded_detector_equals_opencv() -> None:
    """The open-size graph must give what the fixed-size one gives at its own 640 px."""
    image = cv2.resize(astronaut(), (640, 640))
    blob = cv2.dnn.blobFromImage(image)
    network = cv2.dnn.readNetFromONNX(str(locate(YUNET)))
    network.setInput(blob)
    names = [output.name for output in session(YUNET, free_size=True).get_outputs()]
    expected = network.forward(names)
    for ours, theirs in zip(session(YUNET, free_size=True).run(None, {"input": blob}), expected, strict=True):
        assert np.allclose(ours.ravel(), np.asarray(theirs).ravel(), atol=2e-2)


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 3), st.integers(1, 40), st.integers(1, 17), st.integers(0, 1), st.integers(0, 2**32 - 1)
)
def test_dequantise_scales_each_block(rows: int, length: int, block: int, axis: int, seed: int) -> None:
    """Each entry takes the scale of the block it lies in, the last block being short."""
    rng = np.random.default_rng(seed)
    shape = (rows, length) if axis == 1 else (length, rows)
    blocks = -(-length // block)
    small = (rows, blocks) if axis == 1 else (blocks, rows)
    values = rng.integers(-128, 128, shape).astype(np.int8)
    scales = rng.uniform(0.01, 2, small).astype(np.float32)
    zeros = rng.integers(-5, 6, small).astype(np.int8)
    result = dequantise(values, scales, zeros, axis, block)
    for place in np.ndindex(*shape):
        at = (place[0], place[1] // block) if axis == 1 else (place[0] // block, place[1])
        assert result[place] == np.float32((float(values[place]) - float(zeros[at])) * scales[at])
