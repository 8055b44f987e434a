"""Lines of names: how often the first reading is right, and how often what is chosen among its alternatives.

    python -m bench.lines.names --count 80 --seed 917000

``--count`` names of each difficulty, drawn with typefaces and grounds that training holds out; each
recogniser of Vietnamese reads the same lines. Needs what ``bench.lines`` needs.
"""

import argparse
import random

from training.camera import DIFFICULTIES
from training.render import line

from motcua.papers.fields import names
from motcua.papers.lines.aster import AsterRecogniser
from motcua.papers.lines.own import OwnRecogniser
from motcua.papers.text.values import clean_name


def main() -> None:
    """Draw, read, choose and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=80)
    parser.add_argument("--seed", type=int, default=917_000)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    lines = [line(rng, "heldout", level, "name") for level in DIFFICULTIES for _ in range(asked.count)]
    print(f"{len(lines)} lines, seed {asked.seed}\n")
    print("| recogniser | first reading exact | chosen among its own alternatives | won | lost |")
    print("|---|--:|--:|--:|--:|")
    for recogniser in (AsterRecogniser(), OwnRecogniser()):
        first, chosen, won, lost = 0, 0, 0, 0
        for drawn, read in zip(lines, recogniser.recognise([item.pixels for item in lines]), strict=True):
            truth, said = clean_name(drawn.text), clean_name(read.text)
            best = names.of_lattices([read.lattice]) if read.lattice is not None else None
            taken = said if best is None else best.value
            first, chosen = first + (said == truth), chosen + (taken == truth)
            won, lost = won + (said != truth == taken), lost + (said == truth != taken)
        print(f"| {recogniser.name} | {first} | {chosen} | {won} | {lost} |", flush=True)


if __name__ == "__main__":
    main()
