"""Where outside systems tell us things: signed messages, each acted upon once."""

import json

from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.interconnect import services as interconnect

router = Router(tags=["outside systems"])
_KEY_ID = "motcua"


@router.post("/{system}", auth=None, response={200: None, 401: None, 404: None, 422: None})
def receive(request: HttpRequest, system: str) -> HttpResponse:
    """Take one message, signed as docs/contracts.md says, with the sender's own number as Idempotency-Key.

    The same message again gets the same answer and changes nothing.
    """
    interconnect.receive_message(system, request.headers, path=request.path, body=request.body)
    body = json.dumps({"received": request.headers["Idempotency-Key"]}).encode()
    signed = interconnect.sign_answer(
        interconnect.secret_of(system),
        status=200,
        body=body,
        key_id=_KEY_ID,
        request_signature=request.headers["Signature"],
    )
    return HttpResponse(body, content_type="application/json", headers=signed)
