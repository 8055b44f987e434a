"""Codes are read over the telephone and typed on small screens; a slip must be found, not lead elsewhere."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import ids
from motcua.kernel.ids import DossierCodeError, ResumeCodeError

codes = st.builds(lambda _: ids.new_resume_code(), st.integers())


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9_999_999))
def test_a_dossier_code_reads_back(day: date, serial: int) -> None:
    code = ids.dossier_code("H29.26.740", day, serial)
    assert ids.parse_dossier_code(code) == ids.DossierCode("H29.26.740", day, serial)
    assert ids.parse_dossier_code(f"  {code.lower().replace('-', ' – ')} ").serial == serial


def test_a_dossier_code_looks_as_the_circular_says() -> None:
    assert ids.dossier_code("H29.26.740", date(2026, 11, 24), 7) == "H29.26.740-261124-0007"


@pytest.mark.parametrize(
    "text", ["", "H29", "H29.26.740-261324-0001", "H29.26.740-261124-0000", "H29-261124-1", "29-261124-0001"]
)
def test_other_texts_are_no_dossier_code(text: str) -> None:
    with pytest.raises(DossierCodeError):
        ids.parse_dossier_code(text)


@pytest.mark.parametrize(("office", "serial"), [("phuong", 1), ("H29", 0), ("H29", 10_000_000), ("H29-1", 1)])
def test_a_code_that_could_not_be_read_back_is_never_made(office: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"identifier|serial"):
        ids.dossier_code(office, date(2026, 11, 24), serial)


@given(codes)
def test_a_resume_code_survives_being_written_down(code: str) -> None:
    assert len(code) == ids.RESUME_CODE_LENGTH
    assert ids.parse_resume_code(ids.format_resume_code(code)) == code
    handwritten = code.replace("1", "l").replace("0", "o").lower()
    assert ids.parse_resume_code(f" {handwritten[:3]} {handwritten[3:]} ") == code
    assert ids.parse_resume_code(f"\u2068{code[:5]}\u200b-{code[5:]}\u2069") == code, "pasted from a chat"


@given(codes, st.integers(0, 9), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(ResumeCodeError):
            ids.parse_resume_code(wrong)


@given(codes, st.integers(0, 8))
def test_two_swapped_neighbours_are_always_found(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(ResumeCodeError):
            ids.parse_resume_code(wrong)


@given(st.text(max_size=20))
def test_no_text_breaks_the_readers(text: str) -> None:
    for parse, refusal in (
        (ids.parse_dossier_code, DossierCodeError),
        (ids.parse_resume_code, ResumeCodeError),
    ):
        with contextlib.suppress(refusal):  # anything else would reach the person as a broken page
            assert parse(text)


def test_secrets_do_not_repeat() -> None:
    assert len({ids.new_token() for _ in range(500)}) == 500
    assert len({ids.new_resume_code() for _ in range(500)}) == 500


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://mot-cua.example/tra-cuu/H29.26.740-261126-0001/", "H29.26.740-261126-0001"),
        ("https://mot-cua.example/tra-cuu/?ma=h29.26.740-261126-0001", "H29.26.740-261126-0001"),
        ("H29.26.740-261126-0001", "H29.26.740-261126-0001"),
        ("https://mot-cua.example/xac-minh/abc/", "https://mot-cua.example/xac-minh/abc/"),
        ("https://[", "https://["),
    ],
)
def test_an_address_from_a_qr_code_of_ours_is_taken_for_its_dossier_code(text: str, code: str) -> None:
    assert ids.dossier_code_in(text) == code


@pytest.mark.parametrize(
    "typed",
    ["H29 26 740 261124 0012", "h29.26.74o-261124-oo12.", "H29267402611240012", "261124-0012",
     "29.26.740/261124/0012", "H29.26.740-261l24-00I2", "\u2068H29.26.740-26\u200b1124-0012\u2069"],
)  # fmt: skip
def test_a_code_is_understood_as_it_is_typed_on_a_phone(typed: str) -> None:
    assert ids.dossier_code_meant(typed, "H29.26.740") == "H29.26.740-261124-0012"


def test_another_office_s_code_stays_its_own_and_a_number_of_something_else_is_none() -> None:
    assert ids.dossier_code_meant("h30 1 261124 00012", "H29.26.740") == "H30.1-261124-0012"
    for text in ("0901 234 567", "079190001234", "", ".", "không phải mã", "261324-0012", "H29.26.740"):
        with pytest.raises(DossierCodeError):
            ids.dossier_code_meant(text, "H29.26.740")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_refused(text: str) -> None:
    try:
        meant = ids.dossier_code_meant(text, "H29.26.740")
    except DossierCodeError:
        return
    assert str(ids.parse_dossier_code(meant)) == meant
