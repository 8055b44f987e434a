"""The models that read text: where they come from, and one loaded session of each in a process.

The files come inside packages from the public index and are pinned by SHA-256:

* PP-OCRv6 small, detector and recogniser (PaddleOCR, Apache-2.0), in ``rapidocr`` 3.10.0 (Apache-2.0);
* AsterNet, a Vietnamese line recogniser, in ``asterocr`` 1.0.2 (MIT in its metadata).
"""

import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import onnxruntime

from motcua.kernel import datafiles, inference, memory
from motcua.kernel.datafiles import PackagedFile
from motcua.papers.lines.latin_head import with_latin_head
from motcua.papers.lines.weights import without_tiny_weights

PPOCR_DETECTOR: Final = PackagedFile(
    "rapidocr",
    "rapidocr/models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
PPOCR_RECOGNISER: Final = PackagedFile(
    "rapidocr",
    "rapidocr/models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)
LINE_DIRECTION: Final = PackagedFile(
    "rapidocr",
    "rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
)
ASTER_RECOGNISER: Final = PackagedFile(
    "asterocr",
    "asterocr/assets/asternet.onnx",
    "10c96b533e1f64031d73edfddafd7d4b13595544f11891f0531bcd72cb29be80",
)

#: Models of which some weights are all but zero, which costs much and gives nothing.
_WITH_TINY_WEIGHTS: Final = frozenset({PPOCR_DETECTOR, PPOCR_RECOGNISER})

#: Read line by line: two lines at once, each on one thread, take less than one after the other on two.
_LINE_BY_LINE: Final = frozenset({PPOCR_RECOGNISER, ASTER_RECOGNISER})

_lock = threading.Lock()
_sessions: dict[PackagedFile, Any] = {}


def session(file: PackagedFile) -> Any:
    """Return the process's one onnxruntime session of a packaged model, loading it on first use.

    Raises:
        SetupError: the package is missing or its file is not the one we pinned.
    """
    with _lock:
        if file not in _sessions:
            _sessions[file] = _load(file)
        return _sessions[file]


def warm_up() -> None:
    """Load the models every reading needs now, so that the first citizen does not wait for them."""
    for file in (PPOCR_DETECTOR, PPOCR_RECOGNISER, LINE_DIRECTION):
        session(file)


def opened(model: Path | bytes, *, threads: int | None = None) -> Any:
    """Return a new onnxruntime session of a model, on as many threads as an inference may use or on fewer."""
    inference.limit_blas_to_one_thread()
    memory.retain_freed_memory()
    # Two sides are looked at at once: OpenCV's own threads would wait for the next picture by spinning.
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or inference.threads()
    options.inter_op_num_threads = 1
    # Two sides are read at the same time: a thread that waits must leave the processor to the other side.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena is kept: without it every inference pays for fresh pages (four times slower detection).
    # Line widths are bounded, so it stops growing. All models share one.
    _share_arena()
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.log_severity_level = 3
    content = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


@cache
def _share_arena() -> None:
    """Give onnxruntime one arena for all models of the process; by itself each session has its own."""
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    # Growing by exactly what is asked for (strategy 1) leaves holes: it took a third more.
    growing_by_doubling = onnxruntime.OrtArenaCfg({"arena_extend_strategy": 0})
    onnxruntime.create_and_register_allocator(place, growing_by_doubling)


def _load(file: PackagedFile) -> Any:
    path = datafiles.locate(file)
    threads = 1 if file in _LINE_BY_LINE else None
    if file not in _WITH_TINY_WEIGHTS:
        return opened(path, threads=threads)
    content = without_tiny_weights(path.read_bytes())
    return opened(with_latin_head(content) if file is PPOCR_RECOGNISER else content, threads=threads)
