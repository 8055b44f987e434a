"""Dotted rows are read again without their dots where they were read as stops, and nothing else is."""

import cv2
import numpy as np
import pytest

from motcua.papers.image import Image
from motcua.papers.lines.types import TextLine
from motcua.papers.sides import off_leaders
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import Quad


def box(left: int, top: int, right: int, bottom: int) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def side(text: str) -> RectifiedPaper:
    """Return a side with two values on rows of dots, the first read as told."""
    card = np.full((883, 1400, 3), 225, np.uint8)
    for row in (300, 400):
        for x in range(430, 1340, 10):
            cv2.circle(card, (x, row), 1, (90, 95, 100), -1, cv2.LINE_AA)
    cv2.putText(card, "YEN THE", (450, 298), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 30, 35), 3, cv2.LINE_AA)
    lines = [
        TextLine("GIẤY CHỨNG MINH", 1.0, box(480, 150, 1270, 220), (1.0,) * 15),
        TextLine(text, 0.6, box(440, 260, 900, 310), (0.6,) * len(text)),
        TextLine("TP. Huế, P. Phú Hội", 0.9, box(440, 380, 1330, 410), (0.9,) * 19),
    ]
    return RectifiedPaper(0, card, box(0, 0, 1400, 883), np.eye(3), card, lines)


def test_lines_with_stray_stops_alone_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Quad] = []

    def reader(card: Image, quads: list[Quad]) -> list[TextLine]:
        read.extend(quads)
        assert (card[380:410] == plain).all(), "nothing is changed where dots do no harm"
        return [TextLine("Yên Thế", 0.99, quad, (0.99,) * 7) for quad in quads]

    monkeypatch.setattr(off_leaders, "recognise_first", reader)
    paper = side(".Yên. Thế,.")
    plain = paper.card[380:410].copy()
    off_leaders.take_leaders_off(paper)
    assert [line.text for line in paper.lines] == ["GIẤY CHỨNG MINH", "Yên Thế", "TP. Huế, P. Phú Hội"]
    assert [quad[0][1] for quad in read] == [260]
    assert (paper.photo[260:310] != paper.card[260:310]).any()


@pytest.mark.parametrize("text", ["Yên Thế", "Nốt ruồi C.0,5cm", "Tx. Yên Thế.", "Yên Thế ..."])
def test_lines_without_stray_stops_are_read_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(off_leaders, "recognise_first", lambda *_: pytest.fail("read again"))
    paper = side(text)
    off_leaders.take_leaders_off(paper)
    assert paper.lines[1].text == text
    assert paper.card is paper.photo
