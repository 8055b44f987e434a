"""How well copies of a frame are known again, and a person who sits still is not taken for one.

``python -m bench.presence.copies``: one face (scikit-image's astronaut, public domain), as the page sends it
(JPEG, quality 82). Told for each way of copying is the share of frames whose fingerprint stays
(``presence.services.fingerprint``) and the share found to be the same picture (``distinct``); and for a
person who sits still how many of all pairs of frames would wrongly be known. At last, how far apart frames
are of a still person, with a camera that takes its noise away too, and copies of one frame: could a film that
comes round again be known? One face says little about others.
"""

import argparse
import time
from collections.abc import Callable
from itertools import combinations

import cv2
import numpy as np
import skimage.data

from motcua.faces.decode import decode
from motcua.faces.presence.frame_analysis import THUMBNAIL_SIDE
from motcua.faces.presence.services import distinct, fingerprint
from motcua.faces.types import Image

FRAMES, QUALITY = 24, 82
COPIES: dict[str, Callable[[bytes], bytes]] = {
    "a byte added": lambda frame: frame + b"\0",
    "compressed anew, quality 95": lambda frame: jpeg(decode(frame), 95),
    "compressed anew, quality 82": lambda frame: jpeg(decode(frame), 82),
    "compressed anew, quality 60": lambda frame: jpeg(decode(frame), 60),
    "moved by one pixel": lambda frame: jpeg(np.roll(decode(frame), 1, axis=1), QUALITY),
    "lighter by 4 of 255": lambda frame: jpeg(_lighter(decode(frame), 4), QUALITY),
}


def _lighter(image: Image, by: int) -> Image:
    return np.asarray(cv2.add(image, np.full_like(image, by)), np.uint8)


def jpeg(image: Image, quality: int = QUALITY) -> bytes:
    """Return a picture as a JPEG."""
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def film(light: float, *, noise: float = 1.0, sway: float = 0.3) -> list[bytes]:
    """Return frames of a still person: a sway of so many pixels, and a camera's noise in steps of grey."""
    image, rng = np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1]), np.random.default_rng(1)
    image = cv2.resize(image, (720, 720)) * light
    frames = []
    for _ in range(FRAMES):
        move = np.array([[1, 0, sway * rng.standard_normal()], [0, 1, sway * rng.standard_normal()]])
        still = cv2.warpAffine(image, move, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        frames.append(jpeg(np.clip(still + rng.normal(0, noise, image.shape), 0, 255).astype(np.uint8)))
    return frames


def _apart(one: bytes, other: bytes) -> float:
    """Return the mean difference in steps of grey by which the same picture is told (``judging.STILL``)."""
    small = [
        cv2.resize(
            cv2.cvtColor(decode(item), cv2.COLOR_BGR2GRAY),
            (THUMBNAIL_SIDE, THUMBNAIL_SIDE),
            interpolation=cv2.INTER_AREA,
        )
        for item in (one, other)
    ]
    return float(np.mean(np.abs(small[0].astype(np.float32) - small[1])))


def main() -> None:
    """Measure and print the tables."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    frames = film(1.0)
    print("| copy | fingerprint stays | found to be the same |\n|---|---|---|")
    for name, copy in COPIES.items():
        copies = [copy(frame) for frame in frames]
        pairs = list(zip(frames, copies, strict=True))
        stays = np.mean([fingerprint(frame) == fingerprint(other) for frame, other in pairs])
        same = np.mean([len(distinct(pair)) == 1 for pair in pairs])
        print(f"| {name} | {stays:.0%} | {same:.0%} |")
    print(
        "\n| still person, light | pairs with one fingerprint | pairs found to be the same |\n|---|---|---|"
    )
    for light in (1.0, 0.5, 0.2, 0.05):
        pairs = list(combinations(film(light), 2))
        known = sum(fingerprint(one) == fingerprint(other) for one, other in pairs)
        same_pairs = sum(len(distinct(pair)) == 1 for pair in pairs)
        print(f"| {light} | {known} of {len(pairs)} | {same_pairs} of {len(pairs)} |")
    print("\n| frames | least difference | median |\n|---|---|---|")
    for light, noise in ((1.0, 1.0), (1.0, 0.0), (0.15, 1.0), (0.15, 0.3), (0.15, 0.0)):
        apart = [_apart(*pair) for pair in combinations(film(light, noise=noise, sway=0.15), 2)]
        print(f"| still person, light {light}, noise {noise} | {min(apart):.2f} | {np.median(apart):.2f} |")
    for quality in (95, 82, 60):
        apart = [_apart(frame, jpeg(decode(frame), quality)) for frame in frames]
        print(f"| the same frame, compressed anew at {quality} | {min(apart):.2f} | {np.median(apart):.2f} |")
    began = time.process_time()
    for frame in frames:
        fingerprint(frame)
    print(f"\n{(time.process_time() - began) / len(frames) * 1000:.1f} ms of processor time a fingerprint")


if __name__ == "__main__":
    main()
