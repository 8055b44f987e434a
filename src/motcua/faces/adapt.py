"""Giving a network other weights in some places: what was learnt for one kind of picture, in a small file."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Weights = Mapping[str, NDArray[np.float16]]


def read_weights(path: Path) -> Weights:
    """Return the weights of a checked file (``.npz``) by their names in the ONNX file."""
    with np.load(path, allow_pickle=False) as content:
        return {name: content[name] for name in content.files}


def with_weights(model: bytes, weights: Weights) -> bytes:
    """Return an ONNX file with these weights in place of its own.

    Raises:
        ValueError: the network has no weight of that name and size.
    """
    graph = onnx.load_from_string(model)
    own = {tensor.name: tensor for tensor in graph.graph.initializer}
    for name, weight in weights.items():
        if name not in own or np.prod(own[name].dims) != weight.size:
            raise ValueError(f"the network has no {name} of {weight.size} weights")
        shaped = weight.astype(np.float32).reshape(tuple(own[name].dims))
        own[name].CopyFrom(numpy_helper.from_array(shaped, name))
    return bytes(graph.SerializeToString())
