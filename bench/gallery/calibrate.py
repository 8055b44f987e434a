"""The table that searches of the face store decide by (``gallery/data/search.json``).

``python -m bench.gallery.calibrate FOLDER --write FILE``; the folder has one sub-folder a person. Scores of
all pairs of photos of different people. The bounds come from drawing the people anew, ``--draws`` times
(subset bootstrap: Bolle et al., 2004). Below the rate ``COUNTED`` the scores follow an exponential tail whose
scale is the mean excess of all pairs above it (151 of the 503,730 that the product's table was made from; a
fit to the highest fifty, as before, promises too much).
"""

import argparse
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.gallery.crowd import Vectors
from bench.gallery.real import templates_of

RATES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11)
#: The lowest rate whose score is counted and not fitted.
COUNTED = 3e-4
#: Pairs below this score reach no row of the table.
_LEAST = 0.15
#: Shares of the draws below the bounds.
_BOUNDS = (5, 95)


def table(templates: Vectors, people: NDArray[np.int64], *, draws: int, seed: int = 1) -> dict[str, Any]:
    """Return the rows of :class:`motcua.gallery.thresholds.Table` and what they were made from."""
    names, owner = np.unique(people, return_inverse=True)
    scores = templates.astype(np.float64) @ templates.T.astype(np.float64)
    one, other = np.nonzero(np.triu(owner[:, None] != owner[None], 1))
    pairs = len(one)
    found = scores[one, other]
    kept = np.flatnonzero(found >= _LEAST)
    kept = kept[np.argsort(-found[kept])]
    one, other, found = owner[one[kept]], owner[other[kept]], found[kept]
    photos = np.bincount(owner).astype(np.float64)
    rng = np.random.default_rng(seed)
    drawn = np.array([_scores_at(np.ones(len(names)), photos, one, other, found)])
    for _ in range(draws):
        weights = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names)).astype(float)
        drawn = np.vstack([drawn, _scores_at(weights, photos, one, other, found)])
    low, upper = np.percentile(drawn[1:], _BOUNDS, axis=0)
    rows = [
        [rate, *(round(float(value), 4) for value in (min(low[at], drawn[0, at]), drawn[0, at], upper[at]))]
        for at, rate in enumerate(RATES)
    ]
    return {"people": len(names), "photos": len(people), "pairs": pairs, "counted": COUNTED, "rows": rows}


def _scores_at(
    weights: NDArray[np.float64],
    photos: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    found: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the score of each rate where each person counts ``weights`` times; pairs by falling score."""
    weight = weights[one] * weights[other]
    shown = weights * photos
    share = np.cumsum(weight) / ((shown.sum() ** 2 - (shown**2).sum()) / 2)
    start = min(int(np.searchsorted(share, COUNTED)), len(found) - 1)
    excess = float(np.average(found[:start] - found[start], weights=weight[:start]))
    places = np.minimum(np.searchsorted(share, RATES), len(found) - 1)
    fitted = found[start] + excess * np.log(COUNTED / np.array(RATES))
    return np.where(np.array(RATES) >= COUNTED, found[places], fitted)


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="templates of an earlier run")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--source", default="", help="what the folder holds")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    templates, people = templates_of(args.folder, args.keep)
    made = table(templates, people, draws=args.draws)
    faces = json.loads(files("motcua.faces").joinpath("data", "calibration.json").read_text(encoding="utf-8"))
    record = {
        "model": faces["model"],
        "measured": datetime.now(UTC).date().isoformat(),
        "command": f"python -m bench.gallery.calibrate FOLDER --draws {args.draws}",
        "source": args.source,
        **made,
    }
    print(f"{made['pairs']:,} pairs of {made['people']} people\n")
    print("| false match rate | 5 % | likely | 95 % (used) |\n|---|---|---|---|")
    for rate, low, likely, upper in made["rows"]:
        print(
            f"| {rate:.0e}{'' if rate >= COUNTED else ' (tail)'} | {low:.3f} | {likely:.3f} | {upper:.3f} |"
        )
    if args.write:
        rows = ",\n    ".join(json.dumps(row) for row in record.pop("rows"))
        text = json.dumps(record, ensure_ascii=False, indent=2)[:-2]
        args.write.write_text(f'{text},\n  "rows": [\n    {rows}\n  ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
