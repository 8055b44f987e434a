"""The certificate carries the capital in words; digits and words that differ make it void."""

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import money
from motcua.kernel.money import (
    AmountError,
    bilingual_amount,
    bilingual_in_words,
    format_amount,
    group_digits,
    in_words,
    number_in_words,
    parse_amount,
)

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip


def below_thousand(words: list[str]) -> int:
    value = digit = 0
    for word in words:
        if word == "trăm":
            value, digit = digit * 100, 0
        elif word == "mươi":
            value, digit = value + digit * 10, 0
        elif word == "mười":
            value += 10
        elif word != "linh":
            digit = UNITS[word]
    return value + digit


def read_back(text: str) -> int:
    """A reader of amounts that shares nothing with the writer."""
    if "tỷ" in text.split():
        head, _, tail = text.rpartition("tỷ")
        return read_back(head) * 10**9 + (read_back(tail) if tail.strip() else 0)
    value, group = 0, []
    for word in text.split():
        if word in ("triệu", "nghìn"):
            value += below_thousand(group) * (10**6 if word == "triệu" else 1000)
            group = []
        else:
            group.append(word)
    return value + below_thousand(group)


amounts = st.one_of(
    st.integers(0, money.MAX_AMOUNT),
    st.integers(0, 10**6),
    st.builds(lambda n, zeros: n * 10**zeros, st.integers(0, 9999), st.integers(0, 14)),
)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (55, "Năm mươi lăm đồng"),
        (101, "Một trăm linh một đồng"),
        (111, "Một trăm mười một đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_050_000, "Một triệu không trăm năm mươi nghìn đồng"),
        (105_000_000, "Một trăm linh năm triệu đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (2_015_000_000, "Hai tỷ không trăm mười lăm triệu đồng"),
        (
            1_234_567_890,
            "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng",
        ),
        (21_000_000_000_000, "Hai mươi mốt nghìn tỷ đồng"),
    ],
)
def test_words_of_known_amounts(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(amounts)
def test_words_say_the_amount_and_nothing_else(amount: int) -> None:
    assert read_back(number_in_words(amount)) == amount


@given(amounts)
def test_words_keep_the_spelling_rules(amount: int) -> None:
    words = number_in_words(amount).split()
    pairs = list(pairwise(words))
    assert ("mươi", "một") not in pairs
    assert ("mươi", "năm") not in pairs
    assert ("mười", "năm") not in pairs
    assert ("mười", "mốt") not in pairs
    assert "mười mươi" not in " ".join(words)


@given(amounts)
def test_what_is_printed_can_be_typed_back(amount: int) -> None:
    assert parse_amount(format_amount(amount)) == amount
    assert parse_amount(group_digits(amount)) == amount
    assert parse_amount(str(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50 triệu", 50_000_000),
        ("50 trieu dong", 50_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1.5 tỉ", 1_500_000_000),
        ("500k", 500_000),
        ("100tr", 100_000_000),
        ("50,000,000 VNĐ", 50_000_000),
        (" 50 000 000 đ ", 50_000_000),
        ("2.500 triệu", 2_500_000_000),
        ("50 million VND", 50_000_000),
        ("1.5 Billion", 1_500_000_000),
    ],
)
def test_amounts_as_people_type_them(typed: str, amount: int) -> None:
    assert parse_amount(typed) == amount


@given(amounts)
def test_what_an_english_page_shows_can_be_typed_back(amount: int) -> None:
    assert parse_amount(bilingual_amount(amount).en) == amount
    assert bilingual_amount(amount).vi == format_amount(amount)


def test_an_amount_is_spelled_so_that_a_nought_too_many_is_seen() -> None:
    for amount, words in (
        (0, "0"),
        (50_000_000, "50 million"),
        (500_000_000, "500 million"),
        (1_500_020_003, "1 billion 500 million 20 thousand 3"),
        (2_000_000_000_000, "2,000 billion"),
    ):
        assert bilingual_in_words(amount).en == words
        assert bilingual_in_words(amount).vi == in_words(amount)


@pytest.mark.parametrize(
    "typed", ["", "đồng", "1.5", "1.000,000", "-5", "năm triệu", "1 tỷ 500", "5 usd", "٥٠"]
)
def test_what_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(AmountError):
        assert 0 <= parse_amount(text) <= money.MAX_AMOUNT
