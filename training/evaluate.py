"""How well a model reads: errors by character, and by whole line."""

import random
from collections.abc import Sequence

import torch

from motcua.papers.lines.alphabet import CHARSET
from training.batches import Pixels, batch, fits, resized
from training.camera import DIFFICULTIES
from training.evaluate_text import distance
from training.model import LineModel
from training.render import line


def spelt(logits: torch.Tensor) -> list[str]:
    """Return the texts of logits (batch x steps x classes): best class a step, repeats and blanks out."""
    texts = []
    for row in logits.argmax(-1).tolist():
        kept = [index for index, last in zip(row, [0, *row[:-1]], strict=True) if index not in (0, last)]
        texts.append("".join(CHARSET[index] for index in kept).strip())
    return texts


def checking_lines(count: int, seed: int = 7) -> dict[str, list[tuple[Pixels, str]]]:
    """Return lines by difficulty, from training's typefaces but seeds of their own, to watch training by."""
    found: dict[str, list[tuple[Pixels, str]]] = {}
    for level in DIFFICULTIES:
        rng = random.Random(f"check:{seed}:{level}")
        made: list[tuple[Pixels, str]] = []
        while len(made) < count:
            drawn = line(rng, "train", level)
            pixels = resized(drawn.pixels)
            if fits(pixels, drawn.text):
                made.append((pixels, drawn.text))
        found[level] = sorted(made, key=lambda item: item[0].shape[1])
    return found


def error_rates(model: LineModel, lines: Sequence[tuple[Pixels, str]]) -> tuple[float, float]:
    """Return the share of wrong characters and of wrong lines."""
    wrong = lines_wrong = characters = 0
    with torch.inference_mode():
        for start in range(0, len(lines), 16):
            part = batch(list(lines[start : start + 16]))
            for text, truth in zip(spelt(model(part.pixels)), part.texts, strict=True):
                wrong += distance(text, truth)
                lines_wrong += text != truth
                characters += len(truth)
    return wrong / characters, lines_wrong / len(lines)
