"""Reads the weights of an exported model back, so that training can go on without a checkpoint."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from training.model import LineModel
from training.packaged import put

Values = NDArray[np.float32]


def load_exported(path: Path) -> LineModel:
    """Return the model of a file of ``training.export`` or ``training.quantise``, slim or not.

    Raises:
        ValueError: the file's layers are those of neither model.
    """
    layers = _layers(path)
    for slim in (True, False):
        model = LineModel(len(layers[-1][1]), slim=slim)
        modules = [*model.in_order(), model.head]
        if [module.weight.shape for module in modules] == [weight.shape for weight, _ in layers]:
            for module, (weight, bias) in zip(modules, layers, strict=True):
                put(module, weight, bias)
            return model
    raise ValueError(f"{path.name}: its {len(layers)} layers are those of no recogniser of ours")


def _layers(path: Path) -> list[tuple[Values, Values]]:
    """Return weight and bias of every layer of a file, in order."""
    graph = onnx.load(str(path)).graph
    known = _constants(graph)
    users: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    layers = []
    for node in graph.node:
        kept = [known[name] for name in node.input[1:] if name in known]
        if node.op_type in ("Conv", "LayerNormalization") and len(kept) == 2:
            layers.append((kept[0], kept[1]))
        elif node.op_type == "MatMul":
            kept = [known[name] for name in node.input if name in known]
            if kept:
                (added,) = [known[name] for name in users[node.output[0]][0].input if name in known]
                layers.append((kept[0].T, added))
    return layers


def _constants(graph: Any) -> dict[str, Values]:
    """Return what does not depend on the input by name, narrower numbers widened."""
    raw = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    known = {name: values for name, values in raw.items() if values.dtype == np.float32}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in raw:
            known[node.output[0]] = raw[node.input[0]].astype(np.float32)
        elif node.op_type == "DequantizeLinear" and node.input[0] in raw:
            values, scale = raw[node.input[0]].astype(np.float32), raw[node.input[1]].astype(np.float32)
            zero = raw[node.input[2]].astype(np.float32) if len(node.input) > 2 else np.float32(0)
            shape = (-1, *(1,) * (values.ndim - 1)) if np.size(scale) > 1 else ()
            known[node.output[0]] = (values - np.reshape(zero, shape)) * np.reshape(scale, shape)
    return known
