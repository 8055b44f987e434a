"""How well faces are told apart, on a folder of people: ``python -m bench.faces.run FOLDER``.

FOLDER has one sub-folder a person with at least one photo each. Every photo is compared with every other,
clean against clean and as a printed portrait (see ``degrade``) against clean. Prints Markdown; with
``--calibrate FILE`` also writes the table of ``motcua/faces/data/calibration.json``. ``--keep FILE`` keeps
the templates, or takes them from there without looking at a photo again.
"""

import argparse
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from bench.faces.calibrate import write
from bench.faces.crossfit import (
    HALVES,
    Pairs,
    Side,
    accepted_at,
    crossfitted,
    half_of,
    interval_over_people,
    pairs,
)
from bench.faces.degrade import printed_portrait
from bench.faces.metrics import equal_error_rate, interval
from bench.faces.sittings import sitting

from motcua.faces import liveness
from motcua.faces.decode import decode
from motcua.faces.detect import detect
from motcua.faces.embed import embed
from motcua.faces.models import use_portrait_weights, warm_up
from motcua.faces.quality import assess, measure
from motcua.faces.refine import refine
from motcua.faces.services import analyse, is_usable
from motcua.faces.types import FaceAnalysis, Image, Template

T = TypeVar("T")
RATES = (1e-2, 1e-3, 1e-4, 1e-5)
#: What the describer of portraits learnt from one half of the people (``training.portraits.train --half``).
LEARNT_FROM_HALF = [Path(__file__).with_name("halves") / f"{half}.npz" for half in HALVES]
#: Steps are timed on every so many-th photo: they are done once more for it.
TIMED_EVERY = 10
#: What one frame before the camera costs: these steps together.
FRAME = ("detect", "refine", "quality", "embed, flip-averaged", "passive signal")
#: Portraits by what was learnt from their own half, and from all: for the middles only.
OF_TEACHER, AS_SHIPPED = "portrait, of those learnt from", "portrait, as shipped"
KINDS = (
    "clean",
    "portrait",
    "clean, one side",
    "clean, as a portrait",
    "portrait, by SFace",
    OF_TEACHER,
    AS_SHIPPED,
    "one frame of a sitting",
    "fused frames of a sitting",
)


class Gallery:
    """What was seen of one kind of photo: templates row by row, and how many photos were no use and why."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]] = []
        self.told: Counter[str] = Counter()
        self.total = self.unusable = 0

    def add(self, person: str, photo: str, analysis: FaceAnalysis) -> bool:
        """Count an analysed photo, keep its template, and say whether it may be compared."""
        self.total += 1
        self.told.update({problem.code for problem in analysis.quality.problems})
        if analysis.template is None or not is_usable(analysis):
            self.unusable += 1
            return False
        self.keep(person, photo, analysis.template)
        return True

    def keep(self, person: str, photo: str, template: Template) -> None:
        """Keep a template that may be compared."""
        self.rows.append((person, photo, template))

    def side(self) -> Side:
        """Return the templates for comparing."""
        people, photos, templates = zip(*self.rows, strict=True)
        return Side(np.array(people), np.array(photos), np.stack(templates).astype(float))


class Stopwatch:
    """CPU milliseconds by step: on a busy machine the wall clock measures the others."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    def __call__(self, step: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        self.spent[step].append((time.process_time() - began) * 1000)
        return result


def _time(image: Image, content: bytes, analysis: FaceAnalysis, watch: Stopwatch) -> None:
    face = analysis.face
    assert face is not None
    watch("decode", lambda: decode(content))
    watch("detect", lambda: detect(image))
    watch("refine", lambda: refine(image, face))
    watch("quality", lambda: assess(measure(image, face)))
    watch("embed, flip-averaged", lambda: embed(image, face))
    watch("passive signal", lambda: liveness.judge(image, analysis))


def look(given: argparse.Namespace, watch: Stopwatch) -> dict[str, Gallery]:
    """Look at all photos, each also as a printed portrait drawn from its name and the seed."""
    left_out = set(given.leave_out.read_text().split()) if given.leave_out else set()
    seen = {kind: Gallery() for kind in KINDS}
    warm_up()
    folders = sorted(path for path in given.folder.iterdir() if path.is_dir())[: given.people]
    for count, person in enumerate(folders, start=1):
        print(f"\r{count}/{len(folders)}", end="", file=sys.stderr)
        for path in sorted(path for path in person.iterdir() if path.name not in left_out):
            content = path.read_bytes()
            image = decode(content)
            analysis = analyse(image)
            usable = seen["clean"].add(person.name, path.name, analysis)
            if analysis.face is None:
                continue
            if seen["clean"].total % TIMED_EVERY == 0:
                _time(image, content, analysis, watch)
            if not usable:
                continue
            rng = np.random.default_rng([zlib.crc32(path.name.encode()), given.seed])
            printed = printed_portrait(image, analysis.face, rng)
            half = half_of(person.name)
            # Nobody is described by what was learnt from himself.
            use_portrait_weights(LEARNT_FROM_HALF[1 - half])
            portrait = analyse(printed, portrait=True)
            if seen["portrait"].add(person.name, path.name, portrait) and portrait.face is not None:
                face = portrait.face
                seen["portrait, by SFace"].keep(person.name, path.name, embed(printed, face))
                for kind, weights in ((OF_TEACHER, LEARNT_FROM_HALF[half]), (AS_SHIPPED, None)):
                    use_portrait_weights(weights)
                    seen[kind].keep(person.name, path.name, embed(printed, face, printed=True))
            use_portrait_weights(LEARNT_FROM_HALF[1 - half])
            good_print = embed(image, analysis.face, printed=True)
            seen["clean, as a portrait"].keep(person.name, path.name, good_print)
            one_side = embed(image, analysis.face, flip=False)
            seen["clean, one side"].keep(person.name, path.name, one_side)
            _sit(seen, person.name, path.name, sitting(image, analysis, int(rng.integers(2**31))))
    print(file=sys.stderr)
    return seen


def _sit(
    seen: dict[str, Gallery], person: str, photo: str, found: tuple[FaceAnalysis, Template | None]
) -> None:
    """Keep what a sitting drawn from a photo gave, where both ways can be compared."""
    one, fused = found
    if seen["one frame of a sitting"].add(person, photo, one) and fused is not None:
        seen["fused frames of a sitting"].keep(person, photo, fused)


def row(name: str, counted: Pairs) -> str:
    """Return one line of the table: shares with Wilson's interval, at 1e-4 that over people besides."""
    genuine, impostors = counted.genuine, counted.impostor
    cells = []
    for rate in RATES:
        if rate * len(impostors) < 3:
            cells.append("–")
            continue
        accepted, threshold = accepted_at(counted, rate)
        low, high = interval(round(accepted * len(genuine)), len(genuine))
        if rate == 1e-4:
            low, high = interval_over_people(counted, rate)
        cells.append(f"{accepted * 100:.2f} ({low * 100:.1f}–{high * 100:.1f}) at {threshold:.3f}")
    eer = equal_error_rate(genuine, impostors) * 100
    head = f"| {name} | {len(genuine):,} / {len(impostors):,} | {eer:.2f} "
    return head + f"| {impostors.mean():.3f} ± {impostors.std():.3f} | " + " | ".join(cells) + " |"


def _report(sides: dict[str, Side], given: argparse.Namespace) -> None:
    clean, portraits = sides["clean"], sides["portrait"]
    print(f"{len(clean.photos)} usable photos of {len(set(clean.people))} people, seed {given.seed}\n")
    rates = " | ".join(f"TAR % at FAR {rate:.0e}" for rate in RATES)
    print(f"| Condition | pairs: genuine / impostor | EER % | impostors | {rates} |")
    print("|" + "---|" * (4 + len(RATES)))
    alike = pairs(clean, clean)
    learnt = (sides[OF_TEACHER], clean)
    printed = crossfitted(portraits, clean, learnt=learnt)
    good = crossfitted(portraits, clean, as_portrait=sides["clean, as a portrait"], learnt=learnt)
    by_sface = sides["portrait, by SFace"]
    of_three = clean.of_people_with(3)
    theirs = portraits.of(of_three.people)
    days = crossfitted(theirs, of_three, averaged=True, learnt=learnt)
    fused = sides["fused frames of a sitting"]
    shown = portraits.of_photos(fused.photos)
    frames = crossfitted(shown, fused, learnt=learnt)
    one_frame = sides["one frame of a sitting"].of_photos(fused.photos)
    for name, counted in (
        ("clean, clean", alike),
        ("printed portrait, clean", printed),
        (
            "people with three photos: portrait, one clean",
            crossfitted(theirs, of_three, learnt=learnt),
        ),
        ("people with three photos: portrait, mean of two clean", days),
        ("people with three photos: clean, one clean", pairs(of_three, of_three)),
        (
            "people with three photos: clean, mean of two clean",
            pairs(of_three, of_three.averaged().as_scored(), averaged=True),
        ),
        (
            "sitting drawn: portrait, one frame",
            crossfitted(shown, one_frame, learnt=learnt),
        ),
        ("sitting drawn: portrait, fused frames", frames),
        ("clean photo in the portrait's place, clean", good),
        ("printed portrait, clean, not centred", pairs(portraits, clean)),
        ("printed portrait by SFace's own weights, clean", crossfitted(by_sface, clean)),
        ("printed portrait by SFace's own weights, clean, not centred", pairs(by_sface, clean)),
        ("clean, clean, not flip-averaged", pairs(sides["clean, one side"], sides["clean, one side"])),
    ):
        print(row(name, counted))
    at = accepted_at(printed, 1e-4)[1]
    print(
        f"\nAt the portrait's threshold for 1e-4 ({at:.3f}) a clean photo in its place passes as somebody "
        f"else's in {np.mean(good.impostor >= at):.1e} of {len(good.impostor):,} pairs."
    )
    alone = len(sides["one frame of a sitting"].photos) - len(fused.photos)
    agreement = np.linalg.norm(fused.templates, axis=1)
    print(
        f"\nOf {alone + len(fused.photos)} sittings {alone} had too few good frames. Length of the fused "
        f"templates (1: all frames alike): {np.percentile(agreement, [5, 50, 95]).round(3)}."
    )
    if given.calibrate:
        middles = {"portrait": sides[AS_SHIPPED].templates.mean(0), "live": clean.templates.mean(0)}
        table = {
            "clean_clean": [alike],
            "portrait_clean": [printed],
            # Frames that are all alike are one photo, so its curve belongs to it too.
            "portrait_fused": [frames, days, printed],
        }
        write(given.calibrate, table, middles, seed=given.seed, source=given.source)


def _report_looking(seen: dict[str, Gallery], watch: Stopwatch) -> None:
    print("\n| Step | p50 CPU ms | p95 CPU ms |\n|---|---|---|")
    for step, spent in watch.spent.items():
        print(f"| {step} | {np.percentile(spent, 50):.1f} | {np.percentile(spent, 95):.1f} |")
    if watch.spent:
        whole = np.sum([watch.spent[step] for step in FRAME], axis=0)
        print(f"| all of a frame | {np.percentile(whole, 50):.1f} | {np.percentile(whole, 95):.1f} |")
    print("\n| Photos | not usable | problems told |\n|---|---|---|")
    for name in ("clean", "portrait"):
        told = ", ".join(f"{code} {count}" for code, count in sorted(seen[name].told.items()))
        print(f"| {name} | {seen[name].unusable} of {seen[name].total} | {told} |")


def kept(path: Path, sides: dict[str, Side] | None = None) -> dict[str, Side]:
    """Write templates to a file, or read them back."""
    if sides is not None:
        np.savez(
            path,
            **{
                f"{kind}/{part}": getattr(side, part)
                for kind, side in sides.items()
                for part in ("people", "photos", "templates")
            },
        )
        return sides
    saved = np.load(path)
    return {
        kind: Side(*(saved[f"{kind}/{part}"] for part in ("people", "photos", "templates"))) for kind in KINDS
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, help="only the first so many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="templates (.npz): written, or read if it is there")
    parser.add_argument("--calibrate", type=Path)
    parser.add_argument("--source", default="", help="what the folder holds, for the calibration file")
    parser.add_argument("--leave-out", type=Path, help="photos with a wrong name, one a line, not counted")
    given = parser.parse_args()
    if given.keep and given.keep.exists():
        _report(kept(given.keep), given)
        return
    watch = Stopwatch()
    seen = look(given, watch)
    sides = {kind: gallery.side() for kind, gallery in seen.items()}
    if given.keep:
        kept(given.keep, sides)
    _report(sides, given)
    _report_looking(seen, watch)


if __name__ == "__main__":
    main()
