"""The demonstration's browser must send what a real one would, or its journey proves nothing."""

import httpx
import pytest

from motcua.cli.demonstration.invented_person import is_same
from motcua.cli.demonstration.plain_browser import JourneyError, Page

HTML = """<!doctype html><title>Trang</title><body>
<a href="/thu-tuc/1/">Đăng ký <b>hộ kinh doanh</b></a>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t">
 <input name="full_name" value="NGUYỄN VĂN A"><input type="radio" name="sex" value="Nam">
 <input type="radio" name="sex" value="Nữ" checked><input type="checkbox" name="look_sex">
 <textarea name="address">
12 &amp; 14 Lê Lợi</textarea>
 <select name="ward"><option value="">—</option><option value="26740" selected>Sài Gòn</option></select>
 <select name="line"><option value="">—</option><option value="5630">Cà phê</option></select>
 <input name="off" value="x" disabled><input type="file" name="photo">
 <button name="action" value="skip">Bỏ qua</button></form>
<script>document.write("not text")</script></body>"""


@pytest.fixture
def page() -> Page:
    request = httpx.Request("GET", "http://127.0.0.1/ho-so/1/?a=b")
    return Page(httpx.Response(200, html=HTML, request=request))


def test_a_form_sends_what_stands_in_it(page: Page) -> None:
    form = page.form("full_name", "action")
    assert form.action == "http://127.0.0.1/ho-so/1/?a=b"
    assert form.values() == {
        "csrfmiddlewaretoken": ["t"],
        "full_name": ["NGUYỄN VĂN A"],
        "sex": ["Nữ"],
        "address": ["12 & 14 Lê Lợi"],
        "ward": ["26740"],
        "line": [""],
    }


def test_links_and_text_are_what_a_person_sees(page: Page) -> None:
    assert page.link("/thu-tuc/") == "http://127.0.0.1/thu-tuc/1/"
    assert page.links[0].text == "Đăng ký hộ kinh doanh"
    assert "not text" not in page.text
    assert page.title == "Trang"


def test_what_is_not_there_is_told_with_the_page(page: Page) -> None:
    with pytest.raises(JourneyError, match="no form with nothing_like_it"):
        page.form("nothing_like_it")
    with pytest.raises(JourneyError, match="no link"):
        page.link("/nowhere/")


@pytest.mark.parametrize(
    ("name", "typed", "meant", "same"),
    [
        ("full_name", "Nguyễn Văn A", "NGUYỄN VĂN A", True),
        ("full_name", "NGUYEN VĂN A", "NGUYỄN VĂN A", False),
        ("permanent_address", "12 Lê Lợi,  Phường Sài Gòn", "12 Lê Lợi, Phường Sài Gòn", True),
        ("personal_number", "079090001234", "079090001235", False),
        ("date_of_birth", "01/02/1990", "02/01/1990", False),
    ],
)
def test_the_person_sees_a_wrong_value_and_no_other(name: str, typed: str, meant: str, same: bool) -> None:
    assert is_same(name, typed, meant) is same
