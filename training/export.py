"""Writes a checkpoint as the ONNX file the product reads with, weights in half the room.

    PYTHONPATH=src python -m training.export build/lines/last.pt src/motcua/papers/lines/own.onnx

Input ``x``: n x 3 x 48 x width; output: n x width/8 x classes, probabilities. Weights are kept as 16-bit
floats and widened when the file is loaded, which changes no reading and halves the file. Prints the SHA-256
that ``motcua.papers.lines.own`` pins.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from motcua.papers.lines.alphabet import CHARSET
from training.model import HEIGHT, LineModel
from training.pinned import write_pinned

#: Tensors smaller than this stay as they are: shapes, scalars, biases.
_WORTH_HALVING = 512


class _Probabilities(nn.Module):
    def __init__(self, model: LineModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        probabilities: Tensor = self.model(x).softmax(-1)
        return probabilities


def exported(model: LineModel) -> onnx.ModelProto:
    """Return the model as an ONNX graph with batch and width free, in 32-bit floats."""
    buffer = io.BytesIO()
    torch.onnx.export(
        _Probabilities(model).eval(), (torch.zeros(2, 3, HEIGHT, 160),),
        buffer,
        opset_version=17,
        input_names=["x"], output_names=["probabilities"], dynamo=False,
        dynamic_axes={"x": {0: "lines", 3: "width"}, "probabilities": {0: "lines", 1: "steps"}},
    )  # fmt: skip
    return onnx.load_from_string(buffer.getvalue())


def halved(graph: onnx.ModelProto) -> onnx.ModelProto:
    """Keep large weights as 16-bit floats, cast back where they are used."""
    casts = []
    for tensor in graph.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < _WORTH_HALVING:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
        tensor.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.checker.check_model(graph)
    return graph


def described(model: LineModel, lines: int) -> onnx.ModelProto:
    """Return the file of a model that saw so many lines: weights halved, its alphabet beside them."""
    graph = halved(exported(model))
    for key, value in (("characters", "".join(CHARSET)), ("lines", str(lines))):
        entry = graph.metadata_props.add()
        entry.key, entry.value = key, value
    return graph


def read_checkpoint(path: Path) -> tuple[LineModel, int]:
    """Return the running mean of a checkpoint's model, and how many lines it has seen.

    Raises:
        ValueError: it was made for another alphabet.
    """
    content = torch.load(path, weights_only=True)
    if content["charset"] != "".join(CHARSET):
        raise ValueError("the checkpoint was made for another alphabet")
    model = LineModel(len(CHARSET), slim=content.get("slim", False))
    model.load_state_dict(content["mean"])
    return model.eval(), int(content["lines"])


def main() -> None:
    """Export and say what to pin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("into", type=Path)
    asked = parser.parse_args()
    model, lines = read_checkpoint(asked.checkpoint)
    write_pinned(described(model, lines), asked.into, f" after {lines} lines")


if __name__ == "__main__":
    main()
