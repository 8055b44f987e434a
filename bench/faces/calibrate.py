"""Writes ``motcua/faces/data/calibration.json``: thresholds' curves and the two middles."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from bench.faces.crossfit import Pairs
from bench.faces.metrics import score_at_far
from numpy.typing import NDArray

from motcua.faces.models import PORTRAITS_SHA256

CURVE_RATES = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5)
THRESHOLD_RATE = 1e-4
#: A rate is given where at least so many pairs of strangers score that high.
FEWEST_PAIRS = 4


def _condition(measured: Sequence[Pairs]) -> dict[str, object]:
    """Return the entry of one condition; measured in several ways, the curve is the highest of theirs."""
    counted = measured[0]
    impostors = counted.impostor
    curve: list[tuple[float, float]] = []
    for rate in CURVE_RATES:
        scores = [
            score_at_far(way.impostor, rate) for way in measured if rate * len(way.impostor) >= FEWEST_PAIRS
        ]
        if scores:
            least = curve[-1][0] + 1e-4 if curve else -1.0
            curve.append((max(round(max(scores), 4), round(least, 4)), rate))
    return {
        "threshold_rate": THRESHOLD_RATE,
        "pairs": [{"genuine": len(way.genuine), "impostor": len(way.impostor)} for way in measured],
        "impostor_mean": round(float(impostors.mean()), 4),
        "impostor_sd": round(float(impostors.std()), 4),
        "curve": [list(point) for point in curve],
    }


def write(
    path: Path,
    conditions: Mapping[str, Sequence[Pairs]],
    centres: dict[str, NDArray[np.float64]],
    *,
    seed: int,
    source: str,
) -> None:
    """Write the table. The curves come from people the middles were not learnt from (``crossfit``), the
    middles themselves are those of all people."""
    table = {
        "model": "SFace 2021dec int8bq folded to fp32, 112 px, mean of the face and its mirror image",
        "portraits": f"portraits.npz, SHA-256 {PORTRAITS_SHA256}",
        "measured": datetime.now(UTC).date().isoformat(),
        "command": f"OMP_NUM_THREADS=1 python -m bench.faces.run FOLDER --seed {seed}",
        "source": source,
        "conditions": {name: _condition(measured) for name, measured in conditions.items()},
        "centres": {name: [round(float(v), 4) for v in centre] for name, centre in centres.items()},
    }
    text = json.dumps(table, ensure_ascii=False, indent=2)
    # One number a line would be 256 lines that nobody reads.
    head, _, rest = text.partition('"centres"')
    rest = rest.replace("\n      ", " ").replace("\n    ]", "]")
    path.write_text(f'{head}"centres"{rest}\n', encoding="utf-8")
