"""Components: what a screen reader needs is there, and what people wrote is never taken for markup."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

import motcua
from motcua.kernel.messages import Bilingual
from motcua.ui import context
from motcua.ui.templatetags import motcua as tags


class _Form(forms.Form):
    name = forms.CharField(label="Họ tên", help_text="Như trên thẻ")
    sex = forms.ChoiceField(label="Giới tính", choices=[("a", "Nam"), ("b", "Nữ")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Đồng ý")
    note = forms.CharField(label="Ghi chú", required=False)


def _render(text: str, **values: object) -> str:
    return Template("{% load motcua %}" + text).render(Context(values))


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    form = _Form({})
    html = _render("{% field form.name %}", form=form)
    assert 'for="id_name"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    described = html.split('aria-describedby="')[1].split('"')[0].split()
    assert {"id_name_helptext", "id_name_error"} <= set(described)
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_is_a_fieldset_with_its_question() -> None:
    html = _render("{% field form.sex %}", form=_Form())
    assert "<fieldset" in html
    assert "<legend>Giới tính" in html


def test_only_what_is_optional_says_so() -> None:
    assert "không bắt buộc" in _render("{% field form.note %}", form=_Form())
    assert "không bắt buộc" not in _render("{% field form.name %}", form=_Form())


def test_an_answer_chosen_already_is_not_called_optional() -> None:
    """A question with a dot set in front of an answer said that it need not be answered."""
    form = _Form()
    form.fields["sex"].required = False
    assert "không bắt buộc" in _render("{% field form.sex %}", form=form)
    form.fields["sex"].initial = "a"
    assert "không bắt buộc" not in _render("{% field form.sex %}", form=form)


def test_amounts_are_written_as_the_language_of_the_page_writes_them() -> None:
    for language, written in (("vi", "100.000 đ"), ("en", "100,000 VND")):
        with translation.override(language):
            assert tags.dong(100_000) == written
    assert tags.dong(None) == ""


def test_the_error_summary_leads_to_each_control() -> None:
    html = _render("{% error_summary form more %}", form=_Form({}), more=[("id_photo", "Chọn ảnh")])
    for target in ("id_name", "id_sex_0", "id_agree", "id_photo"):
        assert f'href="#{target}"' in html
    assert 'role="alert"' in html
    assert _render("{% error_summary form %}", form=_Form()).strip() == ""


def test_what_a_person_wrote_is_shown_and_not_run() -> None:
    wrote = "<script>alert(1)</script>"
    assert "<script>" not in _render("{% summary_row 'Tên' value %}", value=wrote)
    assert "<script>" not in _render("{% tag value %}", value=wrote)
    assert "<script>" not in _render("{% notice 'warn' value %}{{ value }}{% endnotice %}", value=wrote)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("1990-05-14", "14/05/1990", "14 May 1990"),
        (date(2026, 11, 24), "24/11/2026", "24 November 2026"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "25/11/2026", "25 November 2026"),
        ("không rõ", "không rõ", "không rõ"),
        ("1990-13-40", "1990-13-40", "1990-13-40"),
        (None, "", ""),
    ],
)
def test_dates_are_written_as_each_language_writes_them(value: object, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert tags.day(value) == vi  # type: ignore[arg-type]
    with translation.override("en"):
        assert tags.day(value) == en  # type: ignore[arg-type]


def test_a_message_is_said_in_the_language_of_the_page() -> None:
    message = Bilingual("Chụp lại", "Take it again")
    with translation.override("en"):
        assert tags.say(message) == "Take it again"
        assert tags.say(message.to_dict()) == "Take it again"
    with translation.override("vi"):
        assert tags.say(message) == "Chụp lại"
    assert tags.say(None) == ""


def test_a_source_is_named_in_words_and_an_unknown_one_is_not_made_up() -> None:
    with translation.override("vi"):
        assert tags.source_words(["qr", "mrz"]) == "Đọc từ mã QR trên thẻ, dòng mã máy đọc (MRZ)"
        assert tags.source_words(["else"]) == ""


def test_the_page_knows_its_office_and_the_other_language() -> None:
    with translation.override("en"):
        assert context.page(RequestFactory().get("/"))["other_language"] == "vi"
        assert "Sài Gòn Ward" in context.office_name()
    with translation.override("vi"):
        assert context.page(RequestFactory().get("/"))["other_language"] == "en"


@pytest.mark.parametrize(("confidence", "said"), [(0.99962, "0,999"), (1.0, "0,999"), (0.9434, "0,943")])
def test_nothing_read_is_said_to_be_certain(confidence: float, said: str) -> None:
    with translation.override("vi"):
        assert tags.certainty(confidence) == said


def test_no_words_are_only_for_browsers_whose_script_is_switched_off() -> None:
    """On a weak network a script that is on does not arrive: a field for a photo had no label then."""
    root = Path(motcua.__file__).parent
    pages = {page: page.read_text(encoding="utf-8") for page in root.rglob("templates/**/*.html")}
    assert len(pages) > 50
    for page, text in pages.items():
        for inside in re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL):
            assert inside.startswith("<meta "), page.name
