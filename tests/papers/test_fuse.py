"""A wrong value that nobody is asked to look at is the worst this program can do."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers import checks, fuse
from motcua.papers.fuse import SourceValue
from motcua.papers.printed_value import PrintedValue

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
NUMBER, BORN = "079090001234", "1990-06-05"


def text(field, value, *, weakest=0.999, agreed=True, plausible=True, image=0, paper=0, **more):
    more.setdefault("third", True if field == "full_name" else None)
    detail = PrintedValue(field, value, weakest, weakest, agreed, plausible, QUAD, **more)
    return SourceValue(field, value, "text", weakest, image, text=detail, paper=paper or image)


def qr(field, value, image=0):
    return SourceValue(field, value, "qr", 0.998, image, sure=True, paper=image)


def zone(field, value, *, sure=True, letters_only=False, image=1):
    return SourceValue(field, value, "mrz", 0.996, image, sure=sure, letters_only=letters_only, paper=image)


def one(*said, kind="cccd_chip"):
    result = fuse.fuse(list(said), kind)
    return result.fields[said[0].field], [(item.code, item.field) for item in result.problems]


def test_three_sources_that_agree_leave_no_doubt():
    value, problems = one(
        text("personal_number", NUMBER), qr("personal_number", NUMBER), zone("personal_number", NUMBER)
    )
    assert value.sources == ("qr", "mrz", "text")
    assert not value.review
    assert value.confidence > 0.999
    assert problems == []


def test_codes_that_contradict_each_other_ask_for_a_look():
    value, problems = one(qr("personal_number", NUMBER), zone("personal_number", "079090009999"))
    assert value.review
    assert value.confidence <= 0.5
    assert problems == [("sources_disagree", "personal_number")]


def test_print_that_was_read_badly_does_not_accuse_the_code():
    value, problems = one(qr("date_of_birth", BORN), text("date_of_birth", "1990-06-06", weakest=0.6))
    assert (value.value, value.review, problems) == (BORN, False, [])


def test_print_that_was_read_well_does():
    value, problems = one(qr("date_of_birth", BORN), text("date_of_birth", "1991-06-05"))
    assert value.review
    assert problems == [("sources_disagree", "date_of_birth")]


def test_an_unverified_zone_alone_is_not_believed():
    value, _ = one(zone("personal_number", NUMBER, sure=False))
    assert value.review


@given(
    st.sampled_from(["personal_number", "date_of_birth", "sex", "date_of_expiry"]),
    st.floats(0, 1),
    st.sampled_from([None, False]),
)
def test_a_number_that_one_reader_alone_saw_is_always_looked_at(field, weakest, agreed):
    values = {"personal_number": NUMBER, "date_of_birth": BORN, "sex": "Nam", "date_of_expiry": "2031-07-08"}
    value, _ = one(text(field, values[field], weakest=weakest, agreed=agreed), kind="cmnd12")
    assert value.review
    assert value.confidence <= 0.97


@given(st.floats(0, 0.6))
def test_a_name_read_with_doubt_is_looked_at(weakest):
    value, _ = one(text("full_name", "ĐỖ TRỌNG MẪN", weakest=weakest), kind="cmnd")
    assert value.review


def test_a_name_that_cannot_be_vietnamese_is_looked_at():
    value, _ = one(text("full_name", "NGIUYỄN VĂN AKH", plausible=False), kind="cmnd")
    assert value.review


def test_the_name_is_given_as_printed_when_the_code_has_mixed_case():
    value, problems = one(
        qr("full_name", "Nguyễn Văn Đức"), zone("full_name", "NGUYEN VAN DUC", letters_only=True)
    )
    assert value.value == "NGUYỄN VĂN ĐỨC"
    assert value.sources == ("qr", "mrz")
    assert not value.review
    assert problems == []


def test_the_zone_of_another_person_is_noticed():
    value, problems = one(
        qr("full_name", "Nguyễn Văn Đức"), zone("full_name", "LE THI HOA", letters_only=True)
    )
    assert value.review
    assert problems == [("sources_disagree", "full_name")]


def test_a_zone_cut_at_thirty_characters_is_the_same_name():
    long = "NGUYỄN PHƯỚC BẢO QUỲNH TRANG ANH THƯ"
    value, problems = one(
        qr("full_name", long), zone("full_name", "NGUYEN PHUOC BAO QUYNH TRANG A", letters_only=True)
    )
    assert not value.review
    assert problems == []


def test_a_code_without_diacritics_leaves_them_to_print():
    value, _ = one(qr("full_name", "NGUYEN VAN DUC"), text("full_name", "NGUYỄN VĂN ĐỨC"))
    assert value.value == "NGUYỄN VĂN ĐỨC"
    doubtful, _ = one(qr("full_name", "NGUYEN VAN DUC"), text("full_name", "NGUYỄN VĂN ĐÚC", weakest=0.7))
    assert doubtful.review


def test_a_name_from_the_zone_alone_is_looked_at():
    value, _ = one(zone("full_name", "NGUYEN VAN DUC", letters_only=True))
    assert value.review


def test_a_number_that_does_not_fit_the_birth_date_marks_both():
    fused = fuse.fuse([text("personal_number", NUMBER), text("date_of_birth", "1991-06-05")], "cmnd12")
    fields, problems = checks.check_values(fused.fields, "cccd_barcode", date(2026, 1, 1))
    assert fields["personal_number"].review
    assert fields["date_of_birth"].review
    assert "number_year_mismatch" in [item.code for item in problems]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("personal_number", NUMBER, "001199012345"), ("date_of_birth", BORN, "1980-01-01")],
)
def test_sides_of_two_cards_are_noticed(name, first, second):
    assert checks.sides_differ([qr(name, first, image=0), zone(name, second, image=1)])
    assert not checks.sides_differ([qr(name, first, image=0), zone(name, first, image=1)])


@pytest.mark.parametrize(
    ("printed", "told"),
    [("PHẠM VĨNH HẠNH", True), ("PHẠM VĨNH", True), ("PHẠM VĨNH THÀO", False), ("PHẠM VINH THẠQ", False)],
)
def test_one_forged_word_of_a_name_is_told(printed, told):
    """Of three words two were the code's, so that the name seemed near enough: a forged card passed."""
    value, problems = one(qr("full_name", "Phạm Vĩnh Thạo"), text("full_name", printed, image=1))
    assert value.value == "PHẠM VĨNH THẠO"
    assert value.review is told
    assert problems == ([("sources_disagree", "full_name")] if told else [])


def test_a_back_that_no_code_ties_to_the_front_is_looked_at():
    """Of one card's front and another's back, codes blurred, the other's residence was given unmarked."""
    front = [text("personal_number", NUMBER), text("full_name", "NGUYỄN VĂN ĐỨC")]
    back = [text("date_of_expiry", "2031-07-08", image=1), text("personal_number", NUMBER, image=1)]
    assert checks.unlinked_back_fields([*front, *back], "can_cuoc", {1}) == {"date_of_expiry"}
    assert checks.unlinked_back_fields([*front, *back, zone("date_of_birth", BORN)], "can_cuoc", {1}) == set()
    assert checks.unlinked_back_fields([*front, *back], "cmnd", {1}) == set(), (
        "nothing on such backs says whose they are"
    )


def test_a_worn_zone_with_the_fronts_number_tells_whose_back_it_is():
    """All that such a back prints was given for review, though its zone had the whole number."""
    front = [qr("personal_number", NUMBER)]
    worn = [replace(zone("personal_number", NUMBER), sure=False, paper=1)]
    back = [text("identifying_features", "Không", image=1)]
    assert checks.unlinked_back_fields([*front, *back, *worn], "cccd_chip", {1}) == set()
    other = [replace(worn[0], value="001199012345")]
    assert checks.unlinked_back_fields([*front, *back, *other], "cccd_chip", {1}) == {"identifying_features"}


def test_an_expiry_on_another_day_than_the_birthday_is_looked_at():
    """Cards end on a birthday: another day was misread, or is of another person's back."""
    born, ends = text("date_of_birth", BORN), text("date_of_expiry", "2030-06-06")
    assert fuse.fuse([born, ends], "can_cuoc").fields["date_of_expiry"].review
    assert (
        not fuse.fuse([born, text("date_of_expiry", "2030-06-05")], "can_cuoc")
        .fields["date_of_expiry"]
        .review
    )


def test_two_cards_on_one_photo_are_not_taken_for_one():
    first, second = text("personal_number", NUMBER), text("personal_number", "036201876084")
    assert checks.sides_differ([first, replace(second, paper=1)])


@pytest.mark.parametrize("name", ["full_name", "place_of_residence"])
def test_two_prints_that_differ_leave_the_choice_to_a_person(name):
    values = ("NGUYỄN VĂN AN", "NGUYỄN VĂN ÂN") if name == "full_name" else ("Xã Yên Mỹ", "Xã Yên Mỷ")
    value, _ = one(*(text(name, value, weakest=0.9999, paper=paper) for paper, value in enumerate(values)))
    assert value.review


@pytest.mark.parametrize("flaw", [{"whole": False}, {"plausible": False}, {"agreed": False}])
@pytest.mark.parametrize("field", ["full_name", "place_of_origin", "identifying_features"])
def test_words_that_may_be_hidden_or_misread_are_looked_at(field, flaw):
    value, _ = one(text(field, "Nguyễn Thanh Trâm", **flaw), kind="cmnd")
    assert value.review
    trusted, _ = one(text(field, "Nguyễn Thanh Trâm"), kind="cmnd")
    assert not trusted.review


def test_a_number_one_digit_off_in_the_weaker_reading_needs_its_structure():
    off = text("personal_number", NUMBER, weakest=0.9995, agreed=False, nearly=True)
    alone, _ = one(off, kind="cmnd12")
    assert alone.review
    borne_out, _ = one(off, text("date_of_birth", BORN), text("sex", "Nam"), kind="cmnd12")
    assert not borne_out.review
    against, _ = one(off, text("date_of_birth", "1991-06-05"), text("sex", "Nam"), kind="cmnd12")
    assert against.review


def test_a_passport_whose_dates_are_no_term_apart_is_looked_at():
    fused = fuse.fuse([text("date_of_issue", "2036-02-18"), zone("date_of_expiry", "2036-02-18")], "passport")
    assert fused.fields["date_of_issue"].review


@pytest.mark.parametrize("printed", ["Ấp Phú Quới, Xã", "Xã Trường Sinh, Tuyên Quang", "Tuyên Quang"])
def test_a_row_of_an_address_that_was_not_read_accuses_no_code(printed):
    """Of a bent card the second row was lost, and the officer was told that print and code disagree."""
    whole = "Ấp Phú Quới, Xã Trường Sinh, Tuyên Quang"
    value, problems = one(qr("place_of_residence", whole), text("place_of_residence", printed))
    assert (value.value, value.review, problems) == (whole, False, [])


def test_what_glare_leaves_of_an_address_accuses_no_code():
    """``sidence: 285/8`` under a flash told the officer that the sources of a card contradict each other."""
    code = qr("place_of_residence", "285/8 30/4, Nam Đà, Krông Nô, Đắk Nông")
    value, problems = one(code, text("place_of_residence", "sidence: 285/8", whole=False))
    assert not value.review
    assert problems == []


def test_the_rows_of_a_place_whose_label_was_not_read_accuse_no_code():
    """The place of birth registration, read as the end of the residence, made a card seem tampered with."""
    code = qr("place_of_residence", "Số 265, Đường CMT8, Phù Cát, Gia Lai")
    rows = "Số 265, Đường CMT8, Phù Cát, Gia Lai, Pú Xi, Tuần Giáo, Điện Biên"
    value, problems = one(code, text("place_of_residence", rows))
    assert (value.value, value.review, problems) == (code.value, False, [])


@pytest.mark.parametrize(
    ("printed", "whole", "told"),
    [
        ("J DIỆU DUYÊN", False, []),
        ("J DIỆU DUYÊN", True, [("sources_disagree", "full_name")]),
        ("TRẦN VĂN DUYÊN", False, [("sources_disagree", "full_name")]),
    ],
)
def test_what_glare_leaves_of_a_name_accuses_no_code_but_another_name_does(printed, whole, told):
    _, problems = one(qr("full_name", "Đậu Diệu Duyên"), text("full_name", printed, whole=whole))
    assert problems == told


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("PHẠM TRỌNG", []),
        ("TẤN VƯỢNG", []),
        ("PHẠM VƯỢNG", [("sources_disagree", "full_name")]),
        ("PHẠM TRỌNG TÂM", [("sources_disagree", "full_name")]),
    ],
)
def test_a_row_of_a_long_name_accuses_no_code_that_the_zone_bears_out(printed, told):
    """Glare on the label lost the second row of a name, and the card was called tampered with."""
    letters = zone("full_name", "PHAM TRONG TAN VUONG", letters_only=True)
    value, problems = one(qr("full_name", "Phạm Trọng Tấn Vượng"), letters, text("full_name", printed))
    assert value.value == "PHẠM TRỌNG TẤN VƯỢNG"
    assert (value.review, problems) == (bool(told), told)


def test_another_house_of_the_same_street_does():
    value, problems = one(
        qr("place_of_residence", "12 Lê Lợi, Bến Nghé, Quận 1"),
        text("place_of_residence", "47 Lê Lai, Bến Thành, Quận 1"),
    )
    assert value.review
    assert problems == [("sources_disagree", "place_of_residence")]


@pytest.mark.parametrize(
    ("letters", "sure", "review"),
    [
        ("DUONG THI MINI", False, False),
        ("DUONG THI MINI", True, True),
        ("LE THI HOA", False, True),
    ],
    ids=["rubbed", "read surely", "another person's"],
)
def test_a_rubbed_zone_does_not_deny_a_name_that_print_shows_plainly(letters, sure, review):
    """A scratch over one letter of the zone sent every name to be looked at."""
    other = replace(
        zone("full_name", letters, sure=sure, letters_only=True), confidence=0.996 if sure else 0.01
    )
    value, _ = one(text("full_name", "DƯƠNG THỊ MINH", margin=12.0), other)
    assert value.value == "DƯƠNG THỊ MINH"
    assert value.review is review


@pytest.mark.parametrize(("holds", "review"), [(False, False), (True, True)])
def test_a_zone_whose_own_check_digit_does_not_hold_denies_no_number(holds, review):
    other = replace(
        zone("personal_number", "079090001534", sure=False), confidence=0.5 if holds else fuse.MISREAD
    )
    value, _ = one(
        text("personal_number", NUMBER),
        other,
        text("date_of_birth", BORN),
        text("sex", "Nam"),
        kind="passport",
    )
    assert (value.value, value.review) == (NUMBER, review)
