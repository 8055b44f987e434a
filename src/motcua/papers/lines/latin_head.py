"""Leaving out of a recogniser what no Latin line needs, without changing what it says or how sure it is."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import onnx
from onnx import helper, numpy_helper

CLASSES: Final = "classes"
SCORES: Final = "scores"
#: Signs of Latin-1 that never stand on a Vietnamese paper and get confused with ones that do.
_LOOKALIKES: Final = frozenset("¡¢£¤¥¦¨©ª¬®¯±³´µ¶¸¹º»¿×÷þÞßøØæÆ")


def with_latin_head(content: bytes) -> bytes:
    """Return an ONNX recogniser by steps (CTC) that chooses among some of its classes only.

    PP-OCRv6 weighs 18,710 classes at each step, nearly all of them Chinese. Only Latin letters, digits and
    the punctuation of papers are kept: the rest can only be wrong here. Which of these is likeliest needs
    only their weights; how likely it is needs all, but not where nothing is said, which is half of the steps.

    The new outputs are ``classes`` (1 x steps, 0 is blank) and ``scores``, one probability for each step
    whose class is not 0, in order. ``character`` in the metadata has the kept ones a line each, no blank.

    Raises:
        ValueError: the model does not end in a matrix product, a bias and a softmax.
    """
    model = onnx.load_from_string(content)
    graph = model.graph
    listed = next(item for item in model.metadata_props if item.key == "character")
    everything = ["", *listed.value.splitlines(), " "]
    kept = [i for i, character in enumerate(everything) if i == 0 or _is_latin(character)]
    listed.value = "\n".join(everything[i] for i in kept[1:])
    makers = {name: node for node in graph.node for name in node.output}
    weights = {tensor.name: tensor for tensor in graph.initializer}
    end = _end(graph.output[0].name, makers, weights)
    for node in end:
        graph.node.remove(node)
    features, weight = end[-1].input
    (bias,) = (node.input[1] for node in end if node.op_type == "Add")
    columns = np.asarray(kept, np.int64)
    graph.initializer.extend(
        [
            numpy_helper.from_array(numpy_helper.to_array(weights[weight])[:, columns], "kept_weight"),
            numpy_helper.from_array(numpy_helper.to_array(weights[bias])[columns], "kept_bias"),
            numpy_helper.from_array(columns, "kept"),
        ]
    )
    graph.node.extend(
        [
            helper.make_node("MatMul", [features, "kept_weight"], ["kept_product"]),
            helper.make_node("Add", ["kept_product", "kept_bias"], ["kept_odds"]),
            helper.make_node("ArgMax", ["kept_odds"], [CLASSES], axis=2, keepdims=0),
            helper.make_node("Cast", [CLASSES], ["is_said"], to=onnx.TensorProto.BOOL),
            helper.make_node("NonZero", ["is_said"], ["said"]),
            helper.make_node("Transpose", ["said"], ["places"], perm=[1, 0]),
            helper.make_node("GatherND", [features, "places"], ["said_features"]),
            helper.make_node("MatMul", ["said_features", weight], ["product"]),
            helper.make_node("Add", ["product", bias], ["odds"]),
            helper.make_node("Softmax", ["odds"], ["chances"], axis=1),
            helper.make_node("Gather", ["chances", "kept"], ["kept_chances"], axis=1),
            helper.make_node("ReduceMax", ["kept_chances"], [SCORES], axes=[1], keepdims=0),
        ]
    )
    del graph.output[:]
    graph.output.extend(
        [
            helper.make_tensor_value_info(CLASSES, onnx.TensorProto.INT64, [1, None]),
            helper.make_tensor_value_info(SCORES, onnx.TensorProto.FLOAT, [None]),
        ]
    )
    return bytes(model.SerializeToString())


def _is_latin(character: str) -> bool:
    return len(character) == 1 and (
        " " <= character <= "~"
        or ("\u00a0" <= character <= "\u017f" and character not in _LOOKALIKES)
        or character in "ƠơƯư"
        or "\u1ea0" <= character <= "\u1ef9"
    )


def _end(output: str, makers: Mapping[str, Any], weights: Iterable[str]) -> list[Any]:
    """Return the last product, the sum, the softmax and the copies between them, from the end on."""
    found = []
    for kind in ("Softmax", "Add", "MatMul"):
        while makers[output].op_type == "Identity":
            found.append(makers[output])
            output = makers[output].input[0]
        node = makers[output]
        if node.op_type != kind or (kind != "Softmax" and node.input[1] not in weights):
            raise ValueError(f"the recogniser ends in {node.op_type}, not in {kind}")
        found.append(node)
        output = node.input[0]
    return found
