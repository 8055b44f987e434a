"""SFace as PyTorch layers whose small weights may learn, and what they have learnt as a small file.

Of 9.6 million weights some 80,000 see how a picture differs from the pictures SFace knows: the first
convolution, those within one channel, the scales and shifts after each, and the slopes of the negative half.
Convolutions across channels, where faces are told apart, stay. So a few hundred people are enough and the
file stays small. (A change of rank 8 to those as well, Hu et al., 2021, made it worse: docs/models.)
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from motcua.faces.fold import fold
from motcua.faces.models import SFACE
from motcua.kernel.datafiles import locate


class Describer(nn.Module):
    """SFace: n x 3 x 112 x 112, RGB, 0 to 255, to n x 128 of length 1. Statistics of batches never move."""

    def __init__(self) -> None:
        super().__init__()
        graph = onnx.load_from_string(fold(locate(SFACE).read_bytes())).graph
        weights = {t.name: torch.tensor(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.layers = nn.ModuleList()
        #: For each layer the names its weights have in the ONNX file, in the order of ``parameters()``.
        self.names: list[list[str]] = []
        self.middle, self.scale = weights["scalar_op1"].flatten(), weights["scalar_op2"].flatten()
        for node in graph.node:
            layer, names = _layer(node, weights)
            if layer is not None:
                self.layers.append(layer)
                self.names.append(names)
        self.eval()

    def forward(self, x: Tensor) -> Tensor:
        x = ((x - self.middle.view(-1, 1, 1)) * self.scale.view(-1, 1, 1)).contiguous(
            memory_format=torch.channels_last
        )
        for layer in self.layers:
            x = layer(x)
        return functional.normalize(x.float())

    def learning(self) -> list[nn.Parameter]:
        """Return the weights that may learn."""
        return [weight for weight in self.parameters() if weight.requires_grad]

    def learnt(self) -> dict[str, NDArray[np.float16]]:
        """Return what ``motcua.faces.adapt`` puts into the ONNX file, by its names there."""
        found: dict[str, NDArray[np.float16]] = {}
        for layer, names in zip(self.layers, self.names, strict=True):
            for name, weight in zip(names, layer.parameters(), strict=True):
                if weight.requires_grad:
                    found[name] = np.asarray(weight.detach().numpy(), np.float16)
        return found

    def save(self, path: Path) -> None:
        """Write what was learnt."""
        np.savez_compressed(path, allow_pickle=False, **self.learnt())


def _layer(node: onnx.NodeProto, weights: dict[str, Tensor]) -> tuple[nn.Module | None, list[str]]:
    """Return the layer of a node, or None for one that changes nothing here, and its weights' names."""
    given = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
    names = list(node.input[1:])
    match node.op_type:
        case "Conv":
            return _convolution(given, weights[names[0]]), names
        case "BatchNormalization":
            return _scaling(given, [weights[name] for name in names]), names[:2]
        case "PRelu":
            slopes = nn.PReLU(weights[names[0]].numel())
            slopes.weight.data = weights[names[0]].flatten()
            return slopes, names
        case "Gemm":
            return nn.Sequential(nn.Flatten(), _last(weights[names[0]], weights[names[1]])), names
    return None, []


def _convolution(given: dict[str, Any], kernel: Tensor) -> nn.Module:
    groups = int(given["group"])
    layer = nn.Conv2d(
        kernel.shape[1] * groups, kernel.shape[0], kernel.shape[2], given["strides"][0], given["pads"][0],
        groups=groups, bias=False,
    )  # fmt: skip
    layer.weight.data = kernel
    layer.weight.requires_grad = kernel.shape[2:] != (1, 1)
    return layer


def _scaling(given: dict[str, Any], values: list[Tensor]) -> nn.Module:
    count = len(values[0])
    layer = (nn.BatchNorm1d if count == 128 and given["epsilon"] < 1e-4 else nn.BatchNorm2d)(
        count, eps=given["epsilon"]
    )
    scale, shift, middle, spread = values
    layer.weight.data, layer.bias.data = scale, shift
    layer.running_mean, layer.running_var = middle, spread
    return layer


def _last(kernel: Tensor, bias: Tensor) -> nn.Linear:
    layer = nn.Linear(kernel.shape[1], kernel.shape[0])
    layer.weight.data, layer.bias.data = kernel, bias
    for weight in layer.parameters():
        weight.requires_grad = False
    return layer
