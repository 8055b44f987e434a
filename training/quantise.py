"""Makes an exported model compute convolutions with 8-bit integers: less time, less exact the more of them.

    PYTHONPATH=src python -m training.quantise build/lines/own.onnx build/lines/fast.onnx

Ranges are measured on drawn lines of training's half. Use ``bench.lines`` on both files before taking it.
"""

import argparse
import random
import re
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime import quantization

from motcua.papers.lines.own import at_height
from training.gelu import with_gelus_in_8_bits
from training.pinned import write_pinned
from training.render import line

_LINES = 160
#: What stem and blocks are made of; a Relu is the lower end of the 8 bits that a convolution gives.
_TYPES: Final = ["Conv", "Relu", "MaxPool", "Concat", "Mul", "GlobalAveragePool"]
#: What is rounded of a block: its convolutions but those of the weights that channels get, and what channels
#: are weighed by and with. Its sum stands between 8-bit numbers then, and onnxruntime computes it in 8 bits
#: by itself.
_INSIDE: Final = re.compile(r"/blocks\.(\d+)/(?:(?:depth|grow|mix)/|Relu|squeeze/(?:Mul|GlobalAveragePool))")


class _Lines(quantization.CalibrationDataReader):  # type: ignore[misc] # the package has no types
    """Lines one by one, as the model gets them."""

    def __init__(self, count: int) -> None:
        self._rng, self._left = random.Random(77), count

    def get_next(self) -> dict[str, Any] | None:
        if not self._left:
            return None
        self._left -= 1
        pixels = at_height(line(self._rng, "train").pixels).astype(np.float32)
        return {"x": (pixels.transpose(2, 0, 1) / 127.5 - 1)[None]}


def quantised(source: Path, first: int) -> onnx.ModelProto:
    """Return the model with 8-bit convolutions in the blocks from ``first`` on, and 8-bit Gelus between them;
    attention and the output layer stay as they are."""
    with tempfile.TemporaryDirectory() as folder:
        plain, ready, made = (Path(folder) / name for name in ("plain.onnx", "ready.onnx", "made.onnx"))
        options = onnxruntime.SessionOptions()
        # Joins the parts of a Gelu before 8-bit steps come between; convolutions must stay alone for them.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(plain)
        apart = ["ConvActivationFusion", "MatMulAddFusion", "LayerNormFusion", "AttentionFusion"]
        onnxruntime.InferenceSession(
            str(source), options, providers=["CPUExecutionProvider"], disabled_optimizers=apart
        )
        _make_ready(plain, ready)
        quantization.quantize_static(
            str(ready),
            str(made),
            _Lines(_LINES),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=_TYPES,
            per_channel=True,
            # Weights take 7 bits: processors without VNNI add pairs of 8-bit products in 16 bits, which may
            # overflow, and would read otherwise than the one the thresholds were learned on.
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
            nodes_to_exclude=_left_alone(onnx.load(str(ready)), first),
            weight_type=quantization.QuantType.QInt8,
            calibrate_method=quantization.CalibrationMethod.MinMax,
        )
        graph = onnx.load(str(made))
    del graph.metadata_props[:]
    graph.metadata_props.extend(onnx.load(str(source)).metadata_props)
    with_gelus_in_8_bits(graph)
    return graph


def _left_alone(model: onnx.ModelProto, first: int) -> list[str]:
    """Return the layers that lose by it: all but those of the blocks and, where these begin with the first,
    the stem's."""
    layers = [node.name for node in model.graph.node if node.op_type in _TYPES]
    inside = ((name, _INSIDE.search(name)) for name in layers)
    stem = {name for name in layers if "/stem/" in name} if first == 0 else set()
    return [name for name, found in inside if name not in stem and (found is None or int(found[1]) < first)]


def _make_ready(source: Path, into: Path) -> None:
    """Note the type of what convolutions take and give, which nothing tells after a Gelu; join padding."""
    model = onnx.load(str(source))
    del model.graph.value_info[:]
    layers = [node for node in model.graph.node if node.op_type == "Conv"]
    names = {name for node in layers for name in (node.input[0], node.output[0])} - {"x"}
    model.graph.value_info.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in sorted(names)
    )
    join_padding(model.graph)
    onnx.save(model, str(into))


def join_padding(graph: onnx.GraphProto) -> None:
    """Let layers after a padding with 0, which pad nothing yet, pad by themselves: it is a pass less.

    A pooling pads with nothing rather than 0, which is the same where its values are at least 0, as ours are.
    """
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    pads = {node.output[0]: node for node in graph.node if node.op_type == "Pad" and node.input[1] in known}
    for node in graph.node:
        if node.op_type in ("Conv", "MaxPool") and node.input[0] in pads:
            before = pads[node.input[0]]
            _, _, top, left, _, _, bottom, right = known[before.input[1]].tolist()
            kept = [item for item in node.attribute if item.name != "pads"]
            del node.attribute[:]
            node.attribute.extend([*kept, helper.make_attribute("pads", [top, left, bottom, right])])
            node.input[0] = before.input[0]
    used = {name for node in graph.node for name in node.input}
    for node in pads.values():
        if node.output[0] not in used:
            graph.node.remove(node)


def main() -> None:
    """Quantise and say what to pin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument(
        "--first-block",
        type=int,
        default=0,
        help="blocks before it stay as they are; 0: the stem is rounded, too",
    )
    asked = parser.parse_args()
    write_pinned(quantised(asked.source, asked.first_block), asked.into)


if __name__ == "__main__":
    main()
