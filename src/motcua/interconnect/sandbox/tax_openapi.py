"""The OpenAPI document of the tax stand-in; the signed headers are described in message_signatures.py."""

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_DATE = {"type": "string", "format": "date"}

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
_PROBLEM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _header(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": description,
    }


_SIGNED = [
    _header("Idempotency-Key", "Mã hồ sơ. What was accepted under a key stays; after a refusal ask again."),
    _header("Content-Digest", "RFC 9530, sha-256"),
    _header(
        "Signature-Input",
        'RFC 9421: sig1=("@method" "@path" "content-digest" "idempotency-key");created;nonce;keyid;'
        'alg="hmac-sha256". At most 300 s old; a nonce is taken once.',
    ),
    _header("Signature", "RFC 9421: sig1=:base64(HMAC-SHA256(secret, signature base)):"),
]
_SIGNED_ANSWER = {
    "Content-Digest": {"schema": {"type": "string"}},
    "Signature-Input": {
        "schema": {"type": "string"},
        "description": 'sig1=("@status" "content-digest" "signature";req;key="sig1");created;nonce;keyid;alg',
    },
    "Signature": {"schema": {"type": "string"}},
}


def _registered(description: str) -> dict[str, Any]:
    return {"description": description, "headers": _SIGNED_ANSWER, "content": _body(_ANSWER)}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": _body(_PROBLEM)}


OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Stand-in of the tax registration system",
        "version": "1",
        "description": "Nghị định 168/2025/NĐ-CP, Điều 91. Not the real system: for demo and tests.",
    },
    "paths": {
        "/v1/household-registrations": {
            "post": {
                "operationId": "register",
                "parameters": _SIGNED,
                "requestBody": {"required": True, "content": _body(_REQUEST)},
                "responses": {
                    "201": _registered("Decided now"),
                    "200": _registered("Accepted before under this key"),
                    "401": _problem("Signature missing, stale, replayed or wrong"),
                    "409": _problem("The key was used for another owner"),
                    "422": _problem("Not the protocol"),
                },
            }
        },
        "/v1/status": {
            "get": {
                "operationId": "status",
                "parameters": _SIGNED,
                "responses": {"200": {"description": "Works", "headers": _SIGNED_ANSWER}},
            }
        },
    },
}
