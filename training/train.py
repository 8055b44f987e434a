"""Trains the recogniser, and goes on where it was stopped.

Start, or go on after a stop or with more time: the same command. ``--minutes`` is the whole budget; the
learning rate falls with the share of it that is spent, so it may be raised later::

    OMP_NUM_THREADS=1 PYTHONPATH=src python -m training.train --into build/lines --minutes 90

Where only the exported model is left, ``--start-from src/motcua/papers/lines/own.onnx`` goes on from it.
"""

import argparse
import copy
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from motcua.papers.lines.alphabet import CHARSET
from training.batches import Batch, Lines
from training.evaluate import checking_lines, error_rates
from training.exported import load_exported
from training.model import LineModel
from training.packaged import load_packaged
from training.rounded import round_from
from training.teacher import Teacher

_KEPT = "last.pt"
_WARM_UP = 120
#: Blocks after the stem that learn at a quarter of the rate.
_FRONT = 4
#: Of the loss: how much reading like the teacher counts.
_LIKE_TEACHER = 0.5


@dataclass
class State:
    """What a checkpoint holds: the model, its running mean, the optimiser, steps and seconds spent."""

    model: LineModel
    mean: LineModel
    optimiser: torch.optim.Optimizer
    step: int = 0
    lines: int = 0
    seconds: float = 0.0
    starts: int = 0


def fresh(model: LineModel, rate: float) -> State:
    """Return a state before the first step of a model."""
    # Convolutions over channels that lie together cost two thirds (bfloat16, one thread).
    model = model.to(memory_format=torch.channels_last)
    head = list(model.head.parameters())
    front = [p for part in model.front(_FRONT) for p in part.parameters()]
    known = {id(p) for p in (*head, *front)}
    body = [p for p in model.parameters() if id(p) not in known]
    groups = [
        # What sees edges and strokes was learnt from far more pictures than we have time for.
        {"params": front, "lr": rate / 4, "base": rate / 4},
        {"params": body, "lr": rate, "base": rate},
        {"params": head, "lr": 4 * rate, "base": 4 * rate},
    ]
    return State(model, copy.deepcopy(model), torch.optim.AdamW(groups, weight_decay=0.01))


def has_bfloat16(told: Path = Path("/proc/cpuinfo")) -> bool:
    """Tell whether the processor has bfloat16; where it has to make it up, a step takes ten times as long."""
    return told.exists() and not {"avx512_bf16", "amx_bf16"}.isdisjoint(told.read_text().split())


def save(state: State, path: Path) -> None:
    """Write a checkpoint so that a stop in the middle leaves the last one whole."""
    content = {
        "model": state.model.state_dict(), "mean": state.mean.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "step": state.step, "lines": state.lines, "seconds": state.seconds, "starts": state.starts,
        "charset": "".join(CHARSET), "slim": state.model.slim,
    }  # fmt: skip
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def resume(state: State, path: Path) -> None:
    """Fill ``state`` from a checkpoint.

    Raises:
        ValueError: it was made for another alphabet.
    """
    content: dict[str, Any] = torch.load(path, weights_only=True)
    if content["charset"] != "".join(CHARSET):
        raise ValueError("the checkpoint was made for another alphabet")
    state.model.load_state_dict(content["model"])
    state.mean.load_state_dict(content["mean"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.step, state.lines = content["step"], content["lines"]
    state.seconds, state.starts = content["seconds"], content["starts"]


def step(state: State, batch: Batch, spent: float, *, half: bool, teacher: Teacher | None = None) -> float:
    """Learn from one batch; ``spent`` in [0, 1] is the share used. Return the loss a character."""
    share = max(0.5 * (1 + math.cos(math.pi * min(spent, 1.0))), 0.02) * min((state.step + 1) / _WARM_UP, 1.0)
    for group in state.optimiser.param_groups:
        group["lr"] = group["base"] * share
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        logits = state.model(batch.pixels.contiguous(memory_format=torch.channels_last))
    chances = functional.log_softmax(logits.float(), -1).transpose(0, 1)
    steps = torch.full((len(batch.texts),), chances.shape[0], dtype=torch.long)
    loss = functional.ctc_loss(
        chances, batch.targets, steps, batch.lengths, reduction="sum", zero_infinity=True
    )
    if teacher is not None:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss = loss + _LIKE_TEACHER * teacher.apart(batch, chances, steps)
    loss = loss / batch.lengths.sum()
    state.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(state.model.parameters(), 2.0)
    state.optimiser.step()
    state.step += 1
    state.lines += len(batch.texts)
    keep = min(1 - 1 / (state.step + 1), 0.995)
    with torch.no_grad():
        for mean, value in zip(state.mean.parameters(), state.model.parameters(), strict=True):
            mean.lerp_(value, 1 - keep)
    return float(loss.detach())


def main() -> None:
    """Train until the budget is spent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--into", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument(
        "--minutes", type=float, default=90, help="whole budget of wall time, all starts together"
    )
    parser.add_argument(
        "--rate", type=float, default=5e-4, help="learning rate of the body; the head's is four times"
    )
    parser.add_argument("--start-from", type=Path, help="an exported file to go on from without a checkpoint")
    parser.add_argument("--seed", type=int, default=1000, help="of the first start's lines; others add one")
    parser.add_argument("--from-nothing", action="store_true", help="do not start from the packaged weights")
    parser.add_argument(
        "--frozen", type=int, default=-1, help="blocks, after the stem, that stay as they are; -1: all learn"
    )
    parser.add_argument(
        "--eight-bits", type=int, metavar="BLOCK",
        help="learn with blocks from this one on rounded to 8 bits; 0: the stem, too",
    )  # fmt: skip
    parser.add_argument("--teacher", type=Path, help="an exported file, of exact weights, to read like")
    parser.add_argument("--full-precision", action="store_true", help="where the processor has bfloat16, too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--check-every", type=float, default=10, help="minutes between looks at lines set apart"
    )
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    asked.full_precision = asked.full_precision or not has_bfloat16()
    asked.into.mkdir(parents=True, exist_ok=True)
    state = _begun(asked)
    if asked.frozen >= 0:
        for part in state.model.front(asked.frozen):
            part.requires_grad_(requires_grad=False)
    if asked.eight_bits is not None:
        round_from(state.model, asked.eight_bits)
    _run(state, asked)


def _begun(asked: argparse.Namespace) -> State:
    """Return where training goes on: at its checkpoint, an exported file, the packaged weights or nothing."""
    kept = asked.into / _KEPT
    torch.manual_seed(1)
    if kept.exists():
        slim = torch.load(kept, weights_only=True).get("slim", False)
        state = fresh(LineModel(len(CHARSET), slim=slim), asked.rate)
        resume(state, kept)
        return state
    if asked.start_from is not None:
        return fresh(load_exported(asked.start_from), asked.rate)
    return fresh(LineModel(len(CHARSET)) if asked.from_nothing else load_packaged(CHARSET), asked.rate)


def _run(state: State, asked: argparse.Namespace) -> None:
    budget, before = asked.minutes * 60, state.seconds
    started = saved = checked = time.monotonic()
    apart = checking_lines(80)
    teacher = None if asked.teacher is None else Teacher.of(asked.teacher)
    # A new start draws new lines: the seed counts the starts.
    lines = Lines(asked.seed + state.starts)
    state.starts += 1
    losses: list[float] = []
    try:
        for batch in lines:
            spent = state.seconds / budget
            losses.append(step(state, batch, spent, half=not asked.full_precision, teacher=teacher))
            now = time.monotonic()
            state.seconds = before + now - started
            if state.step % 50 == 0:
                print(f"step {state.step} lines {state.lines} minutes {state.seconds / 60:.1f} "
                      f"loss {sum(losses[-50:]) / len(losses[-50:]):.4f}", flush=True)  # fmt: skip
            if now - checked > asked.check_every * 60 or state.seconds > budget:
                checked = now
                rates = {level: error_rates(state.mean.eval(), made) for level, made in apart.items()}
                shown = "  ".join(f"{level} {100 * c:.2f}/{100 * w:.1f}" for level, (c, w) in rates.items())
                print(f"check at {state.lines} lines: % of characters / lines wrong: {shown}", flush=True)
            if now - saved > 120 or state.seconds > budget:
                saved = now
                save(state, asked.into / _KEPT)
            if state.seconds > budget:
                break
    finally:
        lines.close()


if __name__ == "__main__":
    main()
