"""The comparison decides what we say about others: a slip in how their lines become fields, or in the
counting, would be a false statement about their work or ours."""

import numpy as np
import pytest
from bench.papers import compare_tables, peers
from bench.papers.bounds import upper
from bench.papers.peers import Line
from hypothesis import given
from hypothesis import strategies as st


def lines(*texts: str, score: float = 0.99) -> list[Line]:
    return [Line(text, score) for text in texts]


def test_a_card_that_a_peer_reads_without_fault_gives_all_its_fields() -> None:
    page = lines(
        "Số / No.: 079 190 001 284", "Họ và tên / Full name:", "TRẦN THỊ ÁNH",
        "Ngày sinh / Date of birth: 15/08/1990", "Giới tính / Sex: Nữ Quốc tịch / Nationality: Việt Nam",
        "Nơi thường trú / Place of residence: 12/3 Nguyễn Trãi,", "Bến Thành, Quận 1", "Có giá trị đến:",
        "15/08/2030",
    )  # fmt: skip
    found = peers.fields("cccd_chip", [page])
    assert {name: value.value for name, value in found.items()} == {
        "personal_number": "079190001284",
        "full_name": "TRẦN THỊ ÁNH",
        "date_of_birth": "1990-08-15",
        "sex": "Nữ",
        "date_of_expiry": "2030-08-15",
        "place_of_residence": "12/3 Nguyễn Trãi, Bến Thành, Quận 1",
    }
    assert all(value.sure for value in found.values())


def test_a_passports_name_is_joined_and_a_line_read_weakly_makes_its_value_unsure() -> None:
    page = [*lines("Họ / Surname:", "LÝ", "Chữ đệm và tên / Given names:"), Line("NHƯ VÂN", 0.7)]
    name = peers.fields("passport", [page])["full_name"]
    assert (name.value, name.sure) == ("LÝ NHƯ VÂN", False)


def test_nothing_is_asked_of_a_peer_that_the_paper_does_not_show() -> None:
    page = lines("Số: 123456789", "Ngày sinh: 01/02/1970", "Ngày 03 tháng 04 năm 2005")
    assert set(peers.fields("cmnd", [page])) == {"personal_number", "date_of_birth"}


@pytest.mark.parametrize("degrees", [-20, 0, 12, 90])
def test_lines_of_a_turned_card_keep_their_order(degrees: int) -> None:
    """A card lies askew on most photos; a peer that read it right must not look as if it had not."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    words = {"Họ và tên:": (0, 0), "TRẦN AN": (420, 4), "Ngày sinh:": (0, 60), "01/02/1990": (420, 63)}
    boxes = [
        (np.array([[x, y], [x + 300, y], [x + 300, y + 30], [x, y + 30]], np.float32) @ turn, text, 0.99)
        for text, (x, y) in reversed(words.items())
    ]
    ways = [peers._in_order(boxes, turn) for turn in (0.0, np.pi)]
    expected = ["Họ và tên: TRẦN AN", "Ngày sinh: 01/02/1990"]
    assert expected in [[line.text for line in way] for way in ways]


@given(st.integers(1, 3000), st.data())
def test_the_upper_bound_is_above_the_rate_and_falls_with_more_trials(
    total: int, data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(0, total))
    assert wrong / total <= upper(wrong, total) <= 1
    assert upper(wrong, total + 1) <= upper(wrong, total) + 1e-9


def test_no_error_in_a_thousand_bounds_the_rate_by_the_rule_of_three() -> None:
    assert upper(0, 1000) == pytest.approx(0.003, rel=0.01)
    assert upper(0, 0) == 1.0


def test_a_wrong_value_given_as_sure_is_counted_against_whoever_gave_it() -> None:
    truth = {"personal_number": "079190001284", "full_name": "TRẦN THỊ ÁNH"}
    common = {"kind": "cccd_chip", "condition": "plain", "truth": truth, "milliseconds": 5.0}
    right = {"personal_number": {"value": "079190001284", "sure": True}}
    wrong = {"full_name": {"value": "TRẦN THỊ ANH", "sure": True}, **right}
    marked = {"full_name": {"value": "TRẦN THỊ ANH", "sure": False}, **right}
    rows = [
        {"system": "motcua", "paper": "cccd_chip", "fields": marked, "parts": {"total": 5.0}, **common},
        {"system": "rapidocr", "fields": wrong, **common},
    ]
    text = compare_tables.tables(rows, ["motcua", "rapidocr"])
    first = {line.split(" | ")[1]: line for line in text.splitlines() if line.startswith("| cccd_chip | ")}
    assert "| **0**/1 (" in first["motcua"]
    assert "| **1**/2 (" in first["rapidocr"]
    assert "| 0/1 | " in first["rapidocr"]
    assert "| 1/1 | " in first["rapidocr"]
