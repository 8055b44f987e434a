"""A stand-in of the tax registration system: ``python -m motcua.interconnect.sandbox.tax --port 8101``.

It follows Decree 168/2025/NĐ-CP, Article 91: what fits is registered and answered with the code and the
managing tax office, what does not is answered with the reason. Since 1 July 2025 the code is the owner's
personal number (Law 108/2025/QH15, Article 11.1) and one person has one household business (Article 83.1).
It is told of changes and suspensions (Articles 100, 103), of the end (Article 104) and of a certificate taken
back (Article 105), after which the owner may register again, and of such a decision being cancelled.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

from motcua.interconnect.sandbox import running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.server import Answer, StandIn
from motcua.interconnect.sandbox.tax_openapi import OPENAPI
from motcua.interconnect.signed_http import STATUS
from motcua.interconnect.tax.adapter import DEBTS, DECISIONS, DEREGISTRATIONS, REGISTRATIONS, UPDATES
from motcua.kernel import clock, personal_number

NAME = "tax-sandbox"
TAX_OFFICE = "Thuế cơ sở 1 Thành phố Hồ Chí Minh"
_UPDATED = (
    "dossier_code", "personal_number", "full_name", "date_of_birth", "business_name", "head_office",
    "main_industry_code", "main_industry_name", "tax_notice_address", "phone",
)  # fmt: skip
#: Address -> what is asked for there.
_ACTS = {
    REGISTRATIONS: "register",
    UPDATES: "update",
    DEREGISTRATIONS: "deregister",
    DECISIONS: "decide",
}
_TEXTS = {
    "register": (*_UPDATED, "start_date"),
    "update": (*_UPDATED, "tax_code"),
    "deregister": ("dossier_code", "tax_code", "ceased_on"),
    "decide": ("key", "dossier_code", "tax_code", "kind", "number", "decided_on", "ground"),
}
_DAYS = ("date_of_birth", "start_date", "ceased_on", "suspended_from", "suspended_until", "decided_on")
_CHANGES = frozenset({"name", "office", "lines", "capital", "owner", "tax", "suspension"})
#: What a decision of the registry does; each is an act of its own here.
_DECISIONS = frozenset({"revocation", "restoration"})
#: After these the household's code serves nobody, until its owner registers again.
_ENDS = frozenset({"deregister", "revocation"})


@dataclass(slots=True)
class TaxFaults(Faults):
    """``refuse`` refuses all that is new for that reason; ``duplicate`` says who registers has one.

    ``debt`` is what everybody owes, in đồng.
    """

    refuse: str = ""
    duplicate: bool = False
    debt: int = 0


@dataclass(slots=True)
class Registry:
    """What was accepted: idempotency key -> act, owner's code and answer; ``ended`` by which key, if any.

    Only acceptances are kept: after a refusal the same key may ask again with corrected data. An entry
    without an act is a registration.
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
        if (method, path) == ("POST", DEBTS):
            return self._owed(body)
        if method == "POST" and path in _ACTS:
            return self._told(_ACTS[path], key, body)
        return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})

    def _owed(self, body: bytes) -> Answer:
        """Say what is owed; nothing is kept of the question."""
        try:
            owner = json.loads(body)["tax_code"]
            known = personal_number.is_personal_number(owner)
        except (ValueError, TypeError, KeyError):
            known = False
        if not known:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": "tax_code is not 12 digits"})
        today = clock.today().isoformat()
        owed = {"tax_code": owner, "amount": self.faults.debt, "as_of": today, "reference": f"NO-{today}"}
        return Answer(HTTPStatus.OK, owed)

    def _told(self, act: str, key: str, body: bytes) -> Answer:
        try:
            data = _read(act, body)
        except ValueError as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": str(error)})
        if data["key" if act == "decide" else "dossier_code"] != key:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": "key and dossier code differ"})
        act = data["kind"] if act == "decide" else act
        owner = data["personal_number" if act == "register" else "tax_code"]
        with self._lock:
            known = self.entries.get(key)
            if known is not None and (_act_of(known), known["owner"]) != (act, owner):
                return Answer(HTTPStatus.CONFLICT, {"title": "this key was used for another owner or act"})
            if known is not None:
                return Answer(HTTPStatus.OK, known["answer"])
            self.asked += 1
            answer = self._decide(act, owner, data, f"TCT-{self.asked:06d}")
            if answer["accepted"]:
                self._keep(act, key, owner, answer)
            return Answer(HTTPStatus.CREATED, answer)

    def _keep(self, act: str, key: str, owner: str, answer: dict[str, Any]) -> None:
        if act in _ENDS:
            for entry in self._standing(owner):
                entry["ended"] = key
        if act == "restoration":
            del self._taken_back(owner)[-1]["ended"]
        self.entries[key] = {"act": act, "owner": owner, "answer": answer}
        self._save()

    def _standing(self, owner: str) -> list[dict[str, Any]]:
        """Return the registrations of an owner that have not ended: one, or none."""
        return [
            entry
            for entry in self.entries.values()
            if _act_of(entry) == "register" and entry["owner"] == owner and not entry.get("ended")
        ]

    def _taken_back(self, owner: str) -> list[dict[str, Any]]:
        """Return the registrations of an owner that a revocation ended, the oldest first."""
        return [
            entry
            for entry in self.entries.values()
            if entry["owner"] == owner
            and (ended := entry.get("ended"))
            and _act_of(self.entries[ended]) == "revocation"
        ]

    def _decide(self, act: str, owner: str, data: dict[str, Any], reference: str) -> dict[str, Any]:
        if reason := self.faults.refuse or self._reason(act, owner, data):
            return {"accepted": False, "reason": reason, "reference": reference}
        office = {} if act in _ENDS else {"tax_office": self.tax_office}
        return {"accepted": True, "tax_code": owner, **office, "reference": reference}

    def _reason(self, act: str, owner: str, data: dict[str, Any]) -> str:
        standing = bool(self._standing(owner))
        if act == "register" and (standing or self.faults.duplicate):
            return "Số định danh cá nhân đã được cấp mã số cho một hộ kinh doanh khác."
        if act == "restoration":
            gone = not standing and bool(self._taken_back(owner))
            return "" if gone else "Không có hộ kinh doanh nào bị thu hồi giấy chứng nhận với mã số này."
        if act != "register" and not standing:
            return "Không có hộ kinh doanh đang hoạt động với mã số này."
        if act in _ENDS:
            return ""
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


def _act_of(entry: dict[str, Any]) -> str:
    act: str = entry.get("act", "register")
    return act


def _read(act: str, body: bytes) -> dict[str, Any]:
    data = json.loads(body)
    if not isinstance(data, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for all that is not the protocol
    for name in _TEXTS[act]:
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise ValueError(f"missing: {name}")
    for name in ("personal_number", "tax_code"):
        if name in data and not personal_number.is_personal_number(data[name]):
            raise ValueError(f"{name} is not 12 digits")
    for name in _DAYS:
        if name in data:
            date.fromisoformat(data[name])
    if act == "update" and not (data.get("changes") and _CHANGES.issuperset(data["changes"])):
        raise ValueError("changes does not say what is new")
    if act == "decide" and data["kind"] not in _DECISIONS:
        raise ValueError("kind is not a decision of the registry")
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
