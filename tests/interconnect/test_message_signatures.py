"""Signatures: whoever lacks the secret, changes a byte or sends twice must not register a household."""

import base64
import hashlib
import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.message_signatures import NonceMemory, SignatureError

SECRET = b"s" * 32
KEY = "H29-261124-0001"


def sent(body: bytes) -> dict[str, str]:
    return signatures.sign_request(
        SECRET, method="POST", path="/v1/x", body=body, key_id="motcua", idempotency_key=KEY
    )


def check(headers: dict[str, str], body: bytes, *, secret: bytes = SECRET, **other: object) -> None:
    expected = {"method": "POST", "path": "/v1/x", "nonces": NonceMemory(), **other}
    signatures.verify_request(secret, headers, body=body, **expected)  # type: ignore[arg-type]


@given(st.binary(max_size=200))
def test_what_was_sent_is_accepted(body: bytes) -> None:
    check(sent(body), body)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_changed_byte_is_refused(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    changed = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255))]) + body[at + 1 :]
    with pytest.raises(SignatureError):
        check(sent(body), changed)


@given(
    st.sampled_from(["Content-Digest", "Idempotency-Key", "Signature-Input", "Signature"]),
    st.text(max_size=60),
)
def test_any_changed_header_is_refused(name: str, value: str) -> None:
    headers = sent(b"{}")
    if headers[name] == value:
        return
    headers[name] = value
    with pytest.raises(SignatureError):
        check(headers, b"{}")


@pytest.mark.parametrize("other", [{"method": "GET"}, {"path": "/v1/y"}, {"secret": b"t" * 32}])
def test_other_method_path_or_secret_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(SignatureError, match="does not fit"):
        check(sent(b"{}"), b"{}", **other)  # type: ignore[arg-type]


def test_a_replay_is_refused() -> None:
    headers, nonces = sent(b"{}"), NonceMemory()
    check(headers, b"{}", nonces=nonces)
    with pytest.raises(SignatureError, match="used before"):
        check(headers, b"{}", nonces=nonces)


@pytest.mark.parametrize("shift", [-301, 301])
def test_an_old_or_future_request_is_refused(shift: int) -> None:
    with pytest.raises(SignatureError, match="too old"):
        check(sent(b"{}"), b"{}", now=lambda: time.time() + shift + (shift > 0))


def test_an_answer_fits_only_its_own_request() -> None:
    """Otherwise a recorded acceptance could be played back to another dossier."""
    mine, other = sent(b"1")["Signature"], sent(b"2")["Signature"]
    headers = signatures.sign_answer(SECRET, status=201, body=b"{}", key_id="tax", request_signature=mine)
    signatures.verify_answer(SECRET, headers, status=201, body=b"{}", request_signature=mine)
    with pytest.raises(SignatureError):
        signatures.verify_answer(SECRET, headers, status=201, body=b"{}", request_signature=other)
    with pytest.raises(SignatureError):
        signatures.verify_answer(SECRET, headers, status=200, body=b"{}", request_signature=mine)


def test_the_signature_base_is_that_of_rfc_9421() -> None:
    """A system of another maker must be able to check it: base and MAC recomputed here by hand."""
    headers = sent(b"{}")
    parameters = headers["Signature-Input"].removeprefix("sig1=")
    digest = base64.b64encode(hashlib.sha256(b"{}").digest()).decode()
    base = (
        '"@method": POST\n"@path": /v1/x\n'
        f'"content-digest": sha-256=:{digest}:\n"idempotency-key": {KEY}\n"@signature-params": {parameters}'
    )
    mac = base64.b64encode(hmac.new(SECRET, base.encode(), "sha256").digest()).decode()
    assert headers["Signature"] == f"sig1=:{mac}:"
