"""Reads PP-OCRv6's weights out of the packaged ONNX file into :class:`~training.model.LineModel`."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn

from motcua.kernel import datafiles
from motcua.papers.lines.sessions import PPOCR_RECOGNISER
from training.model import LineModel

Values = NDArray[np.float32]
#: A letter the file does not know starts less likely than the letters it is made from.
_UNKNOWN = 1.0


def load_packaged(charset: Sequence[str]) -> LineModel:
    """Return a model with the packaged weights, not slim; ``charset`` names its classes, blank first.

    The output layer takes over the rows of the characters the file knows. A letter it does not know starts
    as the mean of those it is made from: ``ế`` from ``ê`` and ``é``.

    Raises:
        SetupError: the package is missing or its file is not the one pinned.
        ValueError: the file's layers are not those of the model.
    """
    graph = onnx.load(str(datafiles.locate(PPOCR_RECOGNISER)))
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    layers = list(_layers(list(graph.graph.node), weights))
    body, head = layers[:-1], layers[-1]
    model = LineModel(len(charset), slim=False)
    modules = list(model.in_order())
    if len(modules) != len(body):
        raise ValueError(f"{len(body)} layers in the file, {len(modules)} in the model")
    for module, (weight, bias) in zip(modules, body, strict=True):
        put(module, weight, bias)
    listed = next(item.value for item in graph.metadata_props if item.key == "character")
    put(model.head, *_head(head, {c: i for i, c in enumerate(("", *listed.splitlines(), " "))}, charset))
    return model


def _layers(nodes: list[Any], weights: dict[str, Values]) -> Iterator[tuple[Values, Values]]:
    """Yield weight and bias of every layer in order, with what normalises a batch folded in."""
    users: dict[str, list[Any]] = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for node in nodes:
        kept = [weights[name] for name in node.input if name in weights]
        if node.op_type == "Conv":
            yield _with_bias(kept[0], users[node.output[0]][0], weights)
        elif node.op_type == "MatMul" and kept:
            (added,) = [weights[name] for name in users[node.output[0]][0].input if name in weights]
            yield kept[0].T, added
        elif node.op_type == "Mul" and kept and kept[0].shape == (120,):
            (added,) = [weights[name] for name in users[node.output[0]][0].input if name in weights]
            yield kept[0], added


def _with_bias(weight: Values, after: Any, weights: dict[str, Values]) -> tuple[Values, Values]:
    if after.op_type == "Add":
        (bias,) = [weights[name] for name in after.input if name in weights]
        return weight, bias.reshape(-1)
    gain, shift, mean, variance = (weights[name] for name in after.input[1:])
    (epsilon,) = [item.f for item in after.attribute if item.name == "epsilon"]
    gain = gain / np.sqrt(variance + epsilon)
    return weight * gain[:, None, None, None], shift - mean * gain


def put(module: nn.Module, weight: Values, bias: Values) -> None:
    """Give a layer its weights; ValueError where they do not fit."""
    with torch.no_grad():
        for parameter, value in ((module.weight, weight), (module.bias, bias)):
            if not isinstance(parameter, nn.Parameter) or parameter.shape != value.shape:
                raise ValueError(f"{module}: {value.shape} in the file")
            # Values next to zero only slow a processor down (motcua.papers.lines.weights).
            parameter.copy_(torch.from_numpy(np.where(np.abs(value) < 1e-20, np.float32(0), value)))


def _head(
    packaged: tuple[Values, Values], known: dict[str, int], charset: Sequence[str]
) -> tuple[Values, Values]:
    weight, bias = packaged
    rows, shifts = [], []
    for character in charset:
        like = [known[character]] if character in known else [known[c] for c in _parts(character, known)]
        rows.append(weight[like].mean(0))
        shifts.append(bias[like].mean() - (0.0 if character in known else _UNKNOWN))
    return np.stack(rows).astype(np.float32), np.array(shifts, np.float32)


def _parts(character: str, known: dict[str, int]) -> list[str]:
    """Return the known letters closest to an unknown one: with one mark left out, else without any."""
    spelt = unicodedata.normalize("NFD", character)
    plain, marks = spelt[0], spelt[1:]
    simpler = [unicodedata.normalize("NFC", plain + mark) for mark in marks] if len(marks) > 1 else []
    return [letter for letter in simpler if letter in known] or [plain if plain in known else " "]
