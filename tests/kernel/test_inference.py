"""Work on both sides at once: order, errors, and one thread where only one is allowed."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from motcua.kernel import inference


@pytest.fixture(autouse=True)
def _two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "_threads", 2)


def test_results_come_in_the_order_of_the_items() -> None:
    """The second may be done first: each waits for the other to have begun."""
    both = threading.Barrier(2, timeout=10)

    def work(item: int) -> int:
        both.wait()
        return item * 10

    assert inference.map_in_threads(work, [1, 2]) == [10, 20]


def test_with_one_thread_nothing_runs_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker told to use one thread uses its own."""
    monkeypatch.setattr(inference, "_threads", 1)
    here = threading.get_ident()
    assert inference.map_in_threads(lambda _: threading.get_ident(), range(3)) == [here] * 3


def test_an_error_comes_out() -> None:
    """What the work raises is not swallowed."""

    def work(item: int) -> int:
        if item == 2:
            raise LookupError(item)
        return item

    with pytest.raises(LookupError):
        inference.map_in_threads(work, [1, 2])
    assert inference.map_in_threads(work, []) == []


def test_whoever_loads_a_model_does_not_spin_on_the_other_sides_processor() -> None:
    """OpenBLAS's waiting threads took a quarter of a worker's processor time."""
    said = (
        "import numpy, threadpoolctl\n"
        "from motcua.{room} import warm_up\n"
        "warm_up()\n"
        "pools = threadpoolctl.threadpool_info()\n"
        "print({{pool['num_threads'] for pool in pools if pool['user_api'] == 'blas'}})"
    )
    for room in ("papers.lines.sessions", "faces.models"):
        done = subprocess.run(
            [sys.executable, "-c", said.format(room=room)], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "{1}", room


def test_a_worker_looks_at_each_picture_with_one_thread() -> None:
    """OpenCV's threads waited for the next picture by spinning: the other side's processor time."""
    said = (
        "import cv2\n"
        "cv2.setNumThreads(2)\n"
        "from motcua.papers.lines.sessions import warm_up\n"
        "warm_up()\n"
        "print(cv2.getNumThreads())"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


_PRODUCT = (
    "from motcua.papers.locate import segmentation; import onnxruntime; "
    "onnxruntime.InferenceSession(str(segmentation.model_file()))"
)
_BENCH = "import bench.papers.timing; import onnxruntime; onnxruntime.get_available_providers()"


@pytest.mark.parametrize("loads", [_PRODUCT, _BENCH])
def test_no_model_tells_anybody_about_this_machine(loads: str, tmp_path: Path, root: Path) -> None:
    """ONNX Runtime's builds make an identifier of the machine and send what they see to their maker."""
    import_path = f"{root / 'src'}{os.pathsep}{root}"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": import_path}
    subprocess.run([sys.executable, "-c", loads], env=environment, cwd=root, check=True)
    assert [path.name for path in tmp_path.rglob("*")] == []
