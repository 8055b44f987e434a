"""What ``training.quantise`` changes before it rounds: the same network has to come of it."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from training.quantise import join_padding


def _network() -> onnx.ModelProto:
    """Return a network with a padding before a convolution and a pooling, and one before what cannot pad."""
    weights = np.random.default_rng(4).normal(size=(2, 2, 2, 2)).astype(np.float32)
    known = [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 0, 1, 1]), "pads"),
    ]
    nodes = [
        helper.make_node("Pad", ["x", "pads"], ["wider"]),
        helper.make_node("Conv", ["wider", "weights"], ["seen"], kernel_shape=[2, 2]),
        helper.make_node("MaxPool", ["wider"], ["pooled"], kernel_shape=[2, 2], pads=[0, 0, 0, 0]),
        helper.make_node("Pad", ["seen", "pads"], ["seen_wider"]),
        helper.make_node("Neg", ["seen_wider"], ["less"]),
    ]
    given = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("seen", "pooled", "less")
    ]
    taken = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 2, "height", "width"])]
    graph = helper.make_graph(nodes, "padded", taken, given, known)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_what_pads_by_itself_gives_what_it_gave() -> None:
    """A padding left out would lose the last letters; one of its own costs a fiftieth of a line."""
    x = np.random.default_rng(5).uniform(0, 1, (1, 2, 5, 7)).astype(np.float32)
    model = _network()
    said = []
    for _ in range(2):
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        said.append(session.run(None, {"x": x}))
        join_padding(model.graph)
    for before, after in zip(*said, strict=True):
        assert np.array_equal(before, after)
    assert [node.op_type for node in model.graph.node] == ["Conv", "MaxPool", "Pad", "Neg"]
