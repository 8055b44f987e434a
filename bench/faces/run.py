"""How well faces are told apart, on a folder of people: ``python -m bench.faces.run FOLDER``.

FOLDER has one sub-folder a person with at least one photo each. Every photo is compared with every other,
clean against clean and as a printed portrait (see ``degrade``) against clean. Prints Markdown; with
``--calibrate FILE`` also writes the table of ``motcua/faces/data/calibration.json``.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from bench.faces.degrade import printed_portrait
from bench.faces.metrics import Scores, equal_error_rate, interval, score_at_far, true_accept_rate
from numpy.typing import NDArray

from motcua.faces.decode import decode
from motcua.faces.detect import detect
from motcua.faces.embed import embed
from motcua.faces.models import warm_up
from motcua.faces.quality import assess, measure
from motcua.faces.refine import refine
from motcua.faces.services import analyse, is_usable
from motcua.faces.types import FaceAnalysis

T = TypeVar("T")
RATES = (1e-2, 1e-3, 1e-4, 1e-5)
#: Portraits better than the degraded ones measured here score as clean photos do, strangers higher:
#: three in 100,000 here is about one in 10,000 for them.
THRESHOLD_RATES = {"clean_clean": 1e-4, "portrait_clean": 3e-5}
CURVE_RATES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5)


@dataclass
class Gallery:
    """Templates of one condition, row by row with the people they show."""

    people: list[str] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    templates: list[NDArray[np.float32]] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: int = 0
    unusable: int = 0

    def add(self, person: str, photo: str, analysis: FaceAnalysis, template: NDArray[np.float32]) -> None:
        """Count one analysed photo and keep its template if it may be compared."""
        self.total += 1
        for problem in analysis.quality.problems:
            self.codes[problem.code] += 1
        if not is_usable(analysis):
            self.unusable += 1
            return
        self.people.append(person)
        self.photos.append(photo)
        self.templates.append(template)


class Stopwatch:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    def __call__(self, step: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        self.spent[step].append((time.perf_counter() - began) * 1000)
        return result


def split(first: Gallery, second: Gallery) -> tuple[Scores, Scores, list[tuple[float, str, str]]]:
    """Return genuine scores, impostor scores, and the highest impostor pairs by name."""
    same_gallery = first is second
    scores = (np.stack(first.templates) @ np.stack(second.templates).T).astype(np.float64)
    names_a, names_b = np.array(first.people), np.array(second.people)
    photos_a, photos_b = np.array(first.photos), np.array(second.photos)
    genuine = (names_a[:, None] == names_b[None]) & (photos_a[:, None] != photos_b[None])
    impostor = names_a[:, None] != names_b[None]
    if same_gallery:
        upper = np.triu(np.ones(scores.shape, bool), 1)
        genuine, impostor = genuine & upper, impostor & upper
    ranked = np.argsort(np.where(impostor, scores, -2), axis=None)[::-1][:12]
    worst = [
        (float(scores[row, column]), str(photos_a[row]), str(photos_b[column]))
        for row, column in zip(*np.unravel_index(ranked, scores.shape), strict=True)
    ]
    return scores[genuine], scores[impostor], worst


def _row(name: str, genuine: Scores, impostors: Scores) -> str:
    cells = []
    for rate in RATES:
        if rate * len(impostors) < 3:
            cells.append("–")
            continue
        threshold = score_at_far(impostors, rate)
        accepted = true_accept_rate(genuine, threshold)
        low, high = interval(round(accepted * len(genuine)), len(genuine))
        cells.append(f"{accepted * 100:.2f} ({low * 100:.1f}–{high * 100:.1f}) at {threshold:.3f}")
    eer = equal_error_rate(genuine, impostors) * 100
    head = f"| {name} | {len(genuine):,} / {len(impostors):,} | {eer:.2f} "
    return head + f"| {impostors.mean():.3f} ± {impostors.std():.3f} | " + " | ".join(cells) + " |"


def _calibration(scores: dict[str, tuple[Scores, Scores]], arguments: list[str]) -> dict[str, object]:
    return {
        "model": "SFace 2021dec int8bq folded to fp32, 112 px, mean of the face and its mirror image",
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "OMP_NUM_THREADS=1 python -m bench.faces.run " + " ".join(arguments),
        "conditions": {
            name: {
                "threshold_rate": THRESHOLD_RATES[name],
                "pairs": {"genuine": len(genuine), "impostor": len(impostors)},
                "impostor_mean": round(float(impostors.mean()), 4),
                "impostor_sd": round(float(impostors.std()), 4),
                "curve": [
                    [round(score_at_far(impostors, rate), 4), rate]
                    for rate in CURVE_RATES
                    if rate * len(impostors) >= 4
                ],
            }
            for name, (genuine, impostors) in scores.items()
        },
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, help="only the first so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calibrate", type=Path)
    parser.add_argument("--source", default="", help="what the folder holds, for the calibration file")
    parser.add_argument("--leave-out", type=Path, help="photos with a wrong name, one a line, not counted")
    parser.add_argument("--worst", action="store_true", help="list the highest impostor pairs")
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    left_out = set(given.leave_out.read_text().split()) if given.leave_out else set()
    watch = Stopwatch()
    warm_up()
    clean, portraits, single = Gallery(), Gallery(), Gallery()
    single_portraits = Gallery()
    folders = sorted(path for path in given.folder.iterdir() if path.is_dir())[: given.people]
    for count, person in enumerate(folders, start=1):
        print(f"\r{count}/{len(folders)}", end="", file=sys.stderr)
        for path in sorted(person.iterdir()):
            if path.name in left_out:
                continue
            content = path.read_bytes()
            image = watch("decode", lambda data=content: decode(data))
            watch("detect", lambda photo=image: detect(photo))
            analysis = watch("analyse, all", lambda photo=image: analyse(photo))
            face = analysis.face
            if face is None or analysis.template is None:
                clean.total += 1
                clean.codes["no_face"] += 1
                clean.unusable += 1
                continue
            watch("refine", lambda photo=image, found=face: refine(photo, found))
            watch("quality", lambda photo=image, found=face: assess(measure(photo, found)))
            plain = watch("embed", lambda photo=image, found=face: embed(photo, found, flip=False))
            watch("embed, flip-averaged", lambda photo=image, found=face: embed(photo, found))
            clean.add(person.name, path.name, analysis, analysis.template)
            single.add(person.name, path.name, analysis, plain)
            printed = printed_portrait(image, face, rng)
            seen = analyse(printed, portrait=True)
            if seen.face is None or seen.template is None:
                portraits.total += 1
                portraits.codes["no_face"] += 1
                portraits.unusable += 1
                continue
            portraits.add(person.name, path.name, seen, seen.template)
            single_portraits.add(person.name, path.name, seen, embed(printed, seen.face, flip=False))
    print(file=sys.stderr)
    _report((clean, portraits, single, single_portraits), watch, given)


def _report(galleries: tuple[Gallery, ...], watch: Stopwatch, given: argparse.Namespace) -> None:
    clean, portraits, single, single_portraits = galleries
    print(f"{clean.total} photos of {len(set(clean.people))} people, seed {given.seed}\n")
    rates = " | ".join(f"TAR % at FAR {rate:.0e}" for rate in RATES)
    print(f"| Condition | pairs: genuine / impostor | EER % | impostors | {rates} |")
    print("|" + "---|" * (4 + len(RATES)))
    pairs = {
        "clean_clean": split(clean, clean),
        "portrait_clean": split(portraits, clean),
    }
    plain = {
        "clean_clean": split(single, single),
        "portrait_clean": split(single_portraits, single),
    }
    print(_row("clean, clean", *pairs["clean_clean"][:2]))
    print(_row("printed portrait, clean", *pairs["portrait_clean"][:2]))
    print(_row("clean, clean, not flip-averaged", *plain["clean_clean"][:2]))
    print(_row("printed portrait, clean, not flip-averaged", *plain["portrait_clean"][:2]))
    print("\n| Step | p50 ms | p95 ms |\n|---|---|---|")
    for step, spent in watch.spent.items():
        print(f"| {step} | {np.percentile(spent, 50):.1f} | {np.percentile(spent, 95):.1f} |")
    print("\n| Photos | not usable | problems told |\n|---|---|---|")
    for name, gallery in (("clean", clean), ("printed portrait", portraits)):
        told = ", ".join(f"{code} {count}" for code, count in sorted(gallery.codes.items()))
        print(f"| {name} | {gallery.unusable} of {gallery.total} | {told} |")
    if given.worst:
        for name, (_, _, worst) in pairs.items():
            print(f"\nHighest impostor pairs, {name}: " + "; ".join(f"{s:.3f} {a} {b}" for s, a, b in worst))
    if given.calibrate:
        arguments = ["FOLDER", f"--seed {given.seed}"]
        table = _calibration({name: result[:2] for name, result in pairs.items()}, arguments)
        table = {**table, "source": given.source}
        given.calibrate.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
