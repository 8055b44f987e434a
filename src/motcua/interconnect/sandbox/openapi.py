"""What the OpenAPI documents of the stand-ins share; message_signatures.py describes the signed headers."""

from typing import Any

TEXT = {"type": "string", "minLength": 1}
DATE = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
FLAG = {"type": "boolean"}
AMOUNT = {"type": "integer", "minimum": 0, "description": "đồng"}
PERSONAL_NUMBER = {"type": "string", "pattern": "^[0-9]{12}$"}

_PROBLEM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
_SIGNED_ANSWER = {
    "Content-Digest": {"schema": {"type": "string"}},
    "Signature-Input": {
        "schema": {"type": "string"},
        "description": 'sig1=("@status" "content-digest" "signature";req;key="sig1");created;nonce;keyid;alg',
    },
    "Signature": {"schema": {"type": "string"}},
}


def _header(name: str, description: str, *, required: bool = True) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "schema": {"type": "string"},
        "description": description,
    }


_SIGNED = [
    _header("Content-Digest", "RFC 9530, sha-256"),
    _header(
        "Signature-Input",
        'RFC 9421: sig1=("@method" "@path" "content-digest" "idempotency-key");created;nonce;keyid;'
        'alg="hmac-sha256". At most 300 s old; a nonce is taken once.',
    ),
    _header("Signature", "RFC 9421: sig1=:base64(HMAC-SHA256(secret, signature base)):"),
    _header("X-Road-Client", "Behind an X-Road security server: who asks", required=False),
    _header("X-Road-Id", "Behind an X-Road security server: this message", required=False),
]


def record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the schema of an object with these fields."""
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a signed answer."""
    return {"description": description, "headers": _SIGNED_ANSWER, "content": _body(schema)}


def problem(description: str) -> dict[str, Any]:
    """Return an answer that says what was wrong with the request."""
    return {"description": description, "content": _body(_PROBLEM)}


def operation(
    name: str, request: dict[str, Any] | None, answers: dict[str, Any], *, key: str = "-"
) -> dict[str, Any]:
    """Return one signed operation; ``key`` says what its idempotency key is."""
    described = {
        "operationId": name,
        "parameters": [_header("Idempotency-Key", key), *_SIGNED],
        "responses": {**answers, "401": problem("Signature missing, stale, replayed or wrong")},
    }
    if request is not None:
        described["requestBody"] = {"required": True, "content": _body(request)}
    return described


def document(title: str, description: str, paths: dict[str, Any]) -> dict[str, Any]:
    """Return the whole document, the status address included."""
    status = operation("status", None, {"200": answer("Works", record({"ok": FLAG, "what": TEXT}))})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": f"{description} Not the real system: for demo and tests.",
        },
        "paths": {**paths, "/v1/status": {"get": status}},
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
