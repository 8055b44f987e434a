"""Portraits of two people, from pictures that are free to use and come inside packages (LICENCES.md).

Each person has one source picture. The card's portrait and the "live" photo of the same person are
therefore made from the same negative, with different framing, geometry, light, colour and noise: kinder to
a face matcher than two photos years apart would be. Figures about faces must not be taken from these.
"""

import random
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.cards import textures
from motcua.kernel.datafiles import PackagedFile, locate

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Person:
    file: PackagedFile
    #: Outline of head and shoulders in the source picture.
    outline: tuple[tuple[int, int], ...]
    #: Middle of the face and the height of the head with hair or hat, in source pixels.
    face: tuple[int, int]
    head: int


_PEOPLE: dict[str, _Person] = {
    "astronaut": _Person(
        PackagedFile("scikit-image", "skimage/data/astronaut.png",
                     "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"),
        ((203, 18), (185, 28), (165, 48), (154, 66), (155, 98), (168, 116), (176, 130), (184, 140),
         (182, 152), (150, 152), (128, 170), (116, 196), (112, 214), (70, 242), (52, 262), (30, 330),
         (20, 511), (420, 511), (372, 345), (345, 262), (306, 236), (303, 205), (290, 186), (257, 172),
         (257, 158), (270, 134), (290, 116), (300, 90), (296, 60), (280, 36), (253, 18), (228, 14)),
        (226, 112), 172,
    ),
    "hopper": _Person(
        PackagedFile("matplotlib", "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
                     "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130"),
        ((272, 22), (236, 28), (205, 46), (178, 64), (173, 86), (154, 100), (148, 130), (158, 172),
         (152, 188), (156, 232), (164, 262), (176, 286), (198, 300), (204, 318), (190, 330), (140, 356),
         (50, 386), (28, 450), (14, 599), (511, 599), (511, 470), (500, 420), (474, 386), (400, 356),
         (336, 316), (334, 300), (352, 286), (362, 258), (372, 226), (376, 196), (370, 172), (373, 110),
         (366, 90), (352, 86), (344, 62), (316, 40)),
        (262, 205), 330,
    ),
}  # fmt: skip

PEOPLE: tuple[str, ...] = tuple(_PEOPLE)


def other_person(person_id: str) -> str:
    """Return the identifier of somebody else."""
    return PEOPLE[(PEOPLE.index(person_id) + 1) % len(PEOPLE)]


@cache
def _cut_out(person_id: str) -> tuple[Pixels, Pixels]:
    """Return the source picture (RGB) and the soft mask of the person in it."""
    person = _PEOPLE[person_id]
    with Image.open(locate(person.file)) as opened:
        rgb = np.array(opened.convert("RGB"))
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.array(person.outline, np.int32)], 255)
    soft = cv2.GaussianBlur(cv2.erode(mask, np.ones((3, 3), np.uint8)), (0, 0), 1.6)
    return rgb, soft.astype(np.uint8)


def _place(person_id: str, size: tuple[int, int], at: tuple[float, float], *, head: float, turn: float,
           lean: float) -> tuple[Pixels, NDArray[np.float32]]:  # fmt: skip
    """Return the person drawn into ``size``, face middle at ``at``, the head ``head`` pixels high."""
    person = _PEOPLE[person_id]
    rgb, mask = _cut_out(person_id)
    scale = head / person.head
    angle = np.deg2rad(turn)
    linear = scale * np.array([[np.cos(angle), -np.sin(angle) + lean], [np.sin(angle), np.cos(angle)]])
    shift = np.array(at) - linear @ np.array(person.face)
    matrix = np.column_stack([linear, shift])
    picture = cv2.warpAffine(rgb, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return picture.astype(np.uint8), (alpha.astype(np.float32) / 255.0)[..., None]


def portrait(person_id: str, size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Return the photograph printed on a paper: head and shoulders before a plain light ground."""
    width, height = size
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = rng.choice(((214, 226, 238), (196, 216, 236), (235, 236, 238), (170, 200, 230)))
    head = height * rng.uniform(0.52, 0.6)
    at = (width * rng.uniform(0.48, 0.52), height * rng.uniform(0.42, 0.46))
    picture, alpha = _place(person_id, size, at, head=head, turn=rng.uniform(-2, 2), lean=0.0)
    mixed = picture * alpha + ground * (1 - alpha)
    # Printed card photos are a little flat and faded.
    mixed = 128 + (mixed - 128) * rng.uniform(0.85, 1.0) + rng.uniform(-4, 10)
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def ghost(photo: Image.Image, width: int, strength: float) -> Image.Image:
    """Return the small faint second portrait; ``strength`` is its opacity in [0, 1]."""
    height = photo.height * width // photo.width
    small = photo.convert("L").resize((width, height), Image.Resampling.LANCZOS)
    faint = Image.new("RGBA", (width, height), (70, 80, 100, 0))
    faint.putalpha(small.point(lambda value: int((255 - value) * strength)))
    return faint


def selfie(person_id: str, seed: int) -> bytes:
    """Return a JPEG like a phone's front camera takes of this person: 1080 x 1440, one face, indoor light."""
    rng = random.Random(f"selfie:{person_id}:{seed}")
    noise = np.random.default_rng(rng.getrandbits(64))
    size = (1080, 1440)
    ground = cv2.GaussianBlur(textures.room(size, rng), (0, 0), rng.uniform(6, 14)).astype(np.float32)
    head = size[1] * rng.uniform(0.42, 0.55)
    at = (size[0] * rng.uniform(0.44, 0.56), size[1] * rng.uniform(0.42, 0.5))
    picture, alpha = _place(person_id, size, at, head=head, turn=rng.uniform(-6, 6),
                            lean=rng.uniform(-0.05, 0.05))  # fmt: skip
    mixed = picture * alpha + ground * (1 - alpha)
    mixed = mixed * textures.light(size, rng, 0.22)[..., None]
    mixed *= np.array([rng.uniform(0.92, 1.08), 1.0, rng.uniform(0.9, 1.06)], np.float32)
    mixed = 255 * (mixed.clip(0, 255) / 255) ** rng.uniform(0.85, 1.2)
    if rng.random() < 0.5:
        mixed = mixed[:, ::-1]
    mixed = textures.perspective(np.ascontiguousarray(mixed, np.float32), rng, 0.02)
    mixed = mixed + textures.noise(size, noise, rng.uniform(1.5, 4.0))
    ok, data = cv2.imencode(".jpg", mixed.clip(0, 255).astype(np.uint8)[..., ::-1],
                            [cv2.IMWRITE_JPEG_QUALITY, rng.randint(80, 93)])  # fmt: skip
    assert ok
    return bytes(data.tobytes())
