"""Marks on the skin: the words the card has for them, with their lengths, and nothing that stands around.

Else the officer gets half of a scar, a letter for a length, or the day of issue as an identifying feature.
"""

from dataclasses import replace

import pytest
from tests.papers.printed import line, misread, page_of, reads, said_of

from motcua.papers.text import vocabulary


@pytest.mark.parametrize(
    ("words", "plausible"),
    [
        ("Sẹo chấm C:2,5cm t trước đầu lông mày trái", False),
        ("Sẹo chấm C:2,5cm trên trước đầu lông mày trái", True),
        ("Sẹo.chấm cách.1cm dưới.sau đuôi mắt phải", False),
        ("Sẹo chấm C.1cm dưới sau đuôi mắt phải", True),
    ],
)
def test_a_mark_of_which_a_word_was_lost_asks_for_a_look(words, plausible):
    """``trên`` was read as ``t`` by both recognisers, and given unlooked at: no list vouches for marks.

    So were the dots of the row that they stand on, as stops between the words.
    """
    label = line("Đặc điểm nhân dạng", 300, 200)
    value = line(words, 300, 240)
    (said,) = said_of([label, value], "cccd_barcode", "back").values()
    assert said.field == "identifying_features"
    assert said.plausible is plausible


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_marks_that_begin_left_of_a_heading_in_the_middle_are_found(kind):
    """They were read surely and given to nobody: the officer had to type what stands there plainly."""
    rows = [
        line("ĐẶC ĐIỂM NHÂN DẠNG:", 750, 202, 1025, 245),
        line("Tàn nhang hai gò má", 391, 251, 700, 299),
        line("Ngày 01 tháng 11 năm 2017", 728, 372, 1095, 416),
        line("CỤC TRƯỞNG CỤC CẢNH SÁT", 720, 421, 1103, 465),
        line("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 640, 468, 1190, 510),
    ]
    said = said_of(rows, kind, "back")
    assert said["identifying_features"].value == "Tàn nhang hai gò má"
    assert said["date_of_issue"].value == "2017-11-01"


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_the_authority_below_marks_is_no_part_of_them(kind):
    """Its first row, divided where no label is told from it, stands nearly below them."""
    rows = [
        line("Đặc điểm nhân dạng:", 391, 202, 690, 245),
        line("Tàn nhang hai gò má", 391, 251, 700, 299),
        line("CỤC TRƯỞNG CỤC CÁNH", 520, 380, 860, 425),
        line("SÁT ĐKQL CƯ TRÚ", 560, 430, 820, 475),
    ]
    assert said_of(rows, kind, "back")["identifying_features"].value == "Tàn nhang hai gò má"


def test_the_fingers_column_is_no_part_of_the_marks_on_the_skin():
    # Blurred, ``Left index finger`` on the label's row began the value: ``LIh toee fngh' Sẹo thẳng C: …``.
    rows = [
        line("Đc diém nhân dang / Personal identification:", 78, 62, 756, 102),
        line("Lertircex tihger", 1063, 75, 1246, 115),
        line("Sẹo thẳng C: 1,5cm trên đuôi mày trái", 79, 116, 728, 156),
        line("Ngày, tháng, năm / Date, month, year: 10/05/2021", 290, 206, 900, 246),
    ]
    said = said_of(rows, "cccd_chip", "back")
    assert said["identifying_features"].value == "Sẹo thẳng C: 1,5cm trên đuôi mày trái"


def test_the_label_of_the_day_of_issue_is_no_part_of_the_marks_above_it():
    """The row ``Ngày, tháng, năm/Date, month, year`` became the end of the identifying features."""
    lines = [
        line("Däc diém nhân dang/Personal identification:", 61, 47, 657, 87),
        line("Sęo chäm C:1,5cm trên sau đuôi mt trái", 60, 95, 750, 135),
        line("Ngày, tháng, näm/Date, month, year:", 59, 160, 589, 200),
        line("11/06/2023", 591, 153, 802, 193),
    ]
    texts = {
        lines[1].text: "Sẹo chấm C:1,5cm trên sau đuôi mắt trái",
        lines[2].text: "Ngày, tháng, năm/Date, month, year:",
    }
    said = said_of(lines, "cccd_chip", "back", second=reads(lines, texts))
    assert said["identifying_features"].value == "Sẹo chấm C:1,5cm trên sau đuôi mắt trái"
    assert said["date_of_issue"].value == "2023-06-11"


@pytest.mark.parametrize("value", ["Không có đặc điểm nhận dạng", "Không có đặc điểm nhân dạng"])
@pytest.mark.parametrize("below", [True, False])
def test_who_has_no_marks_on_the_skin_is_not_left_without_the_words_for_it(value, below):
    """The value has the words of its label: it was taken for the label, and the field stayed empty."""
    label = (
        "Đc đim rhân dng / Person identificät:" if below else "Đặc điểm nhân dạng / Personal identification:"
    )
    fast = value.replace("ô", "").replace("ặ", "").replace("ể", "").replace("ậ", "")
    lines = [
        line(label if below else f"{label} {fast}", 51, 31, 633 if below else 1000, 73),
        *([line(fast, 50, 80, 600, 122)] if below else []),
        line("Ngày, tháng, năm / Date, month, year: 08/04/2023", 49, 199, 728, 241),
    ]
    second = reads(lines, {fast: value, f"{label} {fast}": f"{label} {value}"})
    marks = said_of(lines, "cccd_chip", "back", second=second)["identifying_features"]
    assert marks.value == value
    assert not marks.corrected


def test_a_nought_that_one_reader_writes_as_a_letter_is_the_other_s_digit():
    """Of ``0cm5`` the second reader has ``Ocm5``: a letter was given as a length."""
    first = "Seo lõm c: 0cm5 sau gò má phải"
    lines = [
        line("Đặc điểm nhân dạng:", 51, 31, 633, 73),
        line(first, 50, 80, 901, 122),
        line("Ngày 11 tháng 06 năm 2019", 477, 250, 876, 292),
    ]
    second = reads(lines, {first: "Sẹo lõm c: Ocm5 sau gò má phải"})
    marks = said_of(lines, "cccd_barcode", "back", second=second)["identifying_features"]
    assert marks.value == "Sẹo lõm c: 0cm5 sau gò má phải"
    assert marks.agreed
    assert marks.listed


def test_a_soft_five_read_as_a_letter_is_put_right_and_looked_at():
    """``0,5cm`` came as ``0, Sem`` to the officer's form."""
    said = vocabulary.match_entry("identifying_features", "Nốt ruồi C:0, Sem trên sau mép trái")
    assert said is not None
    assert said.text == "Nốt ruồi C:0,5cm trên sau mép trái"
    assert said.changed


@pytest.mark.parametrize("one", ["i", "l", "I"])
def test_a_one_before_centimetres_is_no_letter(one):
    # A one with a short flag was read as an i: the marks came as ``Nốt ruồi C:icm sau cánh mũi phải``.
    for words in ("Nốt ruồi C:{}cm sau cánh mũi phải", "Sẹo chấm C: {},5cm trên trước mắt trái"):
        settled = vocabulary.match_entry("identifying_features", words.format(one))
        assert settled is not None
        assert (settled.text, settled.changed) == (words.format(1), False)
    # A word that ends so is left alone.
    kept = vocabulary.match_entry("identifying_features", "Sẹo tai cm")
    assert kept is not None
    assert kept.text == "Sẹo tai cm"


THEIR_WORDS = ("Sẹo tròn C: 1cm trên cung mày trái", "Lúm đồng tiền hai bên má")


def test_marks_on_the_skin_as_older_cards_word_them_are_words_of_the_list():
    """Else an officer compares the marks of every older card with its photo."""
    for text in ("Nốt ruồi cách 1cm dưới sau mép phải", "Nốt ruồi nổi ở cằm bên phải", *THEIR_WORDS):
        parts = vocabulary.words_borne_out(text)
        assert parts is not None, text
        assert not vocabulary.match_entry("identifying_features", text).changed


def test_a_second_row_under_a_value_far_right_of_its_label_belongs_to_it():
    """How far a value begins from its label was told by the count of letters: in a narrow type the second row
    of the marks stood too far left, and half of them was given as all."""
    label = line("Đc đim nhn dang: So chm cách 1,5cm", 378, 364, 1297, 415)
    below = line("dưi trưc mt trái", 726, 420, 1225, 470)
    said = said_of([label, below], "cccd_barcode", "back")
    assert said["identifying_features"].value.endswith("dưi trưc mt trái")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12", "cccd_chip"])
def test_marks_under_a_label_in_capitals_are_read(kind):
    """Labels in capitals were not taken for labels, so that no name is; the holder's marks were lost."""
    rows = page_of(("ĐC ĐIM NHN DNG: Nt rui cách 2cm", 400, 220), ("trên trưc đuôi mày phi", 400, 275))
    assert said_of(rows, kind, "back")["identifying_features"].value.endswith("mày phi")


@pytest.mark.parametrize(
    "office", ["CC TRUNG CC CÅNH SÁT ĐKQL CU TRÚ", "GIÁM ĐC CÔNG AN", "VÀ DLQG VÊ DÂN CU"]
)
def test_the_office_that_signs_is_no_mark_of_the_holder(office):
    """On cards of twelve digits that office was taken for the end of the marks where the rows are close."""
    rows = page_of(("Đc đim nhn dng:", 358, 232), ("Nt ruồi gia sng mũi", 357, 275), (office, 360, 320))
    assert said_of(rows, "cmnd12", "back")["identifying_features"].value == rows[1].text


def test_one_short_word_beside_the_middle_of_a_centred_label_is_its_value():
    """ "Không" begins where longer marks do, left of the label above it: it was given to nothing."""
    rows = page_of(("DU VT RIÊNG VÀ DI HINH:", 646, 135), ("Không", 480, 197), ("NGÓN TRÒ TRÁI", 101, 424))
    assert said_of(rows, "cmnd", "back")["identifying_features"].value == "Không"


@pytest.mark.parametrize(
    "read",
    [
        "Sẹo sâu giữa trán",
        "Nốt ruồi giữa lòng bàn tay trái",
        "Bớt đỏ hai bên mặt",
        "Sẹo sau mắt phải",
        "Không có",
        "Sẹo ở cổ",
        "Vết chàm C: 4cm sau cánh mũi trái",
    ],
)
def test_words_that_resemble_others_stay_as_read(read):
    """The palm (``lòng bàn tay``) became hair, a scar one behind, ``Không có`` a neck, a birthmark a spot."""
    entry = vocabulary.match_entry("identifying_features", read)
    assert (entry.text, entry.changed) == (read, False)
    assert vocabulary.match_entry("identifying_features", "Sẹo chàm giữa trán").text == "Sẹo chấm giữa trán"


def test_tails_and_eyebrows_are_not_confused():
    entry = vocabulary.match_entry("identifying_features", "Sẹo chấm dưới đuối mày phải")
    assert entry is not None
    assert entry.text == "Sẹo chấm dưới đuôi mày phải"


@pytest.mark.parametrize("misread", ["Sẹo thẳng C.o, 5cm dưới cằm trái", "Sẹo thẳng C.O,5cm dưới cằm trái"])
def test_the_zero_of_a_length_is_not_given_as_a_letter(misread):
    entry = vocabulary.match_entry("identifying_features", misread)
    assert entry is not None
    assert entry.text == "Sẹo thẳng C.0,5cm dưới cằm trái"


@pytest.mark.parametrize("read", ["C:Ở.5cm", "C:O.5cm", "C: Ô,5 cm"])
def test_a_nought_read_as_a_letter_with_marks_is_the_nought_of_a_length(read):
    """The second reader sees ``Ở.5cm`` in ``0.5cm``: such marks went to review, with a letter in them."""
    assert "0" in vocabulary.with_digits(f"Nốt ruồi {read} trên sau cánh mũi trái")
    assert vocabulary.with_digits("Nốt ruồi ở trán") == "Nốt ruồi ở trán"


def test_only_a_letter_on_its_own_is_a_zero():
    entry = vocabulary.match_entry("identifying_features", "Sẹo to,5cm")
    assert entry is not None
    assert entry.text == "Sẹo to,5cm"


@pytest.mark.parametrize(
    ("read", "not_known"),
    [
        ("Nốt ruồi C: 0,5cm trên sau cánh mũi trái", ["C", ":", "0,5", "sau"]),
        ("Tàn nhang hai bên má", []),
        ("Sẹo chấm cách 2cm dưới mắt phải", ["2", "mắt"]),
    ],
)
def test_the_words_for_marks_bear_out_all_but_lengths_and_what_a_lost_mark_changes(read, not_known):
    """``mắt`` without its hat is ``mặt``: such a word needs letters that are sure by themselves."""
    parts = vocabulary.words_borne_out(read)
    assert [part for part, known in parts if not known] == not_known


@pytest.mark.parametrize(
    "read",
    [
        "Sẹo chấm C:1,5cm trên sau đuôi",  # its end was cut off
        "chấm C:1,5cm dưới cằm",  # its beginning
        "Sẹo chấm t dưới cằm", "Sẹo chấm C: 0, Scm dưới cằm", "Sẹo chấm C:0,5cm dưới cằm Ngày 12 trái",
    ],
)  # fmt: skip
def test_no_list_vouches_for_marks_of_which_something_is_lost_or_misread(read):
    assert vocabulary.words_borne_out(read) is None


def test_of_listed_marks_the_lengths_alone_must_be_sure_by_themselves():
    words = "Sẹo chấm C:2cm dưới cằm"
    label = line("Đặc điểm nhân dạng", 300, 200, 700, score=0.999)
    value = line(words, 300, 240, 700, score=0.999)
    scores = tuple(0.8 if c in "ẹ2" else 0.999 for c in words)
    second = reads([label, replace(value, scores=scores)])
    (said,) = said_of([label, value], "cccd_barcode", "back", second=second).values()
    assert said.listed
    assert min(said.own) == 0.8, "the length"
    assert sorted(said.own)[1] > 0.9, "a word is as sure as its letters on average"


@pytest.mark.parametrize(
    "row",
    [
        "Đặc điểm nhận dạng / Personal identification Vân tay ngón trỏ trái/Left index finger",
        "Đặc điểm nhận dạng/Personal identificationVân tay ngón trỏ trái/Left index finger",
    ],
)
def test_the_heading_of_the_fingerprints_is_no_mark_on_the_skin(row):
    """Where its row was found with the label beside it, ``Vân tay Không`` was read as the marks."""
    lines = [
        line(row, 62, 24, 1369, 66),
        line("Không", 56, 80, 245, 130),
        line("Ngày, tháng, năm / Date, month, year: 15/01/2023", 54, 150, 912, 195),
    ]
    assert said_of(lines, "cccd_chip", "back")["identifying_features"].value == "Không"


@pytest.mark.parametrize(
    "below",
    [
        ("Ngày 15 thá", "năm 2003"),
        ("Ngày", "tháng 04 năm 2003"),
        ("Ngày, tháng, năm: 20", "CỤC TRƯỞNG CỤC CẢNH SÁT"),
        ("thẳng 12 năm 2014", "ÔNG AN TỈNH NGHỆ AN"),
    ],
)
def test_what_a_sticker_leaves_of_the_day_of_issue_is_no_end_of_the_marks(below):
    """``Nốt ruồi cách 3cm trước đầu mày phải Ngày 15 thá`` was given unmarked."""
    lines = [
        line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 425, 180, 1280, 249),
        line("Nốt ruồi cách 3cm trước đầu mày phải", 375, 259, 1313, 329),
        line(below[0], 480, 430, 822, 496),
        line(below[1], 984, 459, 1252, 519) if below[1][0].islower() else line(below[1], 480, 540, 1200, 606),
    ]
    marks = said_of(lines, "cmnd", "back")["identifying_features"]
    assert marks.value == "Nốt ruồi cách 3cm trước đầu mày phải"


def test_a_straight_scar_is_no_month():
    """``Sẹo thẳng 2cm`` has the letters of ``tháng 2``."""
    lines = [
        line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 425, 180, 1280, 249),
        line("Nốt ruồi cách 3cm trước đầu mày phải,", 375, 259, 1313, 329),
        line("sẹo thẳng 2 cm trên sau cánh mũi trái", 375, 340, 1313, 410),
    ]
    marks = said_of(lines, "cmnd", "back")["identifying_features"]
    assert marks.value.endswith("sẹo thẳng 2 cm trên sau cánh mũi trái")


def test_what_is_left_of_a_fingerprint_s_heading_is_no_mark_on_the_skin():
    """``Ngón Không`` was given where something lay on the rest of ``Ngón trỏ trái``."""
    lines = [
        line("Đặc điểm nhận dạng / Personal identification:", 60, 60, 870, 106),
        line("Ngón", 900, 60, 980, 106),
        line("Không", 60, 118, 160, 164),
        line("Ngày, tháng, năm / Date, month, year: 15/01/2023", 60, 190, 912, 236),
    ]
    assert said_of(lines, "cccd_chip", "back")["identifying_features"].value == "Không"


@pytest.mark.parametrize(
    ("marks", "below", "given"),
    [
        ("Nốt ruồi giữa cằm", "Kim Anh", False),
        ("Sẹo thẳng", "hắc Vỹ", False),
        ("Nốt ruồi C: 1cm", "trên sau cánh mũi trái", True),
        ("Sẹo chấm cách 2 cm", "Sẹo thẳng giữa trán", True),
    ],
)
def test_a_name_of_the_row_below_makes_marks_ask_for_a_look(marks, below, given):
    """Of ``Họ và tên cha`` under a thumb the father's name was left, and given as the end of the marks."""
    lines = [
        line(f"Đặc điểm nhận dạng: {marks}", 360, 240, 1100, 286),
        line(below, 362, 298, 700, 344),
        line("Ngày 08 tháng 09 năm 2014", 600, 450, 1160, 496),
    ]
    said = said_of(lines, "cmnd12", "back")["identifying_features"]
    assert said.value == f"{marks} {below}"
    assert said.whole is given


def test_a_length_found_apart_from_its_words_is_kept():
    """``Nốt ruồi`` ``C:0,5cm`` ``trên sau cánh mũi trái`` was given without how far from the nose."""
    lines = [
        line("Đặc điểm nhận dạng:", 360, 240, 700, 286),
        line("Nốt ruồi", 360, 300, 520, 346),
        line("C:0,5cm", 545, 297, 690, 343),
        line("trên sau cánh mũi trái", 715, 300, 1130, 346),
        line("Ngày 08 tháng 09 năm 2014", 600, 450, 1160, 496),
    ]
    said = said_of(lines, "cccd_barcode", "back")["identifying_features"]
    assert said.value == "Nốt ruồi C:0,5cm trên sau cánh mũi trái"


@pytest.mark.parametrize(
    ("marks", "whole"),
    [
        ("Sẹo chấm C:2cm trên đuôi mày", False),
        ("Nốt ruồi cách 1,5cm trên sau phải", False),
        ("Sẹo thẳng C:1cm dưới sau", False),
        ("Nốt ruồi C:1cm trên trên sau cánh mũi trái", False),
        ("Nốt ruồi C:1cm sau mép phải của", False),
        ("Không có dấu vết NGUYỄN VĂN AN", False),
        ("K Nốt ruồi C:1cm dưới cằm", False),
        ("Sẹo chấm giữa trán 12", False),
        ("Nốt ruồi thái dương phải C:4cm trên sau đuôi mắt phải", True),
        ("Sẹo C:2cm trước tai trái dài 3cm", True),
        ("Tàn nhang hai bên má", True),
        ("Hai má rỗ hoa", True),
        ("Nốt ruồi cằm giữa", True),
        ("SẸO CHẤM C:2CM TRÊN ĐUÔI MÀY PHẢI", True),
    ],
)
def test_marks_that_lost_their_end_or_took_in_a_stamp_ask_for_a_look(marks, whole):
    """An eyebrow without its side identifies nobody, and a stamp's name is no scar; both were given."""
    lines = [line("Đặc điểm nhận dạng:", 360, 240, 700, 286), line(marks, 360, 300, 1100, 346)]
    assert said_of(lines, "cccd_barcode", "back")["identifying_features"].whole is whole


def test_a_short_last_word_found_apart_is_kept_though_the_first_reader_sees_one_letter():
    """``Sẹo mổ bướu`` was given without ``cổ``: of it the first reader has a ``c``."""
    lines = [
        line("Đặc điểm nhận dạng:", 360, 240, 700, 286),
        line("Sẹo mổ bướu", 360, 300, 560, 346),
        line("cổ", 580, 298, 620, 346),
        line("Ngày 08 tháng 09 năm 2014", 600, 450, 1160, 496),
    ]
    said = said_of(misread(lines, {"cổ": "c"}), "cccd_barcode", "back", second=reads(lines))
    assert said["identifying_features"].value == "Sẹo mổ bướu cổ"
