"""Makes the packaged network's blocks slim, and so that each gives nearly what it gave before.

    PYTHONPATH=src python -m training.slimmed build/lines/own.onnx build/lines/slim.onnx

Some Gelus become a cut below 0 and the last blocks mix through fewer channels (``training.model.shapes``).
What a block then mixes its channels with is found by least squares, block after block, on drawn lines of
training's half: its output is to be what the block before gave (He et al. 2017, "Channel Pruning for
Accelerating Very Deep Neural Networks"). Channels go a few at a time, those first whose loss the others make
up for best (Hassibi and Stork 1993, "Optimal Brain Surgeon"). Then go on training.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from motcua.papers.lines.own import at_height
from training.export import described
from training.exported import load_exported
from training.model import Block, LineModel
from training.pinned import write_pinned
from training.render import line

_LINES = 400
#: So many channels go before the rest is weighed again.
_AT_ONCE = 32
#: Of the mean square of a channel: keeps channels that say the same from cancelling out.
_RIDGE = 1e-5


def slimmed(model: LineModel, lines: Sequence[Tensor]) -> LineModel:
    """Return a slim model that gives nearly what ``model`` gives on ``lines`` (each 1 x 3 x 48 x width)."""
    slim = LineModel(model.head.out_features)
    kept = {name: value for name, value in model.state_dict().items() if not name.startswith("blocks.")}
    slim.load_state_dict(kept, strict=False)
    slim.eval()
    with torch.inference_mode():
        wanted = [model.stem(x) for x in lines]
        given = list(wanted)
        for before, block in zip(model.blocks, slim.blocks, strict=True):
            assert isinstance(before, Block)
            assert isinstance(block, Block)
            wanted = [before(x) for x in wanted]
            _fit(block, before, given, wanted)
            given = [block(x) for x in given]
    return slim


def _fit(block: Block, before: Block, taken: list[Tensor], wanted: list[Tensor]) -> None:
    """Give ``block`` the weights of the one ``before``, and let it mix so that it gives what is wanted."""
    channels = before.grow.out_channels
    if block.shape == before.shape:
        block.load_state_dict(before.state_dict())
        return
    wide = Block(replace(block.shape, between=channels))
    wide.load_state_dict(before.state_dict())
    moments, towards = _moments(wide, taken, wanted)
    chosen = list(range(channels))
    while len(chosen) > block.grow.out_channels:
        inverse, weights = _solved(moments, towards, chosen)
        loss = weights[:-1].square().sum(1) / inverse.diagonal()[:-1]
        count = min(_AT_ONCE, len(chosen) - block.grow.out_channels)
        gone = set(loss.argsort()[:count].tolist())
        chosen = [channel for at, channel in enumerate(chosen) if at not in gone]
    _, weights = _solved(moments, towards, chosen)
    block.load_state_dict(
        {
            **before.state_dict(),
            "grow.weight": before.grow.weight[chosen],
            "grow.bias": before.grow.bias[chosen],
            "mix.weight": weights[:-1].T.float()[:, :, None, None],
            "mix.bias": weights[-1].float(),
        }
    )


def _moments(wide: Block, taken: list[Tensor], wanted: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Return the products of the channels (a 1 last) with each other and with what they are mixed to."""
    count = wide.grow.out_channels + 1
    moments = torch.zeros(count, count, dtype=torch.float64)
    towards = torch.zeros(count, wide.mix.out_channels, dtype=torch.float64)
    for x, goal in zip(taken, wanted, strict=True):
        seen = wide.looked(x)
        channels = nn.functional.pad(_rows(wide.grown(seen)), (0, 1), value=1.0)
        moments += channels.T @ channels
        towards += channels.T @ _rows(goal if wide.shrinks else goal - seen)
    return moments, towards


def _rows(x: Tensor) -> Tensor:
    """Return 1 x channels x height x width as one row of channels a place."""
    return x.permute(0, 2, 3, 1).reshape(-1, x.shape[1]).double()


def _solved(moments: Tensor, towards: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    """Return the inverse moments of the chosen channels and the 1, and the weights that mix them best."""
    rows = [*chosen, len(moments) - 1]
    part = moments[rows][:, rows]
    part = part + torch.eye(len(rows), dtype=part.dtype) * _RIDGE * part.diagonal().mean()
    inverse = torch.linalg.inv(part)
    return inverse, inverse @ towards[rows]


def drawn(count: int, seed: int = 77) -> Iterator[Tensor]:
    """Yield drawn lines of training's half as the model takes them."""
    rng = random.Random(seed)
    for _ in range(count):
        pixels = at_height(line(rng, "train").pixels).astype(np.float32)
        yield torch.from_numpy((pixels / 127.5 - 1).transpose(2, 0, 1)[None].copy())


def main() -> None:
    """Slim a file and say how many lines its training saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("into", type=Path)
    asked = parser.parse_args()
    told = {item.key: item.value for item in onnx.load(str(asked.source)).metadata_props}
    slim = slimmed(load_exported(asked.source).eval(), list(drawn(_LINES)))
    write_pinned(described(slim, int(told["lines"])), asked.into, " slim")


if __name__ == "__main__":
    main()
