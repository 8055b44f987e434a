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


def load_exported(model: LineModel, path: Path) -> None:
    """Fill ``model`` from a file of ``training.export`` or ``training.quantise``.

    Raises:
        ValueError: the file's layers are not those of the model.
    """
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
    modules = [*model.in_order(), model.head]
    if len(modules) != len(layers):
        raise ValueError(f"{len(layers)} layers in the file, {len(modules)} in the model")
    for module, (weight, bias) in zip(modules, layers, strict=True):
        put(module, weight, bias)


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
