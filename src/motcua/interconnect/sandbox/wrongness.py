"""How an answer can be wrong though it comes at once: of another shape, somebody else's, or not to be read.

Most kinds are signed as they should be: a signature says who answered, not that the answer is one.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final, Literal

Wrong = Literal[
    "",
    # no JSON, cut off, nested without end, in another encoding, 5 MB
    "not_json", "truncated", "deep", "latin", "too_long",
    # another shape: a list, one level more, each value an object, nothing but null, texts for numbers
    "list", "nested", "wrapped", "nulls", "numbers_as_text", "missing_field",
    # status 200 with nothing but an error inside; status 422 with a body that says that it is done
    "error_inside", "claims",
    # values: sums beyond any, words with control characters, in UTF-8 read as Windows-1252, far too long
    "huge_numbers", "control", "mojibake", "long_text",
    # days: 30 February, in 73 years, at the end of time
    "impossible_day", "future_day", "last_day",
    # another's: the telling text turned round, the answer to the first question, or its number
    "wrong_value", "earlier", "used_id",
    # not from whom it says, or not now: a page of a proxy, no signature, another's, an old one; elsewhere
    "html_page", "unsigned", "signature", "old_signature", "redirect",
]  # fmt: skip
#: Nobody can tell these from a right answer alone, only by what was kept of earlier ones.
LOOKS_RIGHT: Final = frozenset({"earlier", "used_id"})
#: Where ``redirect`` leads; nothing listens there.
ELSEWHERE: Final = "http://127.0.0.1:1/elsewhere"
_HTML: Final = "<!doctype html><title>Bảo trì</title><h1>Hệ thống đang bảo trì</h1>".encode()
_JSON: Final = "application/json; charset=utf-8"
#: What a system's own numbers are called in the protocols.
_IDS: Final = ("reference", "receipt", "tracking_number", "transfer_id", "code")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOO_LONG_BYTES: Final = 5 * 1024 * 1024
_LONG_TEXT: Final = 5_000
#: Deeper than any reader of JSON goes, and far shorter than what is too long.
_DEEP: Final = 20_000
_OLD_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What goes out instead of an answer.

    ``signed`` is ``rightly``, ``by_another``, ``long_ago`` (``age_s`` seconds) or ``not``.
    """

    status: int
    body: bytes
    kind: str = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    signed: Literal["rightly", "by_another", "long_ago", "not"] = "rightly"

    @property
    def age_s(self) -> int:
        """How long ago it was signed."""
        return _OLD_S if self.signed == "long_ago" else 0


def spoil(
    wrong: str, status: int, data: Mapping[str, Any], *, first: Mapping[str, Any], needed: str, telling: str
) -> Spoiled:
    """Return what goes out instead of an answer; ``wrong`` empty: the answer as it is.

    ``first`` is the first answer to a question of this kind, ``needed`` the field that ``missing_field``
    takes out, ``telling`` the one whose text ``wrong_value`` turns round.
    """
    right = Spoiled(status, as_json(data))
    if wrong in _BYTES:
        return replace(right, body=_BYTES[wrong](right.body))
    if wrong in _SENT:
        return replace(right, **_SENT[wrong])
    return replace(right, body=as_json(_values(wrong, dict(data), first, needed, telling)))


def as_json(data: object) -> bytes:
    """Return JSON in UTF-8; half a surrogate pair, which no encoding has, stays an escape."""
    try:
        return json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(data).encode()


def _values(wrong: str, data: dict[str, Any], first: Mapping[str, Any], needed: str, telling: str) -> object:
    if wrong in _SHAPES:
        return _SHAPES[wrong](data)
    if wrong in _WORDS:
        return _each_text(data, lambda text: _WORDS[wrong](text) if _is_words(text) else text) | {
            name: _WORDS[wrong](data[name]) for name in _SPOKEN if isinstance(data.get(name), str)
        }
    if wrong in _DAYS:
        return _each_text(data, _DAYS[wrong])
    match wrong:
        case "missing_field":
            data.pop(needed, None)
        case "wrong_value" if isinstance(data.get(telling), str):
            data[telling] = data[telling][::-1]
        case "earlier":
            data = dict(first)
        case "used_id":
            data |= {name: first[name] for name in _IDS if name in first and name in data}
    return data


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _each_text(item, change) for name, item in value.items()}
    return value


def _is_words(text: str) -> bool:
    """Tell names, addresses and reasons from codes, days and what is one of a few."""
    return " " in text or not text.isascii()


def _wrapped(value: Any) -> Any:
    return [_wrapped(item) for item in value] if isinstance(value, list) else {"value": value}


def _huge(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _huge(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_huge(item) for item in value]
    return 10**30 if isinstance(value, int) and not isinstance(value, bool) else value


def _as_text(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return [_as_text(item) for item in value] if isinstance(value, list) else value


def _misread(text: str) -> str:
    """Return UTF-8 read as Windows-1252; the five bytes that it has nothing for as ISO-8859-1 has them."""
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode())


_BYTES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "not_json": lambda _: _HTML,
    "truncated": lambda body: body[: len(body) // 2],
    "deep": lambda _: b"[" * _DEEP + b"]" * _DEEP,
    "latin": lambda body: json.dumps({**json.loads(body), "what": "Hà"}, ensure_ascii=False).encode(
        "cp1252", errors="replace"
    ),
    "too_long": lambda body: body + b" " * _TOO_LONG_BYTES,
}
_SENT: Final[dict[str, dict[str, Any]]] = {
    "html_page": {"body": _HTML, "kind": "text/html; charset=utf-8", "signed": "not"},
    "unsigned": {"signed": "not"},
    "signature": {"signed": "by_another"},
    "old_signature": {"signed": "long_ago"},
    "claims": {"status": HTTPStatus.UNPROCESSABLE_ENTITY},
    "redirect": {"status": HTTPStatus.TEMPORARY_REDIRECT, "headers": {"Location": ELSEWHERE}},
}
_SHAPES: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "list": lambda data: [data],
    "nested": lambda data: {"data": data},
    "nulls": dict.fromkeys,
    "wrapped": lambda data: {name: _wrapped(value) for name, value in data.items()},
    "numbers_as_text": lambda data: {name: _as_text(value) for name, value in data.items()},
    "huge_numbers": _huge,
    "error_inside": lambda _: {"error": {"code": 500, "message": "Lỗi hệ thống"}},
}
#: Words that are spoiled though they have neither a space nor a letter of Vietnamese.
_SPOKEN: Final = ("reference", "receipt")
_WORDS: Final[dict[str, Callable[[str], str]]] = {
    "control": lambda text: f"{text}\x00\x1b[31m\u202e\ud800",
    "mojibake": _misread,
    "long_text": lambda text: text + "A" * _LONG_TEXT,
}
_DAYS: Final[dict[str, Callable[[str], str]]] = {
    "impossible_day": lambda text: _DAY.sub("2026-02-30", text),
    "future_day": lambda text: _DAY.sub("2099-12-31", text),
    "last_day": lambda text: "9999-12-31T23:59:59-14:00" if _DAY.match(text) else text,
}
