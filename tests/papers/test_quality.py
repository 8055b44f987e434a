"""A false alarm sends a citizen back to the camera for nothing; a missed one costs a wrong form."""

from functools import cache

import cv2
import numpy as np
import pytest
from tests.support.drawn import make_paper, photograph

from motcua.papers import photo, quality
from motcua.papers.image import Image
from motcua.papers.types import Quad

SHOTS = [
    ("cccd_chip", "front", "easy", 1),
    ("cccd_chip", "front", "medium", 2),
    ("can_cuoc", "back", "medium", 5),
    ("passport", "front", "medium", 7),
]


@cache
def shot(kind: str, side: str, difficulty: str, seed: int) -> tuple[Image, Quad]:
    made = photograph(make_paper(kind, seed).sides[side], difficulty, seed)  # type: ignore[arg-type,index]
    return photo.decode(made.jpeg), made.quad


def codes(image: Image, quad: Quad) -> set[str]:
    problems = quality.assess(image, quad)
    assert all(problem.message.vi and problem.message.en for problem in problems)
    return {problem.code for problem in problems}


@pytest.mark.parametrize("which", SHOTS, ids=lambda which: "-".join(map(str, which)))
def test_an_ordinary_photo_raises_no_alarm(which: tuple[str, str, str, int]) -> None:
    assert codes(*shot(*which)) == set()


@pytest.fixture
def good() -> tuple[Image, Quad]:
    return shot(*SHOTS[1])


def test_a_blurred_photo_is_told_apart(good: tuple[Image, Quad]) -> None:
    image, quad = good
    width = float(np.linalg.norm(np.subtract(quad[0], quad[1])))
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), width / 300), np.uint8)
    assert codes(blurred, quad) == {"blurred"}


@pytest.mark.parametrize("degrees", [0, 15, 30, 45, 90, 100, 140])
def test_a_photo_taken_while_the_hand_moved_is_told_apart(good: tuple[Image, Quad], degrees: int) -> None:
    """Edges along the motion stay sharp: ten of eleven such photos were not told, though values were lost."""
    image, quad = good
    length = float(np.linalg.norm(np.subtract(quad[0], quad[1]))) * 0.009
    size = 2 * int(length) + 1
    kernel = np.zeros((size, size), np.float32)
    reach = 0.5 * length * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    ends = np.rint((size // 2 + np.outer([-1, 1], reach)) * 16).astype(int)
    cv2.line(kernel, ends[0].tolist(), ends[1].tolist(), 1.0, 1, cv2.LINE_AA, 4)
    moved = np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)
    assert codes(moved, quad) == {"blurred"}


@pytest.mark.parametrize("lightness", [60, 150])
def test_a_card_lost_on_a_large_table_is_too_small_not_dark_or_blurred(
    good: tuple[Image, Quad], lightness: int
) -> None:
    """The whole photo was taken for the paper, and the holder told that the table was dark or blurred."""
    image, quad = good
    card = photo.cut(image, quad, width=420)
    noise = np.random.default_rng(0).normal(lightness, 4, (1500, 2000, 3))
    table = np.clip(cv2.GaussianBlur(noise, (0, 0), 1.0), 0, 255).astype(np.uint8)
    table[600 : 600 + card.shape[0], 800 : 800 + card.shape[1]] = card
    whole = ((0.0, 0.0), (2000.0, 0.0), (2000.0, 1500.0), (0.0, 1500.0))
    assert codes(table, whole) == {"too_small"}
    assert "too_small" not in codes(np.asarray(cv2.GaussianBlur(table, (0, 0), 16), np.uint8), whole)
    assert codes((table * 0.2).astype(np.uint8), whole) >= {"dark"}


def test_noise_does_not_hide_blur(good: tuple[Image, Quad]) -> None:
    image, quad = good
    width = float(np.linalg.norm(np.subtract(quad[0], quad[1])))
    blurred = cv2.GaussianBlur(image, (0, 0), width / 250).astype(float)
    noisy = np.clip(blurred + np.random.default_rng(0).normal(0, 6, blurred.shape), 0, 255).astype(np.uint8)
    assert "blurred" in codes(noisy, quad)


def test_a_dark_photo_is_told_apart(good: tuple[Image, Quad]) -> None:
    image, quad = good
    assert "dark" in codes((image * 0.25).astype(np.uint8), quad)


def test_a_lamp_on_the_card_is_told_apart() -> None:
    image, quad = shot(*SHOTS[0])
    dimmed = (image * 0.8).astype(np.uint8)
    x, y = np.mean(quad, axis=0)
    width = float(np.linalg.norm(np.subtract(quad[0], quad[1])))
    spot = np.zeros(image.shape[:2], np.float32)
    cv2.circle(spot, (int(x), int(y)), int(width * 0.15), 255.0, -1)
    lit = np.clip(dimmed + cv2.GaussianBlur(spot, (0, 0), width * 0.02)[..., None], 0, 255).astype(np.uint8)
    assert codes(dimmed, quad) == set()
    assert codes(lit, quad) == {"glare"}


def test_a_card_far_away_is_told_apart(good: tuple[Image, Quad]) -> None:
    image, quad = good
    width = float(np.linalg.norm(np.subtract(quad[0], quad[1])))
    scale = 450 / width
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    nearer = tuple((x * scale, y * scale) for x, y in quad)
    assert "too_small" in codes(small, nearer)  # type: ignore[arg-type]


@pytest.mark.parametrize("side", range(4))
def test_a_card_cut_by_any_edge_of_the_photo_is_told_apart(good: tuple[Image, Quad], side: int) -> None:
    image, quad = good
    left, top = (min(point[axis] for point in quad) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in quad) for axis in (0, 1))
    inset = 0.1 * (right - left)
    low_x, low_y = (left + inset if side == 0 else 0), (top + inset if side == 1 else 0)
    high_x = right - inset if side == 2 else image.shape[1]
    high_y = bottom - inset if side == 3 else image.shape[0]
    part = image[int(low_y) : int(high_y), int(low_x) : int(high_x)]
    seen = tuple(
        (min(max(x, low_x), high_x) - int(low_x), min(max(y, low_y), high_y) - int(low_y)) for x, y in quad
    )
    assert "cut_off" in codes(part, seen)  # type: ignore[arg-type]


@pytest.mark.parametrize("gap", [0.0, 12.0])
def test_a_scan_that_is_all_paper_is_not_called_cut_off(gap: float) -> None:
    """Nor is a pale copy whose own edges are not found: the shade of the photo's rim is taken for them."""
    paper = np.asarray(make_paper("cccd_chip", 1).sides["front"].convert("RGB"))[:, :, ::-1]
    height, width = paper.shape[:2]
    frame = ((gap, 0.0), (width - gap, 0.0), (width - gap, float(height)), (gap, height - gap))
    assert codes(np.ascontiguousarray(paper), frame) == set()
    assert quality.touches_frame(paper, frame) is (gap > 0), "values that end at the frame are looked at"
