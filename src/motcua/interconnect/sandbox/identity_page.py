"""The stand-in's sign-in page: anybody may be anybody here, and it says so."""

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = """
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem }
label { display: block; font-weight: 600; margin-top: 1rem }
input, select { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box }
button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; margin: 1.5rem .5rem 0 0 }
.mark { border: 3px solid #8a4b00; padding: .75rem; font-weight: 600 }
"""
_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Định danh điện tử giả lập</title><style>{style}</style></head><body><main>
<p class="mark">Máy chủ GIẢ LẬP để chạy thử. Không phải VNeID, không có tài khoản thật.<br>
<span lang="en">A STAND-IN for trying out: no real accounts.</span></p>
<h1>Đăng nhập giả lập</h1>
<p>Hệ thống một cửa xin biết họ tên, ngày sinh và số định danh của bạn.</p>
<form method="post" action="/authorize">{hidden}
<label for="name">Họ và tên / <span lang="en">Full name</span></label>
<input id="name" name="name" value="{name}" required>
<label for="personal_number">Số định danh / <span lang="en">Personal number</span></label>
<input id="personal_number" name="personal_number" value="{personal_number}" required pattern="[0-9]{{12}}"
 inputmode="numeric">
<label for="birthdate">Ngày sinh / <span lang="en">Date of birth</span></label>
<input id="birthdate" name="birthdate" type="date" value="{birthdate}" required>
<label for="acr">Mức độ tài khoản / <span lang="en">Level</span></label>
<select id="acr" name="acr"><option value="2">2</option><option value="1">1</option></select>
<button name="answer" value="yes">Đồng ý và đăng nhập</button>
<button name="answer" value="no" formnovalidate>Từ chối</button>
</form></main></body></html>"""


def render(query: Mapping[str, str], person: Mapping[str, Any]) -> bytes:
    """Return the page for one request of the office, with whom it offers to be."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in query.items()
        if name not in person
    )
    shown = {name: escape(str(value)) for name, value in person.items()}
    return _PAGE.format(style=_STYLE, hidden=hidden, **shown).encode()
