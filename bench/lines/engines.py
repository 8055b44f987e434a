"""The recognisers that are compared, each as a function from crops to texts."""

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from bench.lines.ensemble import EnsembleRecogniser
from motcua.papers.image import Image
from motcua.papers.lines import own
from motcua.papers.lines.aster import AsterRecogniser
from motcua.papers.lines.ppocr import PpocrRecogniser
from motcua.papers.lines.types import LineRecogniser

#: As many lines as a card has: recognisers of this project get them together.
TOGETHER = 12
#: Texts in the order of the crops, and processor seconds spent.
Engine = Callable[[Sequence[Image]], tuple[list[str], float]]


def of_ours(recogniser: LineRecogniser) -> Engine:
    """Return a recogniser behind the ``lines`` port as an engine; its first call is not timed."""

    def read(crops: Sequence[Image]) -> tuple[list[str], float]:
        recogniser.recognise(crops[:TOGETHER])
        texts: list[str] = []
        began = time.process_time()
        for start in range(0, len(crops), TOGETHER):
            texts += [line.text for line in recogniser.recognise(crops[start : start + TOGETHER])]
        return texts, time.process_time() - began

    return read


def tesseract(crops: Sequence[Image]) -> tuple[list[str], float]:
    """Read with Tesseract's ``vie`` (Debian: tesseract-ocr-vie), all lines in one process.

    A white rim is added, as its manual asks for; starting it is part of the time.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for index, crop in enumerate(crops):
            path = Path(folder) / f"{index:05d}.png"
            light = [int(value) for value in crop.reshape(-1, 3).max(0)]
            cv2.imwrite(str(path), cv2.copyMakeBorder(crop, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=light))
            names.append(str(path))
        listed = Path(folder) / "all.txt"
        listed.write_text("\n".join(names) + "\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["tesseract", str(listed), "stdout", "-l", "vie", "--psm", "7"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"OMP_THREAD_LIMIT": "1"}
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = done.stdout.split("\f")[: len(crops)]
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [" ".join(page.split()) for page in pages], spent


def engines(model: Path | None = None) -> dict[str, Engine]:
    """Return what is compared here by name; Tesseract only where it is installed.

    ``model``: another file of our own recogniser than the package's.
    """
    if model is not None:
        own.measure_instead(model)
    found: dict[str, Engine] = {
        "own": of_ours(own.OwnRecogniser()),
        "asternet": of_ours(AsterRecogniser()),
        "pp-ocrv6": of_ours(PpocrRecogniser()),
        "pp-ocrv6 + asternet": of_ours(EnsembleRecogniser(PpocrRecogniser(), AsterRecogniser())),
    }
    if shutil.which("tesseract"):
        found["tesseract vie"] = tesseract
    return found
