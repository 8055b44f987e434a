"""Looks at a folder of people once and keeps what training needs: aligned faces, clean and as prints.

    OMP_NUM_THREADS=1 PYTHONPATH=src:. python -m training.portraits.prepare FOLDER build/portraits/faces.npz

FOLDER has one sub-folder a person. Every face goes the product's way: found, looked at closer, laid on the
recogniser's template; so a print brings the landmarks that are found in it, not those of its photo.
"""

import argparse
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np

from motcua.faces.align import align
from motcua.faces.decode import decode
from motcua.faces.services import analyse, is_usable
from motcua.faces.types import Image, Template
from training.portraits.prints import drawn_print

#: Prints drawn of each photo.
PRINTS = 9


def prepare(folder: Path, into: Path, prints: int) -> None:
    """Write the people, faces (112 x 112, BGR), templates, and prints of each with the row of its photo."""
    people: list[str] = []
    faces: list[Image] = []
    templates: list[Template] = []
    printed: list[Image] = []
    photos: list[int] = []
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        print(f"\r{len(people)} photos, {len(printed)} prints", end="", file=sys.stderr)
        for path in sorted(person.iterdir()):
            image = decode(path.read_bytes())
            seen = analyse(image)
            if seen.face is None or seen.template is None or not is_usable(seen):
                continue
            for number in range(prints):
                rng = np.random.default_rng([zlib.crc32(path.name.encode()), 777, number])
                portrait = drawn_print(image, seen.face, rng)
                found = analyse(portrait, portrait=True, embed=False)
                if found.face is not None:
                    printed.append(align(portrait, found.face))
                    photos.append(len(people))
            people.append(person.name)
            faces.append(align(image, seen.face))
            templates.append(seen.template)
    print(file=sys.stderr)
    into.parent.mkdir(parents=True, exist_ok=True)
    np.savez(into, people=people, faces=faces, templates=templates, prints=printed, photos=photos)


def main() -> None:
    """Look, and say what was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--prints", type=int, default=PRINTS)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    prepare(asked.folder, asked.into, asked.prints)


if __name__ == "__main__":
    main()
