"""Whatever goes wrong, a person reads what to do, a program gets JSON, and nobody gets a traceback."""

import logging
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from motcua.kernel.errors import ConflictError, MotcuaError, NotFoundError, SetupError, TooManyAttemptsError
from motcua.ui import errors


def _answer(error: Exception, **headers: str) -> HttpResponse | None:
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("not called")

    request = RequestFactory(headers=headers).get("/trang/")
    return errors.ErrorMiddleware(view).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFoundError(), 404), (ConflictError(), 409), (TooManyAttemptsError(), 429), (SetupError(), 500)],
)
def test_an_error_raised_on_purpose_becomes_its_page(error: MotcuaError, status: int) -> None:
    answer = _answer(error)
    assert answer is not None
    assert answer.status_code == status
    page = answer.content.decode()
    assert error.message.vi in page
    assert "<h1>" in page
    assert "no-store" in answer["Cache-Control"]


def test_the_page_speaks_english_to_whom_reads_english() -> None:
    with translation.override("en"):
        answer = _answer(NotFoundError())
    assert answer is not None
    assert NotFoundError.default_message.en in answer.content.decode()
    assert 'lang="en"' in answer.content.decode()


def test_a_program_gets_the_code_and_both_languages() -> None:
    answer = _answer(ConflictError(dossier=7), Accept="application/json")
    assert answer is not None
    assert answer.status_code == 409
    assert errors.wants_json(RequestFactory().get("/api/v1/x"))
    assert answer.headers["Content-Type"] == "application/json"
    assert b'"code": "conflict"' in answer.content
    assert b'"vi"' in answer.content


def test_details_go_to_the_log_and_not_to_the_person(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="motcua.ui.errors")
    answer = _answer(NotFoundError(secret_row="row-4711"))
    assert answer is not None
    assert "row-4711" not in answer.content.decode()
    assert "row-4711" in caplog.text


def test_an_error_nobody_meant_is_left_to_django() -> None:
    assert _answer(ValueError("x")) is None


def test_the_last_resort_shows_a_reference_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="motcua.ui.errors")
    page = errors.server_error(RequestFactory().get("/trang/")).content.decode()
    reference = next(word for word in caplog.messages[0].replace(",", " ").split() if len(word) == 8)
    assert reference in page


def test_even_a_broken_error_page_says_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> HttpResponse:
        raise RuntimeError("template folder is gone")

    monkeypatch.setattr(errors, "render", broken)
    answer = errors.server_error(RequestFactory().get("/trang/"))
    assert answer.status_code == 500
    assert MotcuaError.default_message.vi.split(".")[0] in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


@pytest.mark.parametrize(
    ("handler", "status"),
    [(errors.not_found, 404), (errors.forbidden, 403), (errors.bad_request, 400), (errors.csrf_failure, 403)],
)
def test_djangos_own_refusals_look_like_ours(handler: Callable[..., HttpResponse], status: int) -> None:
    answer = handler(RequestFactory().get("/trang/"))
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()


def test_the_middleware_stands_in_the_settings() -> None:
    handler = BaseHandler()
    handler.load_middleware()
    assert any(
        getattr(method, "__self__", None).__class__ is errors.ErrorMiddleware
        for method in handler._exception_middleware
    )


def _fails(error: Exception, *, post: bool = False) -> HttpResponse:
    request = RequestFactory().post("/ho-so/") if post else RequestFactory().get("/ho-so/?trang=2")
    try:
        raise error
    except type(error):
        return errors.server_error(request)


def test_a_database_that_is_away_is_no_broken_system() -> None:
    """Whoever watches the system, and a browser, learns that it comes back by itself."""
    away, broken = _fails(OperationalError("gone")), _fails(ValueError("x"))
    assert (away.status_code, away["Retry-After"]) == (503, "60")
    assert (broken.status_code, broken.has_header("Retry-After")) == (500, False)
    assert 'href="/ho-so/?trang=2"' in away.content.decode()  # the same page again


def test_nobody_is_told_that_is_kept_what_could_not_be_recorded() -> None:
    page = _fails(OperationalError("gone"), post=True).content.decode()
    assert "Những gì bạn đã nhập vẫn được giữ" not in page
    assert "có thể chưa được ghi" in page
    assert "Thử lại" not in page  # the address only takes what is sent to it


def _sends(data: dict[str, object], path: str = "/ho-so/1/don/contact/?sau=kiem-tra") -> str:
    request = RequestFactory().post(path, data)
    try:
        raise OperationalError("gone")
    except OperationalError:
        return errors.server_error(request).content.decode()


def test_what_was_typed_is_sent_again_from_the_error_page() -> None:
    """The browser's "Back" found the form empty: its pages are kept nowhere, for they hold personal data."""
    typed = {"csrfmiddlewaretoken": "t" * 64, "phone": '0909 "111"', "lines": ["5610", "5630"]}
    page = _sends(typed)
    assert "bấm “Gửi lại”" in page
    assert "Quay lại của trình duyệt" not in page
    assert '<input type="hidden" name="phone" value="0909 &quot;111&quot;">' in page
    assert page.count('name="lines"') == 2
    assert f'value="{"t" * 64}"' in page, "the token that came: a forged request is refused again"
    assert '<form method="post">' in page, "to the same address"
    with translation.override("en"):
        assert "Send again" in _sends(typed)


@pytest.mark.parametrize(
    "more",
    [
        {"photo": SimpleUploadedFile("a.jpg", b"x")},
        {"password": "rieng-tu"},
        {"note": "a" * 60_001},
    ],
)
def test_a_page_holds_no_files_no_passwords_and_no_endless_text(more: dict[str, object]) -> None:
    page = _sends({"csrfmiddlewaretoken": "t" * 64, "name": "An", **more})
    assert "Quay lại của trình duyệt" in page
    assert 'value="An"' not in page
    assert "rieng-tu" not in page


def test_what_came_without_its_token_is_not_sent_again() -> None:
    assert 'value="An"' not in _sends({"name": "An"})


@pytest.mark.parametrize("handler", [errors.csrf_failure, errors.not_found, errors.server_error])
def test_an_officer_goes_on_from_the_desk_and_not_from_the_citizens_first_page(
    handler: Callable[..., HttpResponse],
) -> None:
    page = handler(RequestFactory().post("/ban-lam-viec/nhan-ho-so/")).content.decode()
    assert '<a class="button secondary" href="/ban-lam-viec/">Về danh sách hồ sơ</a>' in page
    assert '<a class="brand" href="/ban-lam-viec/">' in page


def test_no_link_of_an_error_page_leads_to_another_host() -> None:
    page = errors.server_error(RequestFactory().get("/", PATH_INFO="//evil.example/")).content.decode()
    assert "evil.example" not in page


def test_an_address_that_only_takes_a_form_says_so_when_it_is_opened(client: Client) -> None:
    """Who loaded such an address anew saw an empty page."""
    answer = client.get("/dang-xuat/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "quay lại trang đó và bấm nút" in page
    assert 'href="/dang-xuat/"' not in page, "it would be refused again"
