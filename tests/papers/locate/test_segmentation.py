"""Outlines from the finder: one that is off warns a citizen for nothing, or loses a second paper."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from motcua.papers.locate.geometry import area, overlap
from motcua.papers.locate.segmentation import DetectedOutline, agreement, detect_outlines, outlines_of

SIZE = 128
CARD = np.array([[-1, -0.63], [1, -0.63], [1, 0.63], [-1, 0.63]])
Corners = NDArray[np.float64]


def laid(half: float, middle: tuple[float, float], degrees: float) -> Corners:
    a = math.radians(degrees)
    return half * CARD @ np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]) + middle


def planes(*quads: Corners, covered: tuple[int, int, int] | None = None) -> tuple[NDArray[np.float32], ...]:
    """Return what a good network says of papers, of one under a thumb that it does not see through."""
    paper, edge = np.zeros((SIZE, SIZE), np.uint8), np.zeros((SIZE, SIZE), np.uint8)
    for quad in quads:
        corners = [(quad * 16).round().astype(np.int32)]
        own, band = np.zeros_like(paper), np.zeros_like(paper)
        cv2.fillPoly(own, corners, 1, cv2.LINE_8, 4)
        cv2.polylines(band, corners, True, 1, 5, cv2.LINE_8, 4)
        paper |= own
        edge = (edge & (1 - own)) | (band & own)
    if covered:
        x, y, radius = covered
        for plane in (paper, edge):
            cv2.circle(plane, (x, y), radius, 0, -1)
    return paper.astype(np.float32), edge.astype(np.float32)


@given(st.floats(22, 50), st.floats(58, 70), st.floats(58, 70), st.floats(0, 360))
def test_a_paper_anyhow_turned_is_met(half: float, x: float, y: float, degrees: float) -> None:
    quad = laid(half, (x, y), degrees)
    (found,) = outlines_of(*planes(quad))
    assert overlap(found.corners.astype(np.float32), quad.astype(np.float32)) > 0.94
    assert min(np.abs(np.roll(found.corners, first, axis=0) - quad).max() for first in range(4)) < 1.5
    assert area(found.corners) > 0
    assert found.sure == pytest.approx(1.0)
    assert found.fits > 0.93


def test_two_sides_that_touch_are_two_papers() -> None:
    upper, lower = laid(40, (64, 36), 0), laid(40, (64, 36 + 2 * 0.63 * 40), 0)
    found = outlines_of(*planes(upper, lower))
    assert len(found) == 2
    for quad in (upper, lower):
        best = max(overlap(one.corners.astype(np.float32), quad.astype(np.float32)) for one in found)
        assert best > 0.94


def test_a_thumb_on_an_edge_does_not_bend_it() -> None:
    quad = laid(45, (64, 64), 10)
    x, y = (quad[0] * 0.6 + quad[1] * 0.4).round().astype(int)
    (found,) = outlines_of(*planes(quad, covered=(int(x), int(y), 9)))
    assert overlap(found.corners.astype(np.float32), quad.astype(np.float32)) > 0.93


def test_a_patch_that_runs_out_into_print_beside_the_paper_does_not_fit() -> None:
    quad = laid(40, (60, 60), 15)
    (alone,) = outlines_of(*planes(quad))
    assert alone.fits > 0.95
    paper, edge = planes(quad)
    print_ = laid(22, (95, 85), 40)
    cv2.fillPoly(paper, [print_.round().astype(np.int32)], 1.0)
    edge[cv2.fillPoly(np.zeros_like(edge), [print_.round().astype(np.int32)], 1.0) > 0] = 0
    (found,) = outlines_of(paper, edge)
    assert found.fits < 0.9


def test_specks_are_no_papers() -> None:
    assert not outlines_of(*planes(laid(6, (20, 20), 0)))
    assert not outlines_of(np.zeros((SIZE, SIZE), np.float32), np.zeros((SIZE, SIZE), np.float32))


def test_what_the_network_does_not_see_counts_less_and_what_it_sees_in_full() -> None:
    quad, elsewhere = laid(40, (64, 64), 0), laid(55, (64, 64), 20)
    turned = quad[[2, 3, 0, 1]]
    counts = agreement(np.stack([quad, turned, elsewhere]), [DetectedOutline(quad, 1.0, 1.0)])
    assert counts[0] == counts[1] == pytest.approx(1.0)
    assert counts[2] < 0.6
    assert agreement(np.stack([elsewhere]), []) == pytest.approx([1.0])


@pytest.mark.parametrize("size", [(3000, 4), (1, 900), (2, 3), (200, 400)])
def test_a_strip_of_a_photo_ends_no_reading(size: tuple[int, int]) -> None:
    """What is left of a page beside a paper is searched as well; it may be next to nothing."""
    assert detect_outlines(np.full((*size, 3), 200, np.uint8)) == []
