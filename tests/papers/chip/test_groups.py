"""Data groups are read strictly: a value that is not certain to be what the chip means is left out."""

import contextlib
from datetime import date

import pytest
from bench.fuzz import chips
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.chip import made

from motcua.papers.chip import groups, tlv
from motcua.papers.mrz import icao

texts = st.text("aăâđêôơưấầẩẫậABCĐ0123456789 ,./:", min_size=1, max_size=40).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0x02, 0x0C, 0x5F1F, 0x7F61]), st.binary(max_size=300))))
def test_elements_come_back_as_written(items):
    data = b"".join(chips.element(tag, value) for tag, value in items)
    assert [(item.tag, item.value) for item in tlv.elements(data)] == items
    assert b"".join(item.raw for item in tlv.elements(data)) == data


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_are_elements_or_a_tlv_error(data):
    with contextlib.suppress(tlv.TlvError):
        assert b"".join(item.raw for item in tlv.elements(data)) == data


@pytest.mark.parametrize(
    "data",
    [b"\x30\x80\x00\x00", b"\x30\x85\x00\x00\x00\x00\x01x", b"\x30\x84\xff\xff\xff\xff", b"\x30\x02x",
     b"\x30",
     b"\x1f\xff\xff\xff\x01x", b"\x04\x00" * 600],
)  # fmt: skip
def test_lengths_that_lie_are_refused(data):
    with pytest.raises(tlv.TlvError):
        tlv.elements(data)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1, 30), st.one_of(texts, st.tuples(texts, texts)), min_size=1))
def test_entries_of_group_13_come_back_as_written(entries):
    read = groups.read_group13(chips.group13(entries))
    for number, value in entries.items():
        written = (value,) if isinstance(value, str) else value
        assert read.entries[number] == tuple(" ".join(text.split()) for text in written)


def test_an_entry_given_twice_is_left_out():
    one = chips.element(0x30, chips.element(2, b"\x01") + chips.element(0x0C, b"079090001234"))
    two = chips.element(0x30, chips.element(2, b"\x01") + chips.element(0x0C, b"079090009999"))
    raw = chips.element(groups.TAGS[13], chips.element(0x30, one + two))
    assert groups.read_group13(raw).entries == {}


def test_nesting_without_end_is_refused():
    inner = b""
    for _ in range(50):
        inner = chips.element(0x30, inner)
    with pytest.raises(ValueError, match="deep"):
        groups.read_group13(chips.element(groups.TAGS[13], inner))


def test_a_passport_s_zone_is_read():
    lines = icao.compose_td3(
        passport_number="C1234567", personal_number="079090001234", date_of_birth=chips.BORN, sex="Nam",
        date_of_expiry=chips.EXPIRES, full_name="Nguyễn Văn Đức",
    )  # fmt: skip
    given_ = {1: chips.group1(lines)}
    reading = made.read(given_, chips.sod(given_, made.signer(), signed_at=chips.ISSUED))
    assert (reading.paper, reading.document_number) == ("passport", "C1234567")
    assert reading.fields["personal_number"].value == "079090001234"
    # The paper prints the name with its marks, the zone cannot: nobody may take it over unseen.
    assert reading.fields["full_name"].value == "NGUYEN VAN DUC"
    assert reading.fields["full_name"].review
    assert not reading.fields["date_of_birth"].review


def test_every_entry_of_the_card_is_its_field():
    reading = made.read(None, made.good_sod())
    assert {name: value.value for name, value in reading.fields.items()} == {
        "personal_number": "079090001234", "full_name": "NGUYỄN VĂN ĐỨC", "date_of_birth": "1990-02-03",
        "sex": "Nam", "nationality": "Việt Nam", "ethnicity": "Kinh", "religion": "Không",
        "place_of_origin": "Xã Mẫu, Huyện Mẫu, Tỉnh Mẫu", "place_of_residence": "Số 5, Đường Mẫu, Phường Mẫu",
        "identifying_features": "Nốt ruồi C: 1cm dưới mắt trái", "date_of_issue": "2022-05-04",
        "date_of_expiry": "2030-02-03", "previous_number": "012345678",
    }  # fmt: skip
    assert reading.family == ("Nguyễn Văn A", "Trần Thị B")
    assert reading.other == {15: "Mẫu"}


@pytest.mark.parametrize(
    ("entry", "text", "field"),
    [(1, "079090009999", "personal_number"), (2, "Lê Thị Mai", "full_name"),
     (3, "04/02/1990", "date_of_birth"), (4, "Nữ", "sex"), (12, "Không thời hạn", "date_of_expiry")],
)  # fmt: skip
def test_where_two_groups_differ_both_are_shown_and_neither_believed(entry, text, field):
    given_ = {**made.groups(), 13: chips.group13({**chips.ENTRIES, entry: text})}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert reading.verification.outcome == "origin_proved"
    assert ("chip_groups_disagree", field) in [(item.code, item.field) for item in reading.problems]
    assert reading.fields[field].review
    assert len({witness.value for witness in reading.fields[field].witnesses}) == 2


@pytest.mark.parametrize(
    ("entry", "text", "field"),
    [(1, "07909000123", "personal_number"), (2, "<b>Lê</b>", "full_name"), (3, "31/02/1990", "date_of_birth"),
     (4, "X", "sex"), (11, "2022", "date_of_issue"), (16, "abc", "previous_number")],
)  # fmt: skip
def test_a_value_of_another_form_is_not_used(entry, text, field):
    given_ = {13: chips.group13({**chips.ENTRIES, entry: text})}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert ("chip_value_unusable", field) in [(item.code, item.field) for item in reading.problems]
    assert field not in reading.fields


def test_an_expired_card_and_a_number_that_does_not_fit_are_told():
    reading = made.read(None, made.good_sod(), on=date(2031, 1, 1))
    assert "paper_expired" in made.codes(reading)
    lines = icao.compose_td1(**{**chips.HOLDER, "sex": "Nữ"})
    given_ = {1: chips.group1(lines)}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert "number_sex_mismatch" in made.codes(reading)
    assert reading.fields["sex"].review


def test_wrong_check_digits_throw_doubt_on_the_zone():
    lines = list(icao.compose_td1(**chips.HOLDER))
    lines[1] = lines[1][:6] + str((int(lines[1][6]) + 1) % 10) + lines[1][7:]
    given_ = {1: chips.group1(lines)}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert "chip_mrz_invalid" in made.codes(reading)
    assert made.believed(reading) == {}
