"""``python -m bench.cards --out DIR``: a folder of photographed papers with its manifest and truth."""

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any, cast

from bench.cards import (
    DIFFICULTIES,
    KINDS,
    Difficulty,
    Kind,
    Paper,
    Quad,
    make_paper,
    other_person,
    photograph,
    selfie,
)


def main(arguments: list[str] | None = None) -> int:
    """Write ``ID_front.jpg``, ``ID_back.jpg``, ``ID_selfie.jpg``, ``manifest.jsonl`` and ``truth.jsonl``."""
    parser = argparse.ArgumentParser(prog="python -m bench.cards", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write; made when missing")
    parser.add_argument("--count", type=int, default=1, help="papers of each kind and difficulty")
    parser.add_argument("--kinds", default="all", help=f"comma-separated, of {', '.join(KINDS)}")
    parser.add_argument(
        "--difficulty", default="medium", help=f"comma-separated, of {', '.join(DIFFICULTIES)}"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--expired", action="store_true", help="papers that have already run out")
    parser.add_argument("--drawn", action="store_true", help="also write the drawings as PNG")
    options = parser.parse_args(arguments)
    kinds = _chosen(parser, options.kinds, KINDS)
    levels = _chosen(parser, options.difficulty, DIFFICULTIES)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    with (
        (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest,
        (out / "truth.jsonl").open("w", encoding="utf-8") as truth,
    ):
        for kind in kinds:
            for level in levels:
                for index in range(options.count):
                    seed = options.seed * 100_000 + index
                    paper = make_paper(cast("Kind", kind), seed, expired=options.expired)
                    row = _write(out, paper, cast("Difficulty", level), drawn=options.drawn)
                    line = {"id": row["id"], "images": row["images"]}
                    manifest.write(json.dumps(line, ensure_ascii=False) + "\n")
                    truth.write(json.dumps(row, ensure_ascii=False) + "\n")
                    print(f"{row['id']}", file=sys.stderr)
    return 0


def _chosen(parser: argparse.ArgumentParser, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = known if text == "all" else tuple(text.split(","))
    for name in chosen:
        if name not in known:
            parser.error(f"unknown {name!r}; known are {', '.join(known)}")
    return chosen


def _write(out: Path, paper: Paper, level: Difficulty, *, drawn: bool) -> dict[str, Any]:
    identifier = f"{paper.kind}_{level}_{paper.seed}"
    images: list[str] = []
    quads: dict[str, Quad] = {}
    for side, picture in paper.sides.items():
        # Each side is another photo with its own light and place.
        seed = random.Random(f"{identifier}:{side}").getrandbits(32)
        shot = photograph(picture, level, seed)
        name = f"{identifier}_{side}.jpg"
        (out / name).write_bytes(shot.jpeg)
        if drawn:
            picture.save(out / f"{identifier}_{side}_drawn.png", compress_level=1)
        images.append(name)
        quads[side] = shot.quad
    face = f"{identifier}_selfie.jpg"
    (out / face).write_bytes(selfie(paper.portrait_person, paper.seed))
    return {
        "id": identifier,
        "kind": paper.kind,
        "difficulty": level,
        "images": images,
        "selfie": face,
        "person": paper.portrait_person,
        "other_person": other_person(paper.portrait_person),
        "fields": dict(paper.truth),
        "extra": dict(paper.extra),
        "quads": quads,
    }


if __name__ == "__main__":
    raise SystemExit(main())
