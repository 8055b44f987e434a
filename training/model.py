"""The recogniser: the convolutional network of PP-OCRv6 small, slimmed, with an output layer of our own.

Shapes: ``x`` is batch x 3 x 48 x width, BGR, (value / 255 - 0.5) / 0.5, padded right with 0. The output is
batch x width/8 x classes, blank at 0. The layers and their weights follow the ONNX file of PP-OCRv6's small
recogniser (PaddleOCR, Apache-2.0; carried by ``rapidocr``), so that training can start where it ends. What
ships is slim: ``training.slimmed`` left out what cost most time for what it gave.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

HEIGHT = 48
#: Pixels of the picture a step of the output stands for.
STRIDE = 8
_WIDE = 120
_HEADS = 8
#: Blocks of the slim model that cut off below 0 where the packaged one has a Gelu: there it is missed least.
_CUT: Final = frozenset({0, 3, 10})
#: Blocks of the slim model that mix through fewer channels.
_NARROWER: Final = {12: 512}


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a block: channels it takes, gives and mixes through (0: twice what it takes), whether it weighs them
    by their mean, and whether it cuts off below 0 between mixing, which 8 bits get for nothing."""

    channels: int
    out: int
    between: int = 0
    squeeze: bool = False
    cut: bool = False


def shapes(*, slim: bool) -> tuple[Shape, ...]:
    """Return the blocks of the slim model in order, or of the packaged one."""
    packaged = (
        Shape(96, 96, squeeze=True),
        Shape(96, 96),
        Shape(96, 96),
        Shape(96, 192),
        *(Shape(192, 192, squeeze=i % 2 == 0) for i in range(6)),
        Shape(192, 384),
        Shape(384, 384, squeeze=True),
        Shape(384, 384),
    )
    if not slim:
        return packaged
    return tuple(
        replace(shape, between=_NARROWER.get(i, 0), cut=i in _CUT) for i, shape in enumerate(packaged)
    )


class Squeeze(nn.Module):
    """Weighs channels by their mean over the line (Hu et al. 2018)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight(functional.adaptive_avg_pool2d(x, 1))

    def weight(self, mean: Tensor) -> Tensor:
        """Return what channels of such a mean (batch x channels x 1 x 1) weigh, from 0 to 1."""
        weight: Tensor = self.up(functional.relu(self.down(mean)))
        return (weight / 6 + 0.5).clamp(0, 1)


class Block(nn.Module):
    """Each channel looks around, then channels are mixed."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        channels, between = shape.channels, shape.between or 2 * shape.channels
        self.shape = shape
        self.shrinks = channels != shape.out
        self.depth = nn.Conv2d(
            channels, channels, 3, stride=(2, 1) if self.shrinks else 1, padding=1, groups=channels
        )
        self.squeeze = Squeeze(channels) if shape.squeeze else None
        self.grow = nn.Conv2d(channels, between, 1)
        self.mix = nn.Conv2d(between, shape.out, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.looked(x)
        mixed: Tensor = self.mix(self.grown(x))
        return mixed if self.shrinks else x + mixed

    def looked(self, x: Tensor) -> Tensor:
        """Return what the block sees, before it mixes channels."""
        seen: Tensor = self.depth(x)
        return seen if self.squeeze is None else self.squeeze(seen)

    def grown(self, x: Tensor) -> Tensor:
        """Return the channels it mixes through."""
        grown: Tensor = self.grow(x)
        return functional.relu(grown) if self.shape.cut else functional.gelu(grown)


class _Stem(nn.Module):
    """From 48 x width x 3 to 12 x width/4 x 96."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 48, 3, stride=2, padding=1)
        self.left = nn.Conv2d(48, 24, 2)
        self.right = nn.Conv2d(24, 48, 2)
        self.join = nn.Conv2d(96, 48, 3, stride=2, padding=1)
        self.out = nn.Conv2d(48, 96, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.first(x))
        seen = functional.relu(self.left(functional.pad(x, (0, 1, 0, 1))))
        seen = functional.relu(self.right(functional.pad(seen, (0, 1, 0, 1))))
        # All values are at least 0 here, so padding with 0 changes no maximum.
        pooled = functional.max_pool2d(functional.pad(x, (0, 1, 0, 1)), 2, stride=1)
        x = functional.relu(self.join(torch.cat((pooled, seen), 1)))
        return functional.relu(self.out(x))


class _Attention(nn.Module):
    """One layer of a transformer, normalising first."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(_WIDE, eps=1e-6)
        self.qkv = nn.Linear(_WIDE, 3 * _WIDE)
        self.project = nn.Linear(_WIDE, _WIDE)
        self.norm_2 = nn.LayerNorm(_WIDE, eps=1e-6)
        self.widen = nn.Linear(_WIDE, 2 * _WIDE)
        self.narrow = nn.Linear(2 * _WIDE, _WIDE)

    def forward(self, x: Tensor) -> Tensor:
        batch, steps = x.shape[0], x.shape[1]
        parts = self.qkv(self.norm_1(x)).reshape(batch, steps, 3, _HEADS, _WIDE // _HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        weights = (query * (_WIDE // _HEADS) ** -0.5 @ key.transpose(-1, -2)).softmax(-1)
        x = x + self.project((weights @ value).transpose(1, 2).reshape(batch, steps, _WIDE))
        widened: Tensor = self.narrow(functional.silu(self.widen(self.norm_2(x))))
        return x + widened


class _Neck(nn.Module):
    """From 3 x width/4 x 384 to width/8 steps of 120 values, each knowing the whole line."""

    def __init__(self) -> None:
        super().__init__()
        self.short = nn.Conv2d(384, _WIDE, 1)
        self.enter = nn.Conv2d(384, _WIDE, 1)
        self.along = nn.Conv2d(_WIDE, _WIDE, (1, 7), padding=(0, 3), groups=_WIDE)
        self.layers = nn.ModuleList(_Attention() for _ in range(2))
        self.norm = nn.LayerNorm(_WIDE, eps=1e-6)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.avg_pool2d(x, (3, 2))
        short = functional.silu(self.short(x))
        seen = functional.silu(self.enter(x))
        seen = seen + functional.silu(self.along(seen))
        # Taken by its index: squeezing would ask at every line whether the height is 1.
        steps = seen[:, :, 0].transpose(1, 2)
        for layer in self.layers:
            steps = layer(steps)
        together: Tensor = self.norm(steps) + short[:, :, 0].transpose(1, 2)
        return together


class LineModel(nn.Module):
    """Pixels of a line to the logits of its characters; not ``slim``: with the packaged one's blocks."""

    def __init__(self, classes: int, *, slim: bool = True) -> None:
        super().__init__()
        self.slim = slim
        self.stem = _Stem()
        self.blocks = nn.Sequential(*map(Block, shapes(slim=slim)))
        self.neck = _Neck()
        self.head = nn.Linear(_WIDE, classes)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.neck(self.blocks(self.stem(x))))
        return logits

    def front(self, blocks: int) -> tuple[nn.Module, ...]:
        """Return the stem and the first ``blocks`` blocks: what sees edges and strokes."""
        return (self.stem, *list(self.blocks)[:blocks])

    def in_order(self) -> Iterator[nn.Module]:
        """Yield the layers that have weights in the order in which data passes them, the head left out."""
        for part in (self.stem, self.blocks, self.neck):
            for module in part.modules():
                if isinstance(module, nn.Conv2d | nn.Linear | nn.LayerNorm):
                    yield module
