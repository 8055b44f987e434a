"""A side with dotted rows is read again without its dots, and nothing else of it."""

import cv2
import numpy as np
import pytest

from motcua.papers.image import Image
from motcua.papers.lines.types import TextLine
from motcua.papers.sides import off_leaders
from motcua.papers.sides.seen import Seen
from motcua.papers.types import Quad


def box(left: int, top: int, right: int, bottom: int) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def side(*, dotted: bool) -> Seen:
    card = np.full((883, 1400, 3), 225, np.uint8)
    for row in (300, 400) if dotted else ():
        for x in range(430, 1340, 10):
            cv2.circle(card, (x, row), 1, (90, 95, 100), -1, cv2.LINE_AA)
    cv2.putText(card, "YEN THE", (450, 298), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 30, 35), 3, cv2.LINE_AA)
    lines = [
        TextLine("GIẤY CHỨNG MINH", 1.0, box(480, 150, 1270, 220), (1.0,) * 15),
        TextLine(".Yên. Thế,.", 0.6, box(440, 260, 900, 310), (0.6,) * 11),
        TextLine("......", 0.6, box(440, 380, 1330, 410), (0.6,) * 6),
    ]
    return Seen(0, card, box(0, 0, 1400, 883), np.eye(3), card, lines)


def test_dotted_lines_alone_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Quad] = []

    def reader(card: Image, quads: list[Quad]) -> list[TextLine]:
        read.extend(quads)
        return [TextLine("Yên Thế" if quad[0][1] < 300 else "", 0.99, quad, (0.99,) * 7) for quad in quads]

    monkeypatch.setattr(off_leaders, "recognise_first", reader)
    paper = side(dotted=True)
    off_leaders.take_leaders_off(paper)
    assert [line.text for line in paper.lines] == ["GIẤY CHỨNG MINH", "Yên Thế"]
    assert [quad[0][1] for quad in read] == [260, 380]
    assert paper.card is not paper.photo, "the photo itself is as it was"


def test_a_side_without_dots_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(off_leaders, "recognise_first", lambda *_: pytest.fail("read again"))
    paper = side(dotted=False)
    off_leaders.take_leaders_off(paper)
    assert len(paper.lines) == 3
