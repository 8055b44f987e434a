"""What our recogniser's file is changed by after training: a slip here reads every paper a little worse."""

import re

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from training.gelu import with_gelus_in_8_bits

from motcua.papers.lines import own

_SCALE, _ZERO = np.float32(0.05), np.uint8(140)


def _network(*, also_outside: bool) -> onnx.ModelProto:
    """Return a network of one Gelu between 8-bit numbers; its input may be asked for outside, too."""
    numbers = [
        numpy_helper.from_array(np.asarray(_SCALE), "scale"),
        numpy_helper.from_array(np.asarray(_ZERO), "zero"),
        numpy_helper.from_array(np.asarray(0.025, np.float32), "scale_after"),
        numpy_helper.from_array(np.asarray(8, np.uint8), "zero_after"),
    ]
    nodes = [
        helper.make_node("DequantizeLinear", ["x", "scale", "zero"], ["plain"]),
        helper.make_node("Gelu", ["plain"], ["bent"], domain="com.microsoft"),
        helper.make_node("QuantizeLinear", ["bent", "scale_after", "zero_after"], ["y"]),
    ]
    given = [helper.make_tensor_value_info("y", TensorProto.UINT8, [256])]
    if also_outside:
        nodes.append(helper.make_node("Neg", ["plain"], ["less"]))
        given.append(helper.make_tensor_value_info("less", TensorProto.FLOAT, [256]))
    taken = [helper.make_tensor_value_info("x", TensorProto.UINT8, [256])]
    graph = helper.make_graph(nodes, "gelu", taken, given, numbers)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def _said(model: onnx.ModelProto) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return list(session.run(None, {"x": np.arange(256, dtype=np.uint8)}))


def test_a_gelu_in_8_bits_says_what_it_said_in_floating_point() -> None:
    model = _network(also_outside=False)
    (before,) = _said(model)
    assert with_gelus_in_8_bits(model) == 1
    assert [node.op_type for node in model.graph.node] == ["QLinearSigmoid", "QLinearMul"]
    (after,) = _said(model)
    assert np.abs(before.astype(int) - after.astype(int)).max() <= 1, "a step of 256, for each of 256 inputs"


def test_a_gelu_whose_input_others_need_stays() -> None:
    model = _network(also_outside=True)
    before = _said(model)
    assert with_gelus_in_8_bits(model) == 0
    for old, new in zip(before, _said(model), strict=True):
        assert np.array_equal(old, new)


def test_the_file_that_ships_has_no_gelu_between_8_bit_numbers() -> None:
    """A line took an eighth more with them."""
    model = onnx.load(str(own.model_file()))
    assert sum(node.op_type == "QLinearSigmoid" for node in model.graph.node) == 10  # three blocks cut
    assert with_gelus_in_8_bits(model) == 0


def test_the_file_that_ships_convolves_in_8_bits_from_the_first_pixel_to_the_last_block() -> None:
    """A line took a third more where stem, first blocks and depthwise convolutions did in floating point."""
    model = onnx.load(str(own.model_file()))
    made_by = {name: node.op_type for node in model.graph.node for name in node.output}
    layers = [node for node in model.graph.node if node.op_type == "Conv"]
    plain = [node.name for node in layers if made_by.get(node.input[1]) != "DequantizeLinear"]
    assert len(layers) - len(plain) == 5 + 3 * 13
    assert all(re.search("squeeze|neck", name) for name in plain), plain


def test_the_file_that_ships_pads_nothing_by_itself_and_weighs_channels_in_8_bits() -> None:
    """A line took a twentieth more with both."""
    nodes = onnx.load(str(own.model_file())).graph.node
    made_by = {name: node.op_type for node in nodes for name in node.output}
    assert not [node.name for node in nodes if node.op_type == "Pad"]
    weighed = [node for node in nodes if re.fullmatch(r".*/squeeze/Mul", node.name)]
    assert len(weighed) == 5
    assert {made_by[name] for node in weighed for name in node.input} == {"DequantizeLinear"}
