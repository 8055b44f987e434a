"""VietQR: the text in the code that a Vietnamese banking app scans to fill in a transfer.

A profile of the EMVCo merchant-presented QR code by NAPAS: data objects of two digits of identifier, two of
length and the value; 38 holds the service's own identifier (``A000000727``), the bank's six-digit number, the
account and ``QRIBFTTA`` (transfer to an account); 63 at the end is a CRC-16/CCITT-FALSE over all before it.
"""

import re
from dataclasses import dataclass

from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_DONG = "704"
_BIN = re.compile(r"\d{6}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}", re.ASCII)
#: Letters that every bank passes on unchanged.
_PURPOSE = re.compile(r"[0-9A-Za-z ]{0,25}", re.ASCII)
_MAX_AMOUNT = 10**13 - 1


class VietQrError(InvalidInputError):
    """The text is no VietQR code for a transfer to an account, or the values do not fit into one."""

    code = "vietqr_invalid"
    default_message = Bilingual(
        vi="Mã QR này không phải mã VietQR chuyển khoản.", en="This is no VietQR code for a transfer."
    )


@dataclass(frozen=True, slots=True)
class VietQr:
    """What a transfer is filled in with.

    ``bank`` is the bank's BIN at NAPAS, six digits; ``amount`` is in đồng, None where the payer types it;
    ``purpose`` is the text of the transfer, at most 25 Latin letters, digits and spaces.
    """

    bank: str
    account: str
    amount: int | None = None
    purpose: str = ""

    def __post_init__(self) -> None:
        """Refuse what a banking app could not read back.

        Raises:
            VietQrError: a value has another form.
        """
        fits = (
            _BIN.fullmatch(self.bank)
            and _ACCOUNT.fullmatch(self.account)
            and _PURPOSE.fullmatch(self.purpose)
            and self.purpose == self.purpose.strip()
            and (self.amount is None or 0 < self.amount <= _MAX_AMOUNT)
        )
        if not fits:
            raise VietQrError(bank=self.bank, purpose=self.purpose, amount=self.amount)


def encode(transfer: VietQr) -> str:
    """Return the text of the code. A code with an amount is for one transfer (11: many, 12: one)."""
    beneficiary = _object("00", transfer.bank) + _object("01", transfer.account)
    account = _object("00", _NAPAS) + _object("01", beneficiary) + _object("02", _TO_ACCOUNT)
    text = _object("00", "01") + _object("01", "11" if transfer.amount is None else "12")
    text += _object("38", account) + _object("53", _DONG)
    if transfer.amount is not None:
        text += _object("54", str(transfer.amount))
    text += _object("58", "VN")
    if transfer.purpose:
        text += _object("62", _object("08", transfer.purpose))
    text += "6304"
    return f"{text}{crc16(text.encode('ascii')):04X}"


def decode(text: str) -> VietQr:
    """Read the text of a code.

    Raises:
        VietQrError: damaged, or a code for something else.
    """
    if not text.isascii() or text[-8:-4] != "6304" or f"{crc16(text[:-4].encode()):04X}" != text[-4:].upper():
        raise VietQrError(what="checksum")
    fields = _objects(text)
    account = _objects(fields.get("38", ""))
    if account.get("00") != _NAPAS or account.get("02") != _TO_ACCOUNT or fields.get("53") != _DONG:
        raise VietQrError(what="not a transfer to an account in đồng")
    beneficiary = _objects(account.get("01", ""))
    amount = fields.get("54")
    if amount is not None and not re.fullmatch(r"[1-9]\d{0,12}", amount, re.ASCII):
        raise VietQrError(what="amount")
    return VietQr(
        bank=beneficiary.get("00", ""),
        account=beneficiary.get("01", ""),
        amount=None if amount is None else int(amount),
        purpose=_objects(fields.get("62", "")).get("08", ""),
    )


def crc16(data: bytes) -> int:
    """Return the CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF, nothing reflected."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _object(identifier: str, value: str) -> str:
    return f"{identifier}{len(value):02d}{value}"


def _objects(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isdigit() or len(text) < at + 4 + int(head[2:]):
            raise VietQrError(what="cut off")
        found[head[:2]] = text[at + 4 : at + 4 + int(head[2:])]
        at += 4 + int(head[2:])
    return found
