"""VietQR: a code that a banking app reads wrongly sends a person's money to somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.interconnect.bank import vietqr
from motcua.interconnect.bank.vietqr import VietQr, VietQrError

#: The example for a dynamic code to an account in the format's public descriptions.
_KNOWN = (
    "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811"
    "Chuyen tien6304BBB8"
)
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

transfers = st.builds(
    VietQr,
    bank=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.text(_LETTERS, min_size=1, max_size=19),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=st.text(_LETTERS + " ", max_size=25).map(str.strip),
)


def test_a_known_code_is_read_and_written_byte_for_byte() -> None:
    transfer = VietQr(bank="970416", account="257678859", amount=1000, purpose="Chuyen tien")
    assert vietqr.decode(_KNOWN) == transfer
    assert vietqr.encode(transfer) == _KNOWN


def test_the_checksum_is_that_of_its_published_check_value() -> None:
    assert vietqr.crc16(b"123456789") == 0x29B1


@given(transfers)
def test_round_trip(transfer: VietQr) -> None:
    assert vietqr.decode(vietqr.encode(transfer)) == transfer


@given(transfers, st.data())
def test_a_changed_character_is_noticed(transfer: VietQr, data: st.DataObject) -> None:
    text = vietqr.encode(transfer)
    at = data.draw(st.integers(0, len(text) - 5))
    other = data.draw(st.sampled_from([c for c in _LETTERS if c != text[at]]))
    with pytest.raises(VietQrError):
        vietqr.decode(text[:at] + other + text[at + 1 :])


@given(st.text(max_size=120))
def test_garbage_is_refused_in_words(text: str) -> None:
    with pytest.raises(VietQrError):
        vietqr.decode(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank": "97041"},
        {"account": "12-3"},
        {"account": ""},
        {"amount": 0},
        {"purpose": "Lệ phí"},
        {"purpose": "x" * 26},
    ],
)
def test_what_would_not_be_read_back_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(VietQrError):
        VietQr(**{"bank": "970416", "account": "1", **wrong})  # type: ignore[arg-type]
