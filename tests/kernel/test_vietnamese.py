"""Names and addresses are compared all over the product: a slip here accuses or confuses people."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import vietnamese

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
words = st.text(alphabet=LETTERS + LETTERS.upper() + " ", min_size=1, max_size=40)


@given(words)
def test_folding_leaves_plain_letters_and_is_done_once(text):
    folded = vietnamese.fold(text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert vietnamese.fold(folded) == folded


@given(words)
def test_case_and_composition_never_change_what_a_text_says(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert vietnamese.nfc(decomposed) == vietnamese.nfc(text)
    assert vietnamese.same_text(vietnamese.upper(decomposed), text)


@given(words)
def test_zone_names_hold_only_what_a_zone_can_print(text):
    assert set(vietnamese.mrz_name(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


@pytest.mark.parametrize(("a", "b"), [("Hòa", "Hoà"), ("Thuỷ", "Thủy"), ("QUÝ HOÀ", "quý hòa")])
def test_old_and_new_tone_placement_are_one_name(a, b):
    assert vietnamese.same_text(a, b)


@pytest.mark.parametrize("mark", "’‘ʼ´")
def test_the_apostrophe_of_a_phone_and_of_a_card_are_one(mark):
    """Phones write ``H’HEN`` unasked: who was filed so was not found under the name on the card."""
    typed, printed = f"H{mark}HEN NIÊ KĐĂM", "H'HEN NIÊ KĐĂM"
    assert vietnamese.fold(typed) == vietnamese.fold(printed) == "h'hen nie kdam"
    assert vietnamese.same_text(typed, printed)


@pytest.mark.parametrize(("a", "b"), [("Hòa", "Hoá"), ("Đức", "Dức"), ("Hạnh", "Hành"), ("Mẫn", "Mãn")])
def test_another_tone_or_letter_is_another_name(a, b):
    assert not vietnamese.same_text(a, b)
    assert vietnamese.same_base_letters(a, b)


def test_apostrophes_and_hyphens_follow_the_zone_rules():
    assert vietnamese.mrz_name("H'Hen Niê") == "HHEN NIE"
    assert vietnamese.mrz_name("Lê-Nguyễn Ánh") == "LE NGUYEN ANH"


SYLLABLES = (
    "Nguyễn Huỳnh Quốc Thị Hoà Hòa Gì Giếng Quỳnh Khuyên Trần Đặng Phượng Ngọc Nghĩa Yến Quý Uyên Thuỷ "
    "Khương Lý Ký Vy Luân Xuân Oanh Hoàng Loan Hiếu Diệu Giang Quang Việt Thúy Tuấn Duyên Tuyết Phường "
    "Xã Ấp Tỉnh Rịa Vũng Tàu Khoái Ngoài Trinh Quyền Nguyệt Hương Thuận Đức Rượu Đường Kiều Gióng Giỏi Ghềnh "
    "Quới"
)


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_real_syllables_are_plausible(word):
    assert vietnamese.is_syllable(word)


@pytest.mark.parametrize(
    "word", ["Ngọk", "Pleiku", "Cinh", "Thac", "Ngiêm", "Kương", "Tiỉịnh", "Trưưng", "Xuauan"]
)
def test_misread_words_are_not(word):
    assert not vietnamese.is_syllable(word)
    assert vietnamese.implausible_words(f"Lê {word} Hà") == (word,)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("HIÊÚ", "HIẾU"), ("Liên Chiêủ", "Liên Chiểu"), ("Dươńg", "Dướng"), ("Hoà Hòa", "Hoà Hòa"),
     ("K'Brểu", "K'Brểu")],
)  # fmt: skip
def test_a_tone_is_put_on_the_letter_that_has_a_mark_and_nothing_else_is_changed(read, meant):
    assert vietnamese.tones_in_place(read) == meant


@given(words)
def test_putting_tones_in_place_changes_no_word(text):
    placed = vietnamese.tones_in_place(text)
    assert vietnamese.tone_key(placed) == vietnamese.tone_key(text)
    assert vietnamese.tones_in_place(placed) == placed
