"""Lets training feel what ``training.quantise`` will do to the model: rounding to 8 bits (Jacob et al. 2018).

What convolutions of the stem and the blocks take and give is rounded as the exported file rounds it, what
channels are weighed by and what blocks add to, weights to 7 bits; backwards the rounding is passed over as if
it were not there.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.model import Block, LineModel, Squeeze

_UNSEEN = 20
#: How fast ranges follow the batches.
_KEEP = 0.99


class Rounding(torch.autograd.Function):  # type: ignore[misc] # the package has no types here
    """Rounds to whole steps from ``low`` to ``high``; backwards passes over it, but for what lay outside.

    PyTorch's own takes one number after the other: with it a step of training took twice as long.
    """

    @staticmethod
    def forward(context: Any, x: Tensor, step: float, low: int, high: int) -> Tensor:
        levels = (x / step).round_()
        kept = levels.clamp(low, high)
        # 1 where a value lay outside; comparing takes far longer with numbers of 16 bits.
        context.save_for_backward(levels.sub_(kept).abs_().clamp_(max=1))
        return kept.mul_(step)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None, None, None]:
        (outside,) = context.saved_tensors
        return torch.addcmul(gradient, gradient, outside, value=-1), None, None, None


class _Range:
    """Where a layer's values lie, followed over batches, and rounding to 256 steps of it."""

    def __init__(self) -> None:
        self._low = self._high = 0.0
        self._seen = 0

    def __call__(self, x: Tensor) -> Tensor:
        # As it lies in memory, or it is copied first.
        least, most = x.detach().permute(0, 2, 3, 1).aminmax()
        low, high = min(float(least), 0.0), max(float(most), 0.0)
        keep = min(_KEEP, self._seen / (self._seen + 1))
        self._low = keep * self._low + (1 - keep) * low
        self._high = keep * self._high + (1 - keep) * high
        self._seen += 1
        if self._seen <= _UNSEEN:
            return x
        step = max((self._high - self._low) / 255, 1e-8)
        zero = min(max(round(-self._low / step), 0), 255)
        rounded: Tensor = Rounding.apply(x, step, -zero, 255 - zero)
        return rounded


class _Rounded:
    """A convolution whose weights, input and output are rounded; ``cut``: below 0 nothing of it is used."""

    def __init__(self, layer: nn.Conv2d, *, cut: bool = False) -> None:
        self._layer, self._taken, self._given, self._cut = layer, _Range(), _Range(), cut

    def __call__(self, x: Tensor) -> Tensor:
        layer = self._layer
        most = layer.weight.detach().abs().amax((1, 2, 3)).clamp(min=1e-8)
        none = torch.zeros(len(most), dtype=torch.int32)
        weight = torch.fake_quantize_per_channel_affine(layer.weight, most / 63, none, 0, -64, 63)
        x = self._taken(x)
        given = functional.conv2d(x, weight, layer.bias, layer.stride, layer.padding, groups=layer.groups)
        return self._given(functional.relu(given) if self._cut else given)


class _Weighed:
    """Channels weighed by their mean: the mean, the weights and what comes of it are rounded."""

    def __init__(self, squeeze: Squeeze) -> None:
        self._squeeze, self._mean, self._given = squeeze, _Range(), _Range()

    def __call__(self, x: Tensor) -> Tensor:
        weight = self._squeeze.weight(self._mean(x.mean((2, 3), keepdim=True)))
        return self._given(x * Rounding.apply(weight, 1 / 255, 0, 255))


def round_from(model: LineModel, first: int) -> None:
    """Round the blocks from ``first`` on, where that is 0 the stem, too; the weights stay exact."""
    if first == 0:
        for layer in (part for part in model.stem.modules() if isinstance(part, nn.Conv2d)):
            layer.forward = _Rounded(layer, cut=True)
    for block in list(model.blocks)[first:]:
        assert isinstance(block, Block)
        for layer, cut in ((block.depth, False), (block.grow, block.shape.cut), (block.mix, False)):
            layer.forward = _Rounded(layer, cut=cut)
        if block.squeeze is not None:
            setattr(block.squeeze, "forward", _Weighed(block.squeeze))  # noqa: B010 - typed as a method
