"""Reading text: a digit misread is a wrong identity number, a lost tone mark another person's name."""

import difflib
import math
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
from bench.cards.fonts import font
from hypothesis import given
from hypothesis import strategies as st
from onnx import numpy_helper
from PIL import Image as Pillow
from PIL import ImageDraw
from tests.support.drawn import make_paper

from motcua.kernel.datafiles import PackagedFile, locate, verified
from motcua.kernel.errors import SetupError
from motcua.papers.image import Image
from motcua.papers.lines import aster, choice, ctc, own, ppocr, read, sessions, weights
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.detector import in_reading_order
from motcua.papers.photo import cut
from motcua.papers.types import Quad

PRINT = [
    (300, 60, 44, "CĂN CƯỚC CÔNG DÂN"),
    (60, 170, 40, "Số / No.: 001199012345"),
    (60, 260, 36, "Họ và tên / Full name:"),
    (60, 320, 44, "NGUYỄN THỊ MINH NGUYỆT"),
    (60, 410, 36, "01/01/1999"),
    (560, 410, 36, "Giới tính: Nữ"),
    (60, 500, 36, "Phường Hàng Bài, Quận Hoàn Kiếm, Hà Nội"),
]


def page() -> Image:
    sheet = Pillow.new("RGB", (1000, 620), (226, 234, 228))
    pen = ImageDraw.Draw(sheet)
    for x, y, size, text in PRINT:
        pen.text((x, y), text, font=font("arimo", size), fill=(25, 25, 30))
    soft = cv2.GaussianBlur(np.asarray(sheet)[:, :, ::-1], (0, 0), 0.8)
    return np.asarray(soft, np.uint8)


@pytest.fixture(scope="module")
def card() -> Image:
    return page()


@pytest.fixture(scope="module")
def quads(card: Image) -> list[Quad]:
    return read.detect(card)


def test_every_line_is_found_in_reading_order(quads: list[Quad]) -> None:
    assert len(quads) == len(PRINT)
    for quad, (x, y, size, _) in zip(quads, PRINT, strict=True):
        left, top = quad[0]
        assert abs(left - x) < size
        assert abs(top - y) < size
        assert quad[1][0] > quad[0][0], "clockwise from the top left"
        assert quad[2][1] > quad[1][1]


def test_the_first_reading_has_at_most_a_stray_mark_on_clear_print(card: Image, quads: list[Quad]) -> None:
    lines = read.recognise_first(card, quads)
    assert len(lines) == len(PRINT)
    for line, (*_, text) in zip(lines, PRINT, strict=True):
        assert difflib.SequenceMatcher(None, line.text, text).ratio() > 0.95, line.text
        assert len(line.scores) == len(line.text)
        assert all(0 <= score <= 1 for score in line.scores)
        assert line.confidence > 0.9


def test_the_fast_recogniser_is_right_about_digits(card: Image, quads: list[Quad]) -> None:
    texts = [line.text for line in read.recognise_fast(card, quads)]
    assert texts[1].endswith("001199012345")
    assert texts[4] == "01/01/1999"


def test_the_vietnamese_recogniser_writes_all_marks(card: Image, quads: list[Quad]) -> None:
    (name, place) = read.recognise_vietnamese(card, [quads[3], quads[6]])
    assert name.text == "NGUYỄN THỊ MINH NGUYỆT"
    assert place.text == "Phường Hàng Bài, Quận Hoàn Kiếm, Hà Nội"
    assert name.quad == quads[3]


def test_a_line_wider_than_the_model_is_read_not_refused() -> None:
    """The model fails beyond 1,024 pixels: a long address must not stop a reading."""
    strip = np.full((20, 2500, 3), 230, np.uint8)
    (result,) = aster.AsterRecogniser().recognise([strip])
    assert isinstance(result.text, str)


@pytest.mark.parametrize(
    "recogniser",
    [aster.AsterRecogniser(), ppocr.PpocrRecogniser(), own.OwnRecogniser()],
    ids=["aster", "ppocr", "own"],
)
def test_slivers_and_blanks_give_empty_text(recogniser: read.LineRecogniser) -> None:
    crops = [
        np.zeros((1, 50, 3), np.uint8),
        np.zeros((30, 1, 3), np.uint8),
        np.full((40, 300, 3), 200, np.uint8),
    ]
    results = recogniser.recognise(crops)
    assert len(results) == 3
    assert [result.text for result in results[:2]] == ["", ""]
    assert recogniser.recognise([]) == []


@given(st.integers(8, 120), st.integers(8, 900))
def test_no_pixel_of_a_line_lies_beyond_the_last_step(height: int, width: int) -> None:
    """The model passes over a last step begun: a ``1`` that ended a number was lost without a doubt."""
    ends = np.full((height, width, 3), 200, np.uint8)
    ends[:, -2:] = 20
    seen = own.at_height(ends)
    assert seen.shape[:2] == (own.HEIGHT, seen.shape[1] // own.STRIDE * own.STRIDE)
    assert seen[:, -1].max() < 200


def test_a_batch_reads_as_each_line_alone(card: Image, quads: list[Quad]) -> None:
    """Padding in a batch must not change what a line says."""
    together = [line.text for line in read.recognise_fast(card, quads)]
    alone = [read.recognise_fast(card, [quad])[0].text for quad in quads]
    assert together == alone


def test_our_own_recogniser_writes_all_marks_and_digits_in_one_pass(card: Image, quads: list[Quad]) -> None:
    lines = read.read_crops(card, quads, recogniser=own.OwnRecogniser())
    texts = [line.text for line in lines]
    assert texts[0] == "CĂN CƯỚC CÔNG DÂN"
    assert texts[1].endswith("001199012345")
    assert texts[3] == "NGUYỄN THỊ MINH NGUYỆT"
    assert texts[4] == "01/01/1999"
    assert texts[6] == "Phường Hàng Bài, Quận Hoàn Kiếm, Hà Nội"
    assert all(len(line.scores) == len(line.text) for line in lines)
    alone = [read.read_crops(card, [quad], recogniser=own.OwnRecogniser())[0].text for quad in quads]
    assert alone == texts, "what a line says must not depend on the lines beside it"


def test_our_own_model_is_the_one_pinned_and_knows_the_alphabet() -> None:
    path = own.model_file()
    assert path.stat().st_size <= 10_000_000
    with pytest.raises(SetupError):
        verified(path, "0" * 64)
    with pytest.raises(SetupError):
        verified(path.with_name("none.onnx"), own.SHA256)
    (kept,) = (item for item in onnx.load(str(path)).metadata_props if item.key == "characters")
    assert kept.value == "".join(CHARSET)


def test_an_unknown_recogniser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_chosen", choice.DEFAULT)
    with pytest.raises(SetupError):
        choice.use("no such")
    assert choice.chosen() == choice.DEFAULT
    choice.use("motcua")
    assert isinstance(read.vietnamese(), own.OwnRecogniser)
    choice.use("asternet")
    assert isinstance(read.vietnamese(), aster.AsterRecogniser)


def test_a_blank_card_has_no_lines() -> None:
    assert read.detect(np.full((540, 860, 3), 220, np.uint8)) == []


def test_the_alphabets_fit_the_models() -> None:
    assert len(aster.CHARSET) == 227
    characters = ppocr.characters()
    assert characters[0] == ""
    assert len(set(characters)) == len(characters)
    assert set("0123456789<ABCXYZabcxyz/ ") <= set(characters)
    assert not any("\u3000" < character < "\uffff" for character in characters if character)


@given(st.text("abc", max_size=12))
def test_ctc_gives_back_what_was_spelt_with_one_score_each(text: str) -> None:
    charset = ("", "a", "b", "c")
    steps: list[int] = []
    for character in text:
        steps += [charset.index(character)] * 2 + [0]
    probabilities = np.full((len(steps), 4), 0.02, np.float32)
    for row, index in enumerate(steps):
        probabilities[row, index] = 0.9
    result = ctc.decode(probabilities, charset)
    assert result.text == text
    assert len(result.scores) == len(text)
    assert math.isclose(result.confidence, 0.9 if text else 0.0, abs_tol=1e-6)


def test_trimming_spaces_keeps_scores_beside_their_letters() -> None:
    result = ctc.trimmed("  ab ", [0.1, 0.2, 0.8, 0.6, 0.3])
    assert (result.text, result.scores) == ("ab", (0.8, 0.6))


def test_rows_come_from_the_top_and_lines_in_a_row_from_the_left() -> None:
    def box(x: float, y: float) -> Quad:
        return ((x, y), (x + 100, y), (x + 100, y + 20), (x, y + 20))

    wanted = [box(0, 0), box(200, 4), box(0, 40), box(150, 38)]
    assert in_reading_order([wanted[3], wanted[1], wanted[2], wanted[0]]) == wanted


def test_a_changed_model_file_is_refused() -> None:
    real = sessions.LINE_DIRECTION
    with pytest.raises(SetupError):
        locate(PackagedFile(real.package, real.path, "0" * 64))
    assert locate(real) == Path(locate(real))


def test_taking_tiny_weights_away_changes_no_result(card: Image) -> None:
    """A faster detector that misses a line would lose a field."""
    content = locate(sessions.PPOCR_DETECTOR).read_bytes()
    blob = cv2.resize(card, (320, 192)).astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1.0
    before, after = (
        onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"x": blob})[0]
        for model in (content, weights.without_tiny_weights(content))
    )
    assert before.max() > 0.5
    assert np.abs(before - after).max() < 1e-6
    for tensor in onnx.load_from_string(weights.without_tiny_weights(content)).graph.initializer:
        values = np.abs(numpy_helper.to_array(tensor))
        assert not ((values > 0) & (values < np.finfo(np.float32).tiny)).any(), tensor.name


def test_leaving_out_what_is_not_latin_changes_neither_text_nor_scores(
    card: Image, quads: list[Quad]
) -> None:
    """A reader surer of itself than before would give values unlooked at that it used to show."""
    content = locate(sessions.PPOCR_RECOGNISER).read_bytes()
    whole = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    listed = whole.get_modelmeta().custom_metadata_map["character"]
    every = ["", *listed.splitlines(), " "]
    kept = [every.index(character) for character in ppocr.characters()]
    blank = np.full((40, 300, 3), 220, np.uint8)
    crops = [*(cut(card, quad) for quad in quads), blank]
    for crop, found in zip(crops, ppocr.PpocrRecogniser().recognise(crops), strict=True):
        pixels = ppocr._prepared(crop, ppocr._width(crop))[None]
        before = ctc.decode(whole.run(None, {"x": pixels})[0][0][:, kept], ppocr.characters())
        assert found.text == before.text
        assert np.allclose(found.scores, before.scores, atol=1e-4)


def test_rows_are_found_whole_on_a_dark_photo():
    """In a weak lamp's light ends of rows were lost, and marks on the skin and days of issue with them."""
    light = np.asarray(make_paper("cmnd12", 6).sides["back"].convert("RGB"))[:, :, ::-1]
    noise = np.random.default_rng(0).normal(0, 2.5, light.shape)
    dark = np.clip(light * 0.15 + noise, 0, 255).astype(np.uint8)
    assert len(read.detect(dark)) >= len(read.detect(np.ascontiguousarray(light))) - 1
