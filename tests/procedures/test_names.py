"""A forbidden name costs a person days; a good name that is refused costs them their shop's sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures import names


def codes(name: str) -> set[str]:
    return {problem.code for problem in names.name_problems(name)}


@pytest.mark.parametrize(
    "name",
    [
        "Cà phê Ba Miền", "PHỞ 24", "Jazz & Wine", "Tiệm hớt tóc Út Lành", "Café d’Été", "Kem 3/2",
        "Mỹ Phẩm (K&Z)", "Công Tâm", "Đoàn Nghiệp", "Y",
    ],
)  # fmt: skip
def test_ordinary_names_are_taken(name: str) -> None:
    assert codes(name) == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Công ty Ba Miền", "name_forbidden_words"),
        ("CONG TY BA MIEN", "name_forbidden_words"),
        ("Tổng Công Ty X", "name_forbidden_words"),
        ("May mặc Tập đoàn Y", "name_forbidden_words"),
        ("DOANH NGHIỆP Z", "name_forbidden_words"),
        ("Công  \u00a0Ty X", "name_forbidden_words"),
        ("Công-ty X", "name_forbidden_words"),
        ("", "name_empty"),
        ("Hộ kinh doanh", "name_empty"),
        ("123 & 4", "name_empty"),
        ("Хлеб", "name_characters"),
        ("Quán <b>", "name_characters"),
        ("Quán 😀", "name_characters"),
        ("A" * 121, "name_too_long"),
    ],
)
def test_names_that_article_86_forbids_are_told(name: str, code: str) -> None:
    assert code in codes(name)


def test_the_phrase_that_is_wrong_is_named() -> None:
    (problem,) = names.name_problems("Tổng công ty Mai")
    assert "“tổng công ty”" in problem.message.vi


def test_people_type_the_prefix_and_it_is_not_doubled() -> None:
    assert names.full_name("hộ kinh doanh Phở Mai") == "HỘ KINH DOANH PHỞ MAI"
    assert names.full_name("Ho kinh doanh HỘ KINH DOANH Mai") == "HỘ KINH DOANH MAI"


def test_two_names_are_the_same_letter_for_letter_but_for_capitals() -> None:
    assert names.name_key("phở Mai") == names.name_key("HỘ KINH DOANH PHỞ MAI")
    assert names.name_key("Phở Mai") != names.name_key("Pho Mai")


@given(st.text(max_size=150))
def test_any_text_is_judged_in_words(text: str) -> None:
    for problem in names.name_problems(text):
        assert problem.message.vi
        assert problem.message.en
    assert names.own_name(names.own_name(text)) == names.own_name(text)
