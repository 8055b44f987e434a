"""Takes the mean of what several runs learned: nearer to all of them than the last is.

    PYTHONPATH=src python -m training.averaged build/lines/last.pt build/first/last.pt build/lines/mean.pt

Runs that began from the same weights lie in one valley, and between them is often better than either
(Wortsman et al. 2022). The result is a checkpoint for ``training.export``, not for going on: only its running
mean is averaged, the rest is the first one's.
"""

import argparse
from pathlib import Path
from typing import Any

import torch


def averaged(checkpoints: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first checkpoint with the mean of all running means.

    Raises:
        ValueError: they were made for different alphabets.
    """
    first = checkpoints[0]
    if any(one["charset"] != first["charset"] for one in checkpoints):
        raise ValueError("the checkpoints were made for different alphabets")
    share = 1 / len(checkpoints)
    mean = {name: sum(share * one["mean"][name] for one in checkpoints) for name in first["mean"]}
    return {**first, "mean": mean}


def main() -> None:
    """Read checkpoints, write their mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("into", type=Path)
    asked = parser.parse_args()
    torch.save(averaged([torch.load(path, weights_only=True) for path in asked.checkpoints]), asked.into)


if __name__ == "__main__":
    main()
