"""A stand-in of the tax registration system: ``python -m motcua.interconnect.sandbox.tax --port 8101``.

It follows Decree 168/2025/NĐ-CP, Article 91: what fits is registered and answered with the code and the
managing tax office, what does not is answered with the reason. Since 1 July 2025 the code is the owner's
personal number (Law 108/2025/QH15, Article 11.1) and one person has one household business (Article 83.1).
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

from motcua.interconnect.sandbox import running
from motcua.interconnect.sandbox.server import Answer, Faults, StandIn
from motcua.interconnect.sandbox.tax_openapi import OPENAPI
from motcua.interconnect.signed_http import STATUS
from motcua.interconnect.tax.adapter import REGISTRATIONS
from motcua.kernel import personal_number

NAME = "tax-sandbox"
TAX_OFFICE = "Thuế cơ sở 1 Thành phố Hồ Chí Minh"
_TEXTS = (
    "dossier_code", "personal_number", "full_name", "date_of_birth", "business_name", "head_office",
    "main_industry_code", "main_industry_name", "start_date", "tax_notice_address", "phone",
)  # fmt: skip


@dataclass(slots=True)
class TaxFaults(Faults):
    """``refuse`` refuses every new registration for that reason; ``duplicate`` says the owner has one."""

    refuse: str = ""
    duplicate: bool = False


@dataclass(slots=True)
class Registry:
    """What has been registered: idempotency key -> owner and answer.

    Only acceptances are kept: after a refusal the same key may ask again with corrected data.
    """

    faults: TaxFaults
    tax_office: str = TAX_OFFICE
    file: Path | None = None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Take up what an earlier run left in the file."""
        if self.file is not None and self.file.exists():
            self.entries = json.loads(self.file.read_text(encoding="utf-8"))
            self.asked = len(self.entries)

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the tax registration system"})
        if (method, path) == ("POST", REGISTRATIONS):
            return self._register(key, body)
        return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})

    def _register(self, key: str, body: bytes) -> Answer:
        try:
            data = _read(body)
        except ValueError as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": str(error)})
        if data["dossier_code"] != key:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": "key and dossier code differ"})
        owner = data["personal_number"]
        with self._lock:
            known = self.entries.get(key)
            if known is not None and known["owner"] != owner:
                return Answer(HTTPStatus.CONFLICT, {"title": "this key was used for another owner"})
            if known is not None:
                return Answer(HTTPStatus.OK, known["answer"])
            self.asked += 1
            answer = self._decide(data, f"TCT-{self.asked:06d}")
            if answer["accepted"]:
                self.entries[key] = {"owner": owner, "answer": answer}
                self._save()
            return Answer(HTTPStatus.CREATED, answer)

    def _decide(self, data: dict[str, Any], reference: str) -> dict[str, Any]:
        number = data["personal_number"]
        taken = any(entry["owner"] == number for entry in self.entries.values())
        if reason := self._reason(data, taken=taken or self.faults.duplicate):
            return {"accepted": False, "reason": reason, "reference": reference}
        return {"accepted": True, "tax_code": number, "tax_office": self.tax_office, "reference": reference}

    def _reason(self, data: dict[str, Any], *, taken: bool) -> str:
        if self.faults.refuse:
            return self.faults.refuse
        if taken:
            return "Số định danh cá nhân đã được cấp mã số cho một hộ kinh doanh khác."
        number = personal_number.parse(data["personal_number"])
        if number.mismatches(date_of_birth=date.fromisoformat(data["date_of_birth"])):
            return "Ngày sinh không phù hợp với số định danh cá nhân."
        return ""

    def _save(self) -> None:
        if self.file is None:
            return
        scratch = self.file.with_suffix(".new")
        scratch.write_text(json.dumps(self.entries, ensure_ascii=False), encoding="utf-8")
        scratch.replace(self.file)


def _read(body: bytes) -> dict[str, Any]:
    data = json.loads(body)
    if not isinstance(data, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for all that is not the protocol
    for name in _TEXTS:
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise ValueError(f"missing: {name}")
    if not personal_number.is_personal_number(data["personal_number"]):
        raise ValueError("personal_number is not 12 digits")
    date.fromisoformat(data["date_of_birth"])
    return data


def make(secret: bytes, *, file: Path | None = None, tax_office: str = TAX_OFFICE) -> StandIn:
    """Return the stand-in, not bound to a port yet."""
    faults = TaxFaults()
    registry = Registry(faults, tax_office, file)
    return StandIn(NAME, secret, registry.handle, OPENAPI, faults, telling="tax_code")


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    parser = running.parser("Stand-in of the tax registration system, on 127.0.0.1 only.", port=8101)
    parser.add_argument("--state", type=Path, help="JSON file that keeps registrations over restarts")
    parser.add_argument("--tax-office", default=TAX_OFFICE)
    options = parser.parse_args(arguments)
    secret = running.secret(options.secret_file, "tax")
    running.serve(make(secret, file=options.state, tax_office=options.tax_office), options.port)


if __name__ == "__main__":
    main()
