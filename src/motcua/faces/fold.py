"""Turning the block-quantised weights of the packaged models into plain fp32 weights, in memory.

The files of OpenCV Zoo hold each weight as int8 blocks behind ``DequantizeLinear`` and ``Reshape`` nodes,
and the SFace file declares its weights as graph inputs, which onnxruntime refuses. Folding computes those
nodes once. SFace takes 0.6 s on one core, YuNet 5 ms, so nothing is written to disk.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper


def dequantise(
    values: NDArray[np.int8], scales: NDArray[np.float32], zeros: NDArray[np.int8], axis: int, block: int
) -> NDArray[np.float32]:
    """Return ``(values - zeros) * scales``, each scale covering ``block`` entries along ``axis``.

    ONNX operator ``DequantizeLinear`` (opset 21), blocked form. ``scales`` and ``zeros`` have the shape of
    ``values`` except along ``axis``, where they have ``ceil(n / block)`` entries.
    """
    length = values.shape[axis]
    spread_scales = np.repeat(scales, block, axis=axis).take(range(length), axis=axis)
    spread_zeros = np.repeat(zeros, block, axis=axis).take(range(length), axis=axis)
    difference = values.astype(np.float32) - spread_zeros.astype(np.float32)
    return np.asarray(difference * spread_scales, np.float32)


def _integer_attribute(node: onnx.NodeProto, name: str, default: int) -> int:
    return next((int(item.i) for item in node.attribute if item.name == name), default)


def _folded_node(
    node: onnx.NodeProto, constants: dict[str, NDArray[np.generic]]
) -> NDArray[np.generic] | None:
    """Return a node's value when it only depends on constants and is one we fold, else None."""
    if node.op_type not in {"DequantizeLinear", "Reshape"} or any(
        name not in constants for name in node.input
    ):
        return None
    values = [constants[name] for name in node.input]
    if node.op_type == "Reshape":
        return values[0].reshape([int(size) for size in values[1]])
    return dequantise(
        values[0].astype(np.int8),
        values[1].astype(np.float32),
        values[2].astype(np.int8),
        _integer_attribute(node, "axis", 1),
        _integer_attribute(node, "block_size", 0) or values[0].shape[_integer_attribute(node, "axis", 1)],
    )


def fold(content: bytes, *, free_size: bool = False) -> bytes:
    """Return the same model with fp32 weights that are initialisers and no longer inputs.

    Args:
        content: an ONNX file.
        free_size: leave height and width of the one input, and the outputs' lengths, open.
    """
    model = onnx.load_from_string(content)
    graph = model.graph
    constants: dict[str, NDArray[np.generic]] = {
        tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    kept: list[onnx.NodeProto] = []
    # ONNX lists nodes in topological order, so one pass is enough.
    for node in graph.node:
        value = _folded_node(node, constants)
        if value is None:
            kept.append(node)
        else:
            constants[node.output[0]] = value
    used = {name for node in kept for name in node.input}
    inputs = [item for item in graph.input if item.name not in constants and item.name in used]
    if free_size:
        _free_sizes(inputs[0], list(graph.output))
    folded = onnx.helper.make_graph(
        kept,
        graph.name,
        inputs,
        list(graph.output),
        [numpy_helper.from_array(value, name) for name, value in constants.items() if name in used],
    )
    result = onnx.helper.make_model(
        folded, opset_imports=list(model.opset_import), ir_version=model.ir_version
    )
    return bytes(result.SerializeToString())


def _free_sizes(image: onnx.ValueInfoProto, outputs: list[onnx.ValueInfoProto]) -> None:
    sizes = image.type.tensor_type.shape.dim
    sizes[2].dim_param, sizes[3].dim_param = "height", "width"
    for output in outputs:
        output.type.tensor_type.shape.dim[1].dim_param = f"anchors_{output.name}"
