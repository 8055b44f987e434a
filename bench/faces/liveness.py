"""How often the passive signal errs on simulated attacks: ``python -m bench.faces.liveness FOLDER``.

FOLDER has one sub-folder a person. Each photo is enlarged to a scene and "photographed" as it is (live),
from a screen, and from prints. Attacks without a trace told are APCER, live photos with one BPCER (ISO/IEC
30107-3). Simulated attacks are easier than real ones: read the figures as the best to hope for.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from bench.faces.degrade import camera, print_held_up, screen_replay

from motcua.faces.decode import decode
from motcua.faces.services import liveness
from motcua.faces.types import Image


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--side", type=int, default=600, help="camera pixels a photo's side covers")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    ways: dict[str, Callable[[Image], Image]] = {
        "live": lambda scene: camera(scene, rng),
        "screen": lambda scene: screen_replay(scene, rng),
        "print, raster shows": lambda scene: print_held_up(scene, rng, raster=True),
        "print, smooth": lambda scene: print_held_up(scene, rng, raster=False),
    }
    counts: dict[str, Counter[str]] = {way: Counter() for way in ways}
    scores: dict[str, list[float]] = {way: [] for way in ways}
    people = sorted(path for path in given.folder.iterdir() if path.is_dir())
    photos = [photo for person in people for photo in sorted(person.iterdir())[:1]][: given.photos]
    for path in photos:
        image = decode(path.read_bytes())
        factor = 3 * given.side / image.shape[0]
        scene = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
        for way, make in ways.items():
            result = liveness(make(scene.astype(np.uint8)))
            unclear = any(problem.code != "liveness_trace" for problem in result.problems)
            counts[way]["trace" if result.live is False else "unclear" if unclear else "nothing"] += 1
            scores[way].append(result.score)
    print(
        "| Photo | trace told | nothing told | photo unclear | score p10 / p50 / p90 |\n|---|---|---|---|---|"
    )
    for way, count in counts.items():
        total = max(sum(count.values()), 1)
        shares = " | ".join(
            f"{count[value] / total * 100:.0f} %" for value in ("trace", "nothing", "unclear")
        )
        spread = " / ".join(f"{value:.2f}" for value in np.percentile(scores[way], [10, 50, 90]))
        print(f"| {way} ({total}) | {shares} | {spread} |")


if __name__ == "__main__":
    main()
