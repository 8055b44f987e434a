"""Scenes that teach the finder: a label beside its paper teaches it to cut every card a little."""

import random

import cv2
import numpy as np
import pytest
from training.finder.bank import Bank
from training.finder.scenes import SIDE, Scene, scene


@pytest.fixture(scope="module")
def bank() -> Bank:
    side = np.full((252, 400, 3), (200, 230, 210), np.uint8)
    cv2.putText(side, "CAN CUOC", (40, 120), cv2.FONT_HERSHEY_SIMPLEX, 2, (30, 30, 160), 4)
    print_ = np.full((638, 850, 3), 240, np.uint8)
    print_[::9] = 60
    return Bank([side], [print_])


def drawn(bank: Bank, count: int) -> list[Scene]:
    return [scene(bank, random.Random(f"test:{number}")) for number in range(count)]


def test_labels_cover_what_the_papers_corners_enclose(bank: Bank) -> None:
    for made in drawn(bank, 40):
        y, x = np.mgrid[0 : SIDE // 2, 0 : SIDE // 2]
        for quad in made.quads:
            outline = (quad / 2).astype(np.float32)
            inside = np.array([
                cv2.pointPolygonTest(outline, (float(a), float(b)), measureDist=True)
                for a, b in zip(x[::4, ::4].ravel(), y[::4, ::4].ravel(), strict=True)
            ]).reshape(x[::4, ::4].shape)  # fmt: skip
            there = made.paper[::4, ::4][(inside > 1.5) & (made.counts[::4, ::4] > 0)]
            assert there.all()


def test_edges_are_a_band_within_papers_and_nothing_counts_beyond_the_photo(bank: Bank) -> None:
    for made in drawn(bank, 40):
        assert not (made.edge & ~made.paper & 1).any()
        assert not made.paper[made.counts == 0].any()
        assert not made.pixels[np.repeat(np.repeat(made.counts, 2, 0), 2, 1) == 0].any()
        core = made.paper & (1 - made.edge)
        assert core.sum() <= made.paper.sum()


def test_the_same_seed_draws_the_same_scene(bank: Bank) -> None:
    one, other = (scene(bank, random.Random("same")) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)
    assert np.array_equal(one.paper, other.paper)
