"""Computes the Gelus between 8-bit convolutions in 8 bits, too: as a table's lookup and a product.

    PYTHONPATH=src python -m training.gelu build/lines/fast.onnx build/lines/faster.onnx

A Gelu is ``x`` times the normal distribution's share below ``x``, which is nearly the logistic function of
``1.702 x`` (Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2). Of 8-bit numbers
onnxruntime looks the logistic function up in a table of 256; to floating point and back took twice as long.
``training.quantise`` does this to what it makes; the command does it to a file that was made before.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import helper, numpy_helper

from training.pinned import write_pinned

#: The logistic function of so many times x is nearest to the normal distribution's share below x.
_STEEPER: Final = 1.702
#: The logistic function goes from 0 to 1, all of it in 256 steps.
_SHARE: Final = 1 / 255
_DOMAIN: Final = "com.microsoft"


def with_gelus_in_8_bits(model: onnx.ModelProto) -> int:
    """Change each Gelu of a model that stands between two 8-bit numbers; return how many those were.

    Such a Gelu takes what one ``DequantizeLinear`` gives, and only it does, and gives to one
    ``QuantizeLinear`` only. Any other stays as it is.
    """
    graph = model.graph
    numbers = {item.name: item for item in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    given_to: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            given_to.setdefault(name, []).append(node)
    nodes: list[onnx.NodeProto] = []
    gone: set[str] = set()
    changed = 0
    for node in graph.node:
        before = made_by.get(node.input[0]) if node.op_type == "Gelu" else None
        after = given_to.get(node.output[0], []) if before is not None else []
        if before is None or not _is_between(before, after, given_to):
            nodes.append(node)
            continue
        gone |= {before.output[0], after[0].output[0]}
        nodes += _looked_up(graph, numbers, before, after[0], f"gelu_in_8_bits_{changed}")
        changed += 1
    kept = [node for node in nodes if node.name.startswith("gelu_in_8_bits_") or not gone & set(node.output)]
    del graph.node[:]
    graph.node.extend(kept)
    if changed and all(item.domain != _DOMAIN for item in model.opset_import):
        model.opset_import.append(helper.make_opsetid(_DOMAIN, 1))
    return changed


def _is_between(
    before: onnx.NodeProto, after: list[onnx.NodeProto], given_to: Mapping[str, list[onnx.NodeProto]]
) -> bool:
    """Tell whether nothing but a Gelu uses what comes before it, and nothing but 8 bits are made of it."""
    alone = len(given_to[before.output[0]]) == len(after) == 1
    return alone and before.op_type == "DequantizeLinear" and after[0].op_type == "QuantizeLinear"


def _looked_up(
    graph: onnx.GraphProto,
    numbers: Mapping[str, onnx.TensorProto],
    before: onnx.NodeProto,
    after: onnx.NodeProto,
    name: str,
) -> list[onnx.NodeProto]:
    """Return the two steps that give in 8 bits what ``after`` gave, from what ``before`` took."""
    taken, scale, zero = before.input
    steeper = numpy_helper.to_array(numbers[scale]) * np.float32(_STEEPER)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.asarray(steeper, np.float32), f"{name}_scale"),
            numpy_helper.from_array(np.asarray(_SHARE, np.float32), f"{name}_share_scale"),
            numpy_helper.from_array(np.asarray(0, np.uint8), f"{name}_share_zero"),
        ]
    )
    share = [f"{name}_share", f"{name}_share_scale", f"{name}_share_zero"]
    return [
        helper.make_node(
            "QLinearSigmoid", [taken, f"{name}_scale", zero, *share[1:]], share[:1],
            name=f"{name}_sigmoid", domain=_DOMAIN,
        ),
        helper.make_node(
            "QLinearMul", [taken, scale, zero, *share, *after.input[1:]], after.output[:1],
            name=f"{name}_product", domain=_DOMAIN,
        ),
    ]  # fmt: skip


def main() -> None:
    """Change a file and say what to pin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("into", type=Path)
    asked = parser.parse_args()
    model = onnx.load(str(asked.source))
    changed = with_gelus_in_8_bits(model)
    write_pinned(model, asked.into, f" with {changed} Gelus in 8 bits")


if __name__ == "__main__":
    main()
