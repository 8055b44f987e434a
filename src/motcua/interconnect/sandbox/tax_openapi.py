"""The OpenAPI document of the tax stand-in."""

from typing import Any

from motcua.interconnect.sandbox import openapi
from motcua.interconnect.sandbox.openapi import DATE as _DATE
from motcua.interconnect.sandbox.openapi import TEXT as _TEXT

_REQUEST = {
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

_ANSWER = {
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
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the tax registration system",
    "Nghị định 168/2025/NĐ-CP, Điều 91.",
    {
        "/v1/household-registrations": {
            "post": openapi.operation(
                "register",
                _REQUEST,
                {
                    "201": openapi.answer("Decided now", _ANSWER),
                    "200": openapi.answer("Accepted before under this key", _ANSWER),
                    "409": openapi.problem("The key was used for another owner"),
                    "422": openapi.problem("Not the protocol"),
                },
                key="Mã hồ sơ. What was accepted under a key stays; after a refusal ask again.",
            )
        }
    },
)
