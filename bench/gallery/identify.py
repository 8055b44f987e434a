"""How often somebody who is enrolled is not named, at the thresholds a store of a size works with (open set).

``python -m bench.gallery.identify FOLDER``, which has one sub-folder a person (as for bench.faces.run). FNIR,
in the terms of ISO/IEC 19795-1 and of NIST, is the share of searches of enrolled people that do not name
them; FPIR the share of searches of strangers that name somebody.

The first table gives FNIR at the product's threshold (``gallery.thresholds``) for a store of each size, one
photo enrolled and one searched. The second counts both for the sizes that can be counted: the people are cut
into halves; one half gives the threshold, as the product's was made, and the shape of invented people; of the
other half one half is enrolled among invented people up to the size, and the rest come as strangers.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.faces.metrics import interval
from bench.gallery.calibrate import table
from bench.gallery.crowd import Crowd, Vectors
from bench.gallery.real import templates_of
from motcua.gallery.thresholds import FPIR_ASKING, SearchThreshold, Table, from_record, search_threshold

SIZES = (1_000, 4_000, 100_000, 1_000_000)
#: Sizes at which strangers are counted.
COUNTED = (1_000, 4_000)
RATES = (0.01, 0.001)
#: How often the halves are drawn anew for the second table, and the people of one half for its threshold.
_ROUNDS, _DRAWS = 20, 400


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="templates of an earlier run")
    args = parser.parse_args()
    templates, people = templates_of(args.folder, args.keep)
    _, first = np.unique(people, return_index=True)
    probes = np.delete(np.arange(len(people)), first)
    of_person = dict(zip(people[first].tolist(), first.tolist(), strict=True))
    own = np.array([templates[row] @ templates[of_person[int(people[row])]] for row in probes])
    print(f"{len(first)} people enrolled, {len(probes)} searches of other photos of theirs, one photo each\n")
    print("| templates | FPIR | threshold (likely) | FNIR (interval) | at the likely one | not asked | by |")
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        for rate in RATES:
            rule = search_threshold(size, rate)
            missed = int(np.sum(own < rule.score))
            low, high = interval(missed, len(own))
            asked = np.mean(own < search_threshold(size, FPIR_ASKING).likely)
            how = "extrapolation" if rule.extrapolated else "counted"
            print(
                f"| {size:,} | {rate:.1%} | {rule.score:.3f} ({rule.likely:.3f}) "
                f"| {missed / len(own):.1%} ({low:.1%} to {high:.1%}) "
                f"| {np.mean(own < rule.likely):.1%} | {asked:.1%} | {how} |"
            )
    print(f"\nCounted on other people than the threshold's, {_ROUNDS} draws, with invented people:\n")
    print("| templates | FPIR promised | rule | strangers named | in a draw, most | enrolled not named |")
    print("|---|---|---|---|---|---|")
    rounds = [_halves(templates, people, seed) for seed in range(_ROUNDS)]
    for size in COUNTED:
        for rate in RATES:
            for name, strict in (("used", True), ("likely score", False)):
                counts = np.array([_count(half, size, rate, strict=strict) for half in rounds])
                named, strangers, missed, enrolled = counts.sum(axis=0)
                most = (counts[:, 0] / counts[:, 1]).max()
                print(
                    f"| {size:,} | {rate:.1%} | {name} | {named} of {strangers:,} ({named / strangers:.2%}) "
                    f"| {most:.2%} | {missed} of {enrolled:,} ({missed / enrolled:.1%}) |"
                )


class _Half:
    """One drawing: whom the threshold came from (its table), who is enrolled, who comes."""

    def __init__(self, rows: Table, enrolled: Vectors, theirs: Vectors, strangers: Vectors) -> None:
        self.rows, self.enrolled, self.strangers = rows, enrolled, strangers
        #: Photos of the enrolled people, in the order of ``enrolled``; nan where one has a single photo.
        self.theirs = theirs
        self.invented: Vectors = np.empty((0, enrolled.shape[1]), np.float32)


def _halves(templates: Vectors, people: NDArray[np.int64], seed: int) -> _Half:
    names = np.random.default_rng(seed).permutation(np.unique(people))
    shape, enrolled = names[: len(names) // 2], names[len(names) // 2 :][::2]
    inside = np.isin(people, shape)
    rows = from_record(table(templates[inside], people[inside], draws=_DRAWS))
    first = np.array([np.flatnonzero(people == name)[0] for name in enrolled])
    others = [np.flatnonzero(people == name)[1:] for name in enrolled]
    pairs = [(place, row) for place, found in enumerate(others) for row in found]
    theirs = np.full((len(pairs), templates.shape[1] + 1), np.nan, np.float32)
    for at, (place, row) in enumerate(pairs):
        theirs[at] = [place, *templates[row]]
    half = _Half(rows, templates[first], theirs, templates[~inside & ~np.isin(people, enrolled)])
    half.invented = Crowd(seed, real=templates[inside]).faces(max(COUNTED) - len(enrolled))
    return half


def _count(half: _Half, size: int, rate: float, *, strict: bool) -> tuple[int, int, int, int]:
    """Return strangers named, strangers, enrolled not named as themselves, searches of enrolled people."""
    stored = np.concatenate([half.enrolled, half.invented[: size - len(half.enrolled)]])
    rule = search_threshold(size, rate, half.rows)
    least = rule.score if strict else rule.likely
    named = int(np.sum(_names(half.strangers @ stored.T, rule, least) >= 0))
    said = _names(half.theirs[:, 1:] @ stored.T, rule, least)
    return named, len(half.strangers), int(np.sum(said != half.theirs[:, 0])), len(said)


def _names(scores: NDArray[np.float32], rule: SearchThreshold, least: float) -> NDArray[np.int64]:
    """Return who is named in each search (rows), -1 for nobody."""
    best, second = np.partition(scores, -2, axis=1)[:, [-1, -2]].T
    decided = (best >= least) & (best - second >= rule.margin)
    return np.where(decided, scores.argmax(axis=1), -1)


if __name__ == "__main__":
    main()
