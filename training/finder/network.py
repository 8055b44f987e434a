"""The finder: shows, for every second pixel of a small photo, whether a paper lies there.

Shapes: ``x`` is batch x 3 x 256 x 256, BGR, value / 127.5 - 1, what is beyond the photo is 0. The output is
batch x 2 x 128 x 128, in [0, 1]: that a paper lies there, and that it is within a few pixels of its edge.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 256


class _Conv(nn.Sequential):
    def __init__(self, into: int, out: int, *, stride: int = 1, dilation: int = 1) -> None:
        super().__init__(
            nn.Conv2d(into, out, 3, stride, dilation, dilation, bias=False), nn.BatchNorm2d(out), nn.ReLU()
        )


class _Two(nn.Module):
    """Two convolutions beside a way straight through (He et al. 2016)."""

    def __init__(self, channels: int, *, dilation: int = 1) -> None:
        super().__init__()
        self.first = _Conv(channels, channels, dilation=dilation)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, dilation, dilation, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class Finder(nn.Module):
    """Down to a thirty-second of the picture and up to a half again (as Ronneberger et al. 2015)."""

    def __init__(self) -> None:
        super().__init__()
        self.halved = _Conv(3, 16, stride=2)
        self.quarter = nn.Sequential(_Conv(16, 32, stride=2), _Conv(32, 32))
        self.eighth = nn.Sequential(_Conv(32, 64, stride=2), _Two(64))
        self.sixteenth = nn.Sequential(_Conv(64, 96, stride=2), _Two(96))
        self.last = nn.Sequential(_Conv(96, 128, stride=2), _Two(128), _Two(128, dilation=2))
        self.up_16 = nn.Conv2d(128, 96, 1)
        self.join_16 = _Conv(96, 64)
        self.side_8 = nn.Conv2d(64, 64, 1)
        self.join_8 = _Conv(64, 48)
        self.side_4 = nn.Conv2d(32, 48, 1)
        self.join_4 = _Conv(48, 32)
        self.side_2 = nn.Conv2d(16, 32, 1)
        self.join_2 = _Conv(32, 12)
        self.out = nn.Conv2d(12, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        half = self.halved(x)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        seen = self.join_16(_up(self.up_16(self.last(sixteenth))) + sixteenth)
        seen = self.join_8(_up(seen) + self.side_8(eighth))
        seen = self.join_4(_up(seen) + self.side_4(quarter))
        seen = self.join_2(_up(seen) + self.side_2(half))
        logits: Tensor = self.out(seen)
        return logits


class Shown(nn.Module):
    """The finder as it is exported: chances for logits."""

    def __init__(self, finder: Finder) -> None:
        super().__init__()
        self.finder = finder

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.finder(x))


def _up(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")
