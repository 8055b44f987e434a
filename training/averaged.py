"""Takes the mean of what several runs learned, or of that and what they began from.

    PYTHONPATH=src python -m training.averaged build/lines/last.pt build/first/last.pt build/lines/mean.pt
    PYTHONPATH=src python -m training.averaged build/lines/mean.pt build/lines/part.pt \\
        --began build/lines/slim.onnx --share 0.4

Runs that began from the same weights lie in one valley, and between them is often better than either
(Wortsman et al. 2022, "Model soups"); so is part of the way back to where a short run began ("Robust
fine-tuning of zero-shot models", the same year). The result is a checkpoint for ``training.export``, not for
going on: only its running mean is averaged, the rest is the first one's.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.exported import load_exported


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


def part_of_the_way(checkpoint: dict[str, Any], began: Mapping[str, Tensor], share: float) -> dict[str, Any]:
    """Return the checkpoint with a running mean that is only ``share`` (0 to 1) of the way from ``began``.

    Raises:
        ValueError: it did not begin there: its layers are others.
    """
    mean = checkpoint["mean"]
    if {name: value.shape for name, value in mean.items()} != {name: v.shape for name, v in began.items()}:
        raise ValueError("the checkpoint did not begin there: its layers are others")
    between = {name: (1 - share) * began[name] + share * mean[name] for name in mean}
    return {**checkpoint, "mean": between}


def main() -> None:
    """Read checkpoints, write their mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("into", type=Path)
    parser.add_argument("--began", type=Path, help="the exported file that the runs began from")
    parser.add_argument("--share", type=float, default=1.0, help="of the way from there that is taken")
    asked = parser.parse_args()
    made = averaged([torch.load(path, weights_only=True) for path in asked.checkpoints])
    if asked.began is not None:
        made = part_of_the_way(made, load_exported(asked.began).state_dict(), asked.share)
    torch.save(made, asked.into)


if __name__ == "__main__":
    main()
