"""Trains the finder, and goes on where it was stopped.

    export OMP_NUM_THREADS=1 PYTHONPATH=src:.
    python -m training.finder.train build/finder/bank.npz --into build/finder --minutes 60

Start, or go on with more time: the same command; ``--minutes`` is the whole budget, along which the learning
rate falls. Ends by writing ``finder.onnx`` beside the checkpoint.
"""

import argparse
import io
import math
import random
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional

from training.finder import bank
from training.finder.network import SIDE, Finder, Shown
from training.finder.scenes import scene

_BATCH = 16
_RATE = 2e-3
_WARM_UP = 100


def batch(kept: bank.Bank, rng: random.Random) -> tuple[Tensor, Tensor, Tensor]:
    """Return pictures (16, 3, 256, 256), labels (16, 2, 128, 128) and where they count (16, 1, 128, 128)."""
    drawn = [scene(kept, rng) for _ in range(_BATCH)]
    for one in drawn:
        if rng.random() < 0.5:  # seen in a mirror no paper looks the same; its outline does
            width = int(one.counts.any(0).sum())
            one.pixels[:, : 2 * width] = one.pixels[:, : 2 * width][:, ::-1]
            for label in (one.paper, one.edge):
                label[:, :width] = label[:, :width][:, ::-1]
    counts = torch.from_numpy(np.stack([one.counts for one in drawn])).float()[:, None]
    pixels = torch.from_numpy(np.stack([one.pixels for one in drawn])).permute(0, 3, 1, 2).float()
    labels = torch.from_numpy(np.stack([[one.paper, one.edge] for one in drawn])).float()
    wide = functional.interpolate(counts, scale_factor=2.0)
    return (pixels / 127.5 - 1) * wide, labels, counts


def loss(logits: Tensor, labels: Tensor, counts: Tensor) -> Tensor:
    """Return the mean over pixels of the photo, edges weighing more, and how little the areas overlap."""
    weight = counts * (1 + 2 * labels[:, 1:])
    each = functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    chance = torch.sigmoid(logits) * counts
    both = (chance * labels).sum((2, 3))
    dice = 1 - (2 * both + 50) / (chance.sum((2, 3)) + labels.sum((2, 3)) + 50)
    return (each * weight).sum() / weight.sum() / 2 + 0.5 * dice.mean()


def share(spent: float, step: int) -> float:
    """Return the share of the learning rate."""
    return max(0.5 * (1 + math.cos(math.pi * min(spent, 1.0))), 0.01) * min((step + 1) / _WARM_UP, 1.0)


def export(model: Finder, path: Path) -> None:
    """Write the network with its normalisations folded in, its weights in half precision, for onnxruntime."""
    made = io.BytesIO()
    torch.onnx.export(
        Shown(model).eval(), (torch.zeros(1, 3, SIDE, SIDE),), made, dynamo=False,
        input_names=["x"], output_names=["shown"], opset_version=17,
    )  # fmt: skip
    path.write_bytes(halved(made.getvalue()))


def halved(content: bytes) -> bytes:
    """Return an ONNX model whose weights take 16 bits in the file; they are 32 again once it is loaded."""
    model = onnx.load_from_string(content)
    casts = []
    for weight in model.graph.initializer:
        if weight.data_type != onnx.TensorProto.FLOAT:
            continue
        name = weight.name
        short = numpy_helper.to_array(weight).astype(np.float16)
        weight.CopyFrom(numpy_helper.from_array(short, f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return bytes(model.SerializeToString())


def main() -> None:
    """Train until the budget is spent, and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bank", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(asked.seed)
    cv2.setNumThreads(1)
    things = bank.load(asked.bank)
    model: Any = Finder().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.02)
    last = asked.into / "last.pt"
    step, spent = 0, 0.0
    if last.exists():
        state = torch.load(last, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["seconds"]
    rng = random.Random(f"finder:{asked.seed}:{step}")
    budget, before, told, mean = 60 * asked.minutes, time.monotonic(), time.monotonic(), 0.0
    model.train()
    while spent < budget:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * share(spent / budget, step)
        pixels, labels, counts = batch(things, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(pixels.contiguous(memory_format=torch.channels_last))
        cost = loss(logits.float(), labels, counts)
        optimiser.zero_grad(set_to_none=True)
        cost.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        step += 1
        mean = 0.98 * mean + 0.02 * float(cost.detach()) if step > 1 else float(cost.detach())
        now = time.monotonic()
        spent, before = spent + now - before, now
        if now - told > 120 or spent >= budget:
            told = now
            print(f"{spent / 60:.1f} min, {step * _BATCH} scenes, loss {mean:.4f}", flush=True)
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "step": step,
                    "seconds": spent,
                },
                last.with_suffix(".part"),
            )
            last.with_suffix(".part").replace(last)
    export(model, asked.into / "finder.onnx")


if __name__ == "__main__":
    main()
