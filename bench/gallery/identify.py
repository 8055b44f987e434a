"""How often somebody who is enrolled is not named, at the thresholds a store of a size works with (open set).

``python -m bench.gallery.identify FOLDER``, which has one sub-folder a person (as for bench.faces.run). One
photo of each person is enrolled, the others are searched. FNIR, in the terms of ISO/IEC 19795-1 and of
NIST, is the share of searches of enrolled people whose own score stays under the threshold. The threshold
for a size and an FPIR is the product's (``faces.calibration``); where it was extrapolated the row says so.
The second table counts what really happens among the people of the folder: half of them are enrolled, the
others come as strangers.
"""

import argparse
from pathlib import Path

import numpy as np

from bench.gallery.real import templates_of
from motcua.faces import calibration

SIZES = (1_000, 4_000, 100_000, 1_000_000)
RATES = (0.01, 0.001)
#: How often the halves are drawn anew for the second table.
_ROUNDS = 20


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
    print("| people in the store | FPIR | threshold | FNIR % | threshold by |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        for rate in RATES:
            found = calibration.search_threshold(size, rate)
            missed = float(np.mean(own < found.score)) * 100
            how = "extrapolation" if found.extrapolated else "measured curve"
            print(f"| {size:,} | {rate:.1%} | {found.score:.3f} | {missed:.1f} | {how} |")
    count(templates, people)


def count(templates: np.ndarray, people: np.ndarray) -> None:
    """Count wrong names and misses among the people of the folder."""
    rng = np.random.default_rng(1)
    names = np.unique(people)
    for rate in RATES:
        strangers = wrong = own = missed = other = 0
        for _ in range(_ROUNDS):
            enrolled = rng.permutation(names)[: len(names) // 2]
            rows = np.array([np.flatnonzero(people == name)[0] for name in enrolled])
            rule = calibration.search_threshold(len(rows), rate)
            for probe in np.setdiff1d(np.arange(len(people)), rows):
                scores = templates[rows] @ templates[probe]
                best, second = np.sort(scores)[::-1][:2]
                named = enrolled[int(np.argmax(scores))] if rule.decides(float(best), float(second)) else None
                if people[probe] in enrolled:
                    own, missed = own + 1, missed + (named is None)
                    other += named is not None and named != people[probe]
                else:
                    strangers, wrong = strangers + 1, wrong + (named is not None)
        print(f"\n{len(names) // 2} enrolled, rule for FPIR {rate:.1%} with its margin, {_ROUNDS} draws:")
        print(f"{wrong} of {strangers:,} strangers named ({wrong / strangers:.2%});")
        print(f"{missed} of {own:,} enrolled not named ({missed / own:.1%}), {other} named as somebody else.")


if __name__ == "__main__":
    main()
