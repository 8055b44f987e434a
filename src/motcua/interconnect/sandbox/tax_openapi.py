"""The OpenAPI document of the tax stand-in."""

from typing import Any

from motcua.interconnect.sandbox import openapi
from motcua.interconnect.sandbox.openapi import DATE as _DATE
from motcua.interconnect.sandbox.openapi import TEXT as _TEXT

_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": [
        "dossier_code", "personal_number", "full_name", "date_of_birth", "business_name", "head_office",
        "main_industry_code", "main_industry_name", "capital", "employees", "start_date",
        "tax_notice_address", "phone",
    ],
    "properties": {
        "dossier_code": {**_TEXT, "description": "Mã hồ sơ; equal to Idempotency-Key"},
        "personal_number": {"type": "string", "pattern": "^[0-9]{12}$"},
        "full_name": _TEXT,
        "date_of_birth": _DATE,
        "business_name": _TEXT,
        "head_office": _TEXT,
        "main_industry_code": {**_TEXT, "description": "VSIC, level 4"},
        "main_industry_name": _TEXT,
        "capital": {"type": "integer", "minimum": 0, "description": "VND"},
        "employees": {"type": "integer", "minimum": 0},
        "start_date": _DATE,
        "tax_notice_address": _TEXT,
        "phone": _TEXT,
        "email": {"type": "string"},
    },
}  # fmt: skip

_ANSWER: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "required": ["accepted", "tax_code", "tax_office", "reference"],
            "properties": {
                "accepted": {"const": True},
                "tax_code": {"type": "string", "pattern": "^[0-9]{12}$"},
                "tax_office": _TEXT,
                "reference": _TEXT,
            },
        },
        {
            "type": "object",
            "required": ["accepted", "reason", "reference"],
            "properties": {"accepted": {"const": False}, "reason": _TEXT, "reference": _TEXT},
        },
    ]
}
_CODE = {**openapi.PERSONAL_NUMBER, "description": "Which household: its tax code"}
_REGISTERED: dict[str, Any] = _REQUEST["properties"]
_KEPT = [name for name in _REQUEST["required"] if name != "start_date"]
_UPDATE = {
    "type": "object",
    "required": [*_KEPT, "tax_code", "changes"],
    "properties": {
        **{name: schema for name, schema in _REGISTERED.items() if name != "start_date"},
        "tax_code": _CODE,
        "changes": {
            "type": "array",
            "minItems": 1,
            "items": {"enum": ["name", "office", "lines", "capital", "owner", "tax", "suspension"]},
        },
        "suspended_from": {**_DATE, "description": "First day of a suspension"},
        "suspended_until": {**_DATE, "description": "Last day of a suspension"},
    },
}
_DEREGISTRATION = openapi.record(
    {
        "dossier_code": _REGISTERED["dossier_code"],
        "tax_code": _CODE,
        "ceased_on": {**_DATE, "description": "The day the owner told"},
    },
    clearance={"enum": ["confirmed", "silent", ""], "description": "What the tax office said before"},
)
_DECISION = openapi.record(
    {
        "key": {**_TEXT, "description": "Equal to Idempotency-Key; one dossier may see several decisions"},
        "dossier_code": {**_TEXT, "description": "Mã hồ sơ of the certificate"},
        "tax_code": _CODE,
        "kind": {
            "enum": ["revocation", "restoration"],
            "description": "Thu hồi, or hủy bỏ quyết định thu hồi",
        },
        "number": {**_TEXT, "description": "Number of the signed decision"},
        "decided_on": _DATE,
        "ground": {**_TEXT, "description": "The case of the law with its article"},
    }
)
_REFUSED = _ANSWER["oneOf"][1]
_ENDED = {
    "oneOf": [
        openapi.record(
            {"accepted": {"const": True}, "tax_code": openapi.PERSONAL_NUMBER, "reference": _TEXT}
        ),
        _REFUSED,
    ]
}
#: A revocation is answered as an end, a restoration as a registration.
_DECIDED = {"anyOf": [_ENDED, _ANSWER]}


def _told(
    name: str, request: dict[str, Any], answer: dict[str, Any], *, key: str = "Mã hồ sơ"
) -> dict[str, Any]:
    return {
        "post": openapi.operation(
            name,
            request,
            {
                "201": openapi.answer("Decided now", answer),
                "200": openapi.answer("Accepted before under this key", answer),
                "409": openapi.problem("The key was used for another owner or another act"),
                "422": openapi.problem("Not the protocol"),
            },
            key=f"{key}. What was accepted under a key stays; after a refusal ask again.",
        )
    }


OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the tax registration system",
    "Nghị định 168/2025/NĐ-CP, Điều 91, 100, 103, 104, 105.",
    {
        "/v1/household-registrations": _told("register", _REQUEST, _ANSWER),
        "/v1/household-updates": _told("update", _UPDATE, _ANSWER),
        "/v1/household-deregistrations": _told("deregister", _DEREGISTRATION, _ENDED),
        "/v1/debt-queries": {
            "post": openapi.operation(
                "debt",
                openapi.record({"tax_code": _CODE}),
                {
                    "200": openapi.answer(
                        "What is owed under the code",
                        openapi.record(
                            {
                                "tax_code": openapi.PERSONAL_NUMBER,
                                "amount": openapi.AMOUNT,
                                "as_of": _DATE,
                                "reference": _TEXT,
                            }
                        ),
                    ),
                    "422": openapi.problem("Not the protocol"),
                },
            )
        },
        "/v1/household-decisions": _told("decide", _DECISION, _DECIDED, key="The decision's own key"),
    },
)
