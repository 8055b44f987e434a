"""A finger on a corner of the QR code must not cost a citizen the one witness that has every letter."""

import io

import cv2
import numpy as np
import pytest
import segno

from motcua.papers import code_cells
from motcua.papers.clock import Clock
from motcua.papers.codes import read_qr
from motcua.papers.image import Image
from motcua.papers.sides.longer_search import search_code_again
from motcua.papers.sides.rectified_paper import RectifiedPaper

PAYLOAD = (
    "001199012345|012345678|Nguyễn Thị Minh Nguyệt|01011999|Nữ|"
    "Số 5, Tổ 3, Phường Hàng Bài, Hoàn Kiếm, Hà Nội|10052021"
)
WHOLE = ((0.0, 0.0), (1400.0, 0.0), (1400.0, 883.0), (0.0, 883.0))


def card(text: str | None, side: int = 190, *, lean: float = 0.0) -> Image:
    """Return an upright card with a code (none without ``text``), a little blurred and turned."""
    found = np.full((883, 1400, 3), 225, np.uint8)
    cv2.putText(found, "CAN CUOC CONG DAN", (500, 250), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (60, 40, 160), 4)
    if text is not None:
        out = io.BytesIO()
        segno.make(text.encode(), error="m", boost_error=False, micro=False).save(
            out, kind="png", scale=8, border=2
        )
        large = cv2.imdecode(np.frombuffer(out.getvalue(), np.uint8), cv2.IMREAD_COLOR)
        assert large is not None
        found[60 : 60 + side, 1160 : 1160 + side] = cv2.resize(
            large, (side, side), interpolation=cv2.INTER_AREA
        )
    turn = cv2.getRotationMatrix2D((1250, 150), lean, 1.0)
    leaning = cv2.warpAffine(found, turn, (1400, 883), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.GaussianBlur(leaning, (0, 0), 1.0), np.uint8)


def seen(picture: Image) -> RectifiedPaper:
    return RectifiedPaper(0, picture, WHOLE, np.eye(3), picture, [])


@pytest.mark.parametrize(
    "corner", [(1165, 65), (1345, 65), (1165, 245)], ids=["upper left", "right", "lower left"]
)
@pytest.mark.parametrize("lean", [0.0, 2.0])
def test_a_code_with_something_on_one_corner_is_read(corner: tuple[int, int], lean: float) -> None:
    picture = card(PAYLOAD, lean=lean)
    cv2.circle(picture, corner, 30, (130, 160, 215), -1)
    assert read_qr(picture, budget=2.0) == [], "a reader finds it by three corners"
    paper = seen(picture)
    search_code_again(paper, Clock())
    assert paper.code is not None
    payload, quad = paper.code
    assert payload.payload == PAYLOAD
    expected = np.array([[1160, 60], [1350, 60], [1350, 250], [1160, 250]])
    assert np.abs(np.asarray(quad) - expected).max() < 16, "a person is shown where it is"


def test_a_card_without_a_code_has_none() -> None:
    paper = seen(card(None))
    search_code_again(paper, Clock())
    assert paper.code is None


def test_a_code_of_which_too_much_is_hidden_says_nothing() -> None:
    """Error correction tells: nothing is guessed of a card whose code is half gone."""
    picture = card(PAYLOAD)
    picture[60:250, 1240:1350] = 255
    paper = seen(picture)
    search_code_again(paper, Clock())
    assert paper.code is None


@pytest.mark.parametrize("version", range(5, 15))
def test_what_all_codes_of_a_size_have_is_what_the_standard_prints(version: int) -> None:
    cells = np.array([list(row) for row in segno.make("x" * 20, version=version, micro=False).matrix])
    pattern = code_cells._pattern(len(cells))
    assert ((cells > 0) == (pattern < 0))[pattern != 0].all()
