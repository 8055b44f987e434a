"""What waits in a session opens for one browser and one purpose only."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from motcua.ui import sealed


def _later(key: str) -> object:
    request = RequestFactory().get("/")
    request.COOKIES[sealed.COOKIE] = key
    return request


@given(st.text(), st.text())
def test_it_opens_again_in_its_own_browser_under_its_own_name_only(text: str, name: str) -> None:
    request, response = RequestFactory().post("/"), HttpResponse()
    box = sealed.seal(request, text, name=name)
    other = sealed.seal(request, text, name=name)
    sealed.hand_key(request, response)
    cookie = response.cookies[sealed.COOKIE]
    later = _later(cookie.value)
    assert box != other
    assert [sealed.unseal(later, each, name=name) for each in (box, other)] == [text, text]  # type: ignore[arg-type]
    assert sealed.unseal(later, box, name=name + "x") is None  # type: ignore[arg-type]
    assert sealed.unseal(later, box[:-4], name=name) is None  # type: ignore[arg-type]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


@pytest.mark.parametrize("key", ["", "x", "é", "A" * 43, "A" * 44, "A" * 400])
def test_a_strange_key_opens_nothing(key: str) -> None:
    box = sealed.seal(RequestFactory().post("/"), "kín", name="a")
    assert sealed.unseal(_later(key), box, name="a") is None  # type: ignore[arg-type]


def test_a_browser_keeps_its_key_and_gets_none_where_nothing_was_sealed() -> None:
    """A new key with each page would close what was typed on the page before."""
    first, response = RequestFactory().post("/"), HttpResponse()
    box = sealed.seal(first, "một", name="a")
    sealed.hand_key(first, response)
    second = _later(response.cookies[sealed.COOKIE].value)
    sealed.seal(second, "hai", name="b")  # type: ignore[arg-type]
    for request in (second, RequestFactory().get("/")):
        untouched = HttpResponse()
        sealed.hand_key(request, untouched)  # type: ignore[arg-type]
        assert sealed.COOKIE not in untouched.cookies
    assert sealed.unseal(second, box, name="a") == "một"  # type: ignore[arg-type]
