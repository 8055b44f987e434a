"""What a person typed must survive a mistake, and nothing wrong may be filed."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import clock
from motcua.papers.types import FieldValue
from motcua.procedures import selectors, services
from motcua.procedures.types import Answers

PROCEDURE = selectors.get_procedure("1.001612", on=date(2026, 11, 24))
ANSWERS: Answers = {
    "subject": "individual",
    "filer": "self", "full_name": "NGUYỄN THỊ MINH KHAI", "date_of_birth": "1990-09-05", "sex": "Nữ",
    "personal_number": "079190001234", "nationality": "Việt Nam", "date_of_expiry": "no_expiry",
    "permanent_address": "23 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh", "contact_same": "same",
    "phone": "0901234567", "own_name": "CÀ PHÊ BA MIỀN", "office_street": "12/3 Lê Thánh Tôn",
    "office_ward": "26740", "main_line": "5630", "other_line_1": "4711", "capital": 105_000_000,
    "tax_address_same": "same", "workers": 2, "result_channel": "download", "commitment": True,
}  # fmt: skip


def errors(step: str, **data: Any) -> dict[str, list[str]]:
    form = services.build_form(PROCEDURE, step, data=data)
    return {name: list(texts) for name, texts in form.errors.items()}


def cleaned(step: str, **data: Any) -> dict[str, Any]:
    form = services.build_form(PROCEDURE, step, data=data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_good_answers_are_good() -> None:
    assert services.validate_all(PROCEDURE, ANSWERS) == {}


@pytest.mark.parametrize(
    "name", [spec.name for spec in PROCEDURE.all_fields() if spec.required and not spec.when]
)
def test_without_any_needed_answer_nothing_is_filed(name: str) -> None:
    left = {key: value for key, value in ANSWERS.items() if key != name}
    assert name in services.validate_all(PROCEDURE, left)


def test_what_was_typed_stays_when_it_is_wrong() -> None:
    typed = {
        "full_name": "nguyễn  thị #[x]", "date_of_birth": "31/02/1990", "sex": "Nữ",
        "personal_number": "07919", "nationality": "Lào", "ethnicity": "Kinh",
    }  # fmt: skip
    form = services.build_form(PROCEDURE, "person", data=typed, initial=ANSWERS)
    assert not form.is_valid()
    assert set(form.errors) == {"full_name", "date_of_birth", "personal_number", "nationality"}
    for name, value in typed.items():
        assert form[name].value() == value
    assert 'value="31/02/1990"' in str(form["date_of_birth"])


@pytest.mark.parametrize(
    ("step", "name", "typed", "kept"),
    [
        ("contact", "phone", "\u202a+84 901 234 567\u202c", "0901234567"),  # copied from a phone's contacts
        ("contact", "phone", "0901\u200b234\u2060567\ufeff", "0901234567"),
        ("contact", "phone", "０９０１２３４５６７", "0901234567"),
        ("contact", "email", "minh@vidu.vn\u200b", "minh@vidu.vn"),
        ("contact", "email", "minh＠vidu.vn", "minh@vidu.vn"),
        ("person", "full_name", "\ufeffNguyễn Thị\u200b Minh\u00ad Khai", "NGUYỄN THỊ MINH KHAI"),
        ("person", "personal_number", "\u200e079190001234", "079190001234"),
        ("person", "personal_number", "０７９１９０００１２３４", "079190001234"),
        ("person", "date_of_birth", "０５/０９/１９９０", "1990-09-05"),
        ("capital", "capital", "１０５ triệu", 105_000_000),
        ("business-name", "own_name", "Cà Phê\u200b Ba Miền", "CÀ PHÊ BA MIỀN"),
        ("head-office", "office_street", "12/3 \u202eLê Thánh Tôn", "12/3 Lê Thánh Tôn"),
        ("tax", "workers", "２", 2),
    ],
)
def test_what_nobody_sees_of_a_pasted_text_keeps_nobody_out(
    step: str, name: str, typed: str, kept: str | int
) -> None:
    """Twelve digits on the screen were told to be none; an address kept its mark, and no e-mail arrived."""
    assert cleaned(step, **{**ANSWERS, **_person(), name: typed})[name] == kept


def test_what_nobody_sees_is_no_answer() -> None:
    assert "full_name" in errors("person", **_person(full_name="\u200b\ufeff"))
    assert "office_street" in errors("head-office", **{**ANSWERS, "office_street": "\u2060 \u00ad"})


def test_stored_answers_come_back_as_people_write_them() -> None:
    assert services.build_form(PROCEDURE, "person", initial=ANSWERS)["date_of_birth"].value() == "05/09/1990"
    assert services.build_form(PROCEDURE, "capital", initial=ANSWERS)["capital"].value() == "105.000.000"
    assert services.build_form(PROCEDURE, "contact", initial=ANSWERS)["phone"].value() == "0901 234 567"
    expiry = services.build_form(PROCEDURE, "identity-paper", initial=ANSWERS)["date_of_expiry"]
    assert expiry.value() == "Không thời hạn"


@given(
    st.sampled_from([step.slug for step in PROCEDURE.steps]),
    st.dictionaries(
        st.sampled_from([spec.name for spec in PROCEDURE.all_fields()]),
        st.text(max_size=60) | st.text(max_size=20).map(lambda text: f"'\"><blink>{text}"),
    ),
)
def test_no_input_breaks_a_form(step: str, data: dict[str, str]) -> None:
    form = services.build_form(PROCEDURE, step, data=data)
    assert isinstance(form.is_valid(), bool)
    assert "<blink" not in str(form), "what was typed is never markup"


def test_a_book_in_a_box_is_refused_at_once() -> None:
    for typed in ("1." * 500_000, "1" + " " * 500_000 + "x", "a" * 500_000):
        assert "capital" in errors("capital", capital=typed)
        assert "own_name" in errors("business-name", own_name=typed + "x")


def test_shown_form_again_gives_the_same_answers() -> None:
    for step in PROCEDURE.steps:
        shown = services.build_form(PROCEDURE, step.slug, initial=ANSWERS)
        posted = {field.name: field.value() for field in shown if field.value() not in (None, "")}
        again = cleaned(step.slug, **posted)
        for name, value in again.items():
            assert value == ANSWERS.get(name, ""), name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0901234567", "0901234567"), ("+84 901 234 567", "0901234567"), ("84901234567", "0901234567"),
        ("090.123.4567", "0901234567"), ("028 3829 7052", "02838297052"), ("0084901234567", "0901234567"),
    ],
)  # fmt: skip
def test_telephone_numbers_as_people_type_them(typed: str, stored: str) -> None:
    assert cleaned("contact", phone=typed)["phone"] == stored


@pytest.mark.parametrize(
    "typed", ["", "123", "0101234567", "+1 202 555 0100", "090123456", "09012345678", "abc"]
)
def test_numbers_nobody_can_be_called_at_are_refused(typed: str) -> None:
    assert "phone" in errors("contact", phone=typed)


@pytest.mark.parametrize(
    "typed", ["5/9/1990", "05-09-1990", "05.09.1990", "05091990", "1990-09-05", " 5 / 9 / 1990 "]
)
def test_dates_as_people_type_them(typed: str) -> None:
    assert cleaned("person", **_person(date_of_birth=typed))["date_of_birth"] == "1990-09-05"


def test_a_founder_is_eighteen_on_the_day_and_not_before() -> None:
    person = _person(date_of_birth="24/11/2008", personal_number="079308001234")
    with clock.frozen(datetime.fromisoformat("2026-11-23T12:00:00+07:00")):
        assert "18" in errors("person", **person)["date_of_birth"][0]
    with clock.frozen(datetime.fromisoformat("2026-11-24T00:30:00+07:00")):
        assert errors("person", **person) == {}


def test_a_number_that_contradicts_birth_year_or_sex_is_told_at_the_number() -> None:
    assert list(errors("person", **_person(date_of_birth="05/09/1991"))) == ["personal_number"]
    assert list(errors("person", **_person(sex="Nam"))) == ["personal_number"]


def test_names_are_stored_composed_and_in_capitals() -> None:
    decomposed = "Nguye\u0302\u0303n Thi\u0323 Minh  Khai"
    assert cleaned("person", **_person(full_name=decomposed))["full_name"] == "NGUYỄN THỊ MINH KHAI"


@pytest.mark.parametrize("name", ["Nguyễn; DROP", "李小龙", "Mai 2", "<b>Mai</b>", "😀"])
def test_what_cannot_be_a_name_on_a_vietnamese_card_is_refused(name: str) -> None:
    assert "full_name" in errors("person", **_person(full_name=name))


def test_only_citizens_may_found_a_household_business() -> None:
    assert "168/2025" in errors("person", **_person(nationality="Hàn Quốc"))["nationality"][0]


def test_a_family_may_file_and_so_may_somebody_for_the_owner() -> None:
    assert errors("subject", subject="household", filer="agent") == {}
    assert "subject" in errors("subject", subject="company")


def test_a_question_that_does_not_apply_is_not_asked() -> None:
    assert "contact_address" in errors("residence", permanent_address="12 Lê Lợi", contact_same="other")
    same = cleaned("residence", permanent_address="12 Lê Lợi", contact_same="same", contact_address="cũ")
    assert same["contact_address"] == ""
    labels = {row.field for section in services.summary(PROCEDURE, ANSWERS, "vi") for row in section.rows}
    assert "contact_address" not in labels
    assert "phone" in labels


def test_a_line_of_business_that_is_not_listed_is_described() -> None:
    assert "line_details" in errors("business-lines", main_line="other")
    told = cleaned("business-lines", main_line="other", line_details="Nặn tò he ở công viên")
    assert told["line_details"] == "Nặn tò he ở công viên"
    assert "main_line" in errors("business-lines", main_line="9999")
    assert "other_line_1" in errors("business-lines", main_line="5630", other_line_1="5630")


def test_the_several_hundred_trades_are_put_in_order_once_and_not_for_every_page_with_them() -> None:
    """A filing builds every form, and an office's citizens file at the same time."""
    first, second = (services.build_form(PROCEDURE, "business-lines").fields["main_line"] for _ in range(2))
    trades = [list(field.choices) for field in (first, second, second.widget)]  # type: ignore[attr-defined]
    assert sum(len(entries) for group, entries in trades[0] if isinstance(entries, list)) > 100
    for others in trades[1:]:
        assert all(one is other for one, other in zip(trades[0], others, strict=True))


def test_undertakings_must_be_ticked() -> None:
    assert "commitment" in errors("commitments")
    assert cleaned("commitments", commitment="on") == {"commitment": True}


def test_a_start_date_that_has_passed_since_is_told_before_filing() -> None:
    answers = {**ANSWERS, "start_date": "2026-11-25"}
    with clock.frozen(datetime.fromisoformat("2026-11-24T09:00:00+07:00")):
        assert services.validate_all(PROCEDURE, answers) == {}
    with clock.frozen(datetime.fromisoformat("2026-11-26T09:00:00+07:00")):
        assert list(services.validate_all(PROCEDURE, answers)) == ["start_date"]


def test_messages_come_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert errors("contact")["phone"] == ["Enter a phone number so that the office can reach you."]
        assert services.build_form(PROCEDURE, "contact")["phone"].label == "Phone number"
    with translation.override("vi"):
        assert services.build_form(PROCEDURE, "contact")["phone"].label == "Số điện thoại"


def test_the_summary_shows_every_answer_as_a_person_reads_it() -> None:
    rows = {row.field: row for section in services.summary(PROCEDURE, ANSWERS, "vi") for row in section.rows}
    assert rows["date_of_birth"].value == "05/09/1990"
    assert rows["capital"].value == "105.000.000 đ (Một trăm linh năm triệu đồng)"
    assert rows["own_name"].value == "HỘ KINH DOANH CÀ PHÊ BA MIỀN"
    assert rows["office_ward"].value == "Phường Sài Gòn, Thành phố Hồ Chí Minh"
    assert rows["main_line"].value == "Dịch vụ phục vụ đồ uống (5630)"


def test_on_an_english_page_amounts_are_english_and_vietnamese_names_say_so() -> None:
    """A screen reader spoke the names of trades and streets as English; "100.000" is a hundred in English."""
    rows = {row.field: row for section in services.summary(PROCEDURE, ANSWERS, "en") for row in section.rows}
    assert rows["capital"].value == "105,000,000 VND (105 million)"
    assert rows["date_of_birth"].value == "5 September 1990"
    assert {rows[name].lang for name in ("main_line", "office_street", "full_name")} == {"vi"}
    assert {rows[name].lang for name in ("capital", "date_of_birth", "phone")} == {""}
    with translation.override("en"):
        form = services.build_form(PROCEDURE, "business-lines", initial=ANSWERS)
        listed = str(form["main_line"])
        assert '<option value="0111" lang="vi">Trồng lúa (0111)</option>' in listed
        assert re.search(r'<option value="5630" selected>[^<]+', listed)
        capital = services.build_form(PROCEDURE, "capital", initial={"capital": 105_000_000})
        assert 'value="105,000,000"' in str(capital["capital"])
    assert rows["email"].value == ""
    english = services.summary(PROCEDURE, ANSWERS, "en")
    assert english[0].rows[0].value == "Only me (an individual)"
    legal = services.summary(PROCEDURE, ANSWERS, "vi", legal_names=True)
    assert any(row.label == "Vốn kinh doanh (VNĐ)" for section in legal for row in section.rows)


def test_addresses_follow_from_the_answers() -> None:
    office = "12/3 Lê Thánh Tôn, Phường Sài Gòn, Thành phố Hồ Chí Minh"
    assert services.business_address(ANSWERS) == services.tax_address(ANSWERS) == office
    assert services.contact_address(ANSWERS) == ANSWERS["permanent_address"]
    moved = {**ANSWERS, "tax_address_same": "other", "tax_address": "9 Pasteur"}
    assert services.tax_address(moved) == "9 Pasteur"
    assert services.business_address({}) == ""


def test_a_reading_fills_the_form_and_keeps_its_doubts() -> None:
    def read(value: str, *, review: bool = False) -> FieldValue:
        return FieldValue(value=value, confidence=0.9, sources=("qr", "text"), review=review)

    filled = services.prefill(
        PROCEDURE,
        {
            "full_name": read("Nguyễn Thị Minh Khai"),
            "personal_number": read("079190001234"),
            "date_of_birth": read("1990-09-05"),
            "sex": read("Nữ", review=True),
            "place_of_residence": read("23 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh"),
            "date_of_expiry": read("no_expiry"),
            "previous_number": read("12345"),
            "religion": read("Không"),
        },
    )
    assert filled["full_name"].value == "NGUYỄN THỊ MINH KHAI"
    assert filled["date_of_birth"].value == "1990-09-05"
    assert filled["date_of_expiry"].value == "no_expiry"
    assert filled["permanent_address"].reading_field == "place_of_residence"
    assert filled["permanent_address"].sources == ("qr", "text")
    assert not filled["personal_number"].review
    assert filled["sex"].review, "a doubt of the reading stays a doubt"
    assert filled["previous_number"].review, "a value the form would refuse asks for a look"
    assert set(filled) <= {spec.name for spec in PROCEDURE.all_fields()}
    answers = {**ANSWERS, **{name: item.value for name, item in filled.items() if name != "previous_number"}}
    assert services.validate_all(PROCEDURE, answers) == {}


def test_the_number_of_an_old_card_is_filled_in_as_what_it_is() -> None:
    """Its holder was told to look for twelve digits on a card that has nine."""
    read = FieldValue(value="211464475", confidence=0.9, sources=("text",), review=False)
    filled = services.prefill(PROCEDURE, {"personal_number": read})
    assert {name: item.value for name, item in filled.items()} == {"previous_number": "211464475"}
    assert filled["previous_number"].reading_field == "personal_number", "whose piece of photo is shown"


def test_an_unanswered_question_is_named_by_its_error() -> None:
    form = services.build_form(PROCEDURE, "person", data=_person(sex=""))
    assert form.errors["sex"] == ["Chọn một câu trả lời cho mục “Giới tính”."]


def _person(**changed: str) -> dict[str, str]:
    person = {
        "full_name": "Nguyễn Thị Minh Khai", "date_of_birth": "05/09/1990", "sex": "Nữ",
        "personal_number": "079190001234", "nationality": "Việt Nam",
    }  # fmt: skip
    return person | changed


def test_the_example_of_a_day_to_come_has_not_passed() -> None:
    """Who typed what the message showed was told that the date has passed."""
    suspension = selectors.get_procedure("1.001570", on=date(2026, 11, 24))
    with clock.frozen(datetime(2026, 12, 1, 9, 30, tzinfo=clock.VIETNAM)):
        for typed in ("", "khi nào xong việc"):
            form = services.build_form(suspension, suspension.steps[0].slug, data={"suspended_from": typed})
            assert "ví dụ 31/12/2026" in form.errors["suspended_from"][0]
        shown = {"suspended_from": "31/12/2026", "suspended_until": "31/01/2027"}
        assert services.build_form(suspension, suspension.steps[0].slug, data=shown).is_valid()
    assert "ví dụ 05/09/1990" in errors("person", date_of_birth="")["date_of_birth"][0]
