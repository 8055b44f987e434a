"""The part that stand-ins share: a signed JSON service on loopback whose faults can be switched on."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Any

from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.handler import StandInHandler, errs
from motcua.interconnect.sandbox.wrongness import Spoiled, as_json, spoil

_MAX_BODY_BYTES = 256 * 1024
_CONTROL = "/__control"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body of one answer."""

    status: int
    body: dict[str, Any]


#: Method, path, idempotency key, body -> answer.
Handle = Callable[[str, str, str, bytes], Answer]
#: Method, body -> answer, without a signature: what a person or the world does in the play.
Control = Callable[[str, bytes], Answer]


@dataclass(slots=True)
class StandIn:
    """One stand-in: its name, shared secret, what it does, its OpenAPI document, and its faults.

    ``needed`` is the field that the fault ``missing_field`` takes out of answers, ``telling`` the one whose
    text ``wrong_value`` turns round (``wrongness.py``). ``controls`` are addresses without a signature,
    such as ``/__pay``.
    """

    name: str
    secret: bytes
    handle: Handle
    openapi: dict[str, Any]
    faults: Faults = field(default_factory=Faults)
    needed: str = "reference"
    telling: str = "reference"
    controls: Mapping[str, Control] = field(default_factory=dict)
    nonces: signatures.NonceMemory = field(default_factory=signatures.NonceMemory)
    stopping: threading.Event = field(default_factory=threading.Event)
    _firsts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def first(self, method: str, path: str, answer: Answer) -> dict[str, Any]:
        """Return the first good answer to a question of this kind, which an answer may be mistaken for."""
        kind = f"{method} {'/'.join(path.split('/')[:3])}"
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            self._firsts.setdefault(kind, answer.body)
        return self._firsts.get(kind, answer.body)


def make_server(stand_in: StandIn, port: int) -> ThreadingHTTPServer:
    """Bind the stand-in to 127.0.0.1; with ``port`` 0 the system chooses one (``server_address[1]``)."""

    class Handler(_Handler):
        stand_in_ = stand_in

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(StandInHandler):
    stand_in_: StandIn

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET

    def _serve(self) -> None:
        size = self.headers.get("Content-Length") or "0"
        if not size.isascii() or not size.isdigit() or int(size) > _MAX_BODY_BYTES:
            self.close_connection = True
            self._answer(Answer(413, {"title": "body too long"}))
            return
        body = self.rfile.read(int(size))
        path = self.path.partition("?")[0]
        if path == _CONTROL:
            self._control(body)
        elif path in self.stand_in_.controls:
            self._answer(self.stand_in_.controls[path](self.command, body))
        elif path == "/openapi.json" and self.command == "GET":
            self._answer(Answer(HTTPStatus.OK, self.stand_in_.openapi))
        else:
            self._protocol(path, body)

    def _control(self, body: bytes) -> None:
        faults = self.stand_in_.faults
        try:
            if self.command == "DELETE":
                faults.clear()
            elif self.command in {"PUT", "POST"}:
                faults.change(json.loads(body))
        except (ValueError, AttributeError) as error:
            self._answer(Answer(HTTPStatus.BAD_REQUEST, {"title": str(error)}))
            return
        self._answer(Answer(HTTPStatus.OK, {**faults.to_dict(), "counts": dict(faults.counts)}))

    def _protocol(self, path: str, body: bytes) -> None:
        stand_in = self.stand_in_
        faults = stand_in.faults.for_one()
        if self.is_down(faults, stand_in.stopping):
            return
        if errs(faults):
            self._answer(Answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"title": "switched to fail"}))
            return
        headers = {name.title(): value for name, value in self.headers.items()}
        try:
            signatures.verify_request(
                stand_in.secret, headers, method=self.command, path=path, body=body, nonces=stand_in.nonces
            )
        except signatures.SignatureError as error:
            self._answer(Answer(HTTPStatus.UNAUTHORIZED, {"title": str(error)}))
            return
        for _ in range(2 if faults.twice else 1):
            answer = stand_in.handle(self.command, path, headers["Idempotency-Key"], body)
        if faults.lost:
            self.drop()
            return
        first = stand_in.first(self.command, path, answer)
        spoiled = spoil(
            faults.wrong,
            answer.status,
            answer.body,
            first=first,
            needed=stand_in.needed,
            telling=stand_in.telling,
        )
        self._send(spoiled, headers["Signature"])

    def _answer(self, answer: Answer) -> None:
        self._send(Spoiled(answer.status, as_json(answer.body), signed="not"), "")

    def _send(self, sent: Spoiled, request_signature: str) -> None:
        signed: dict[str, str] = {}
        if sent.signed != "not":
            signed = signatures.sign_answer(
                b"another" if sent.signed == "by_another" else self.stand_in_.secret,
                status=sent.status,
                body=sent.body,
                key_id=self.stand_in_.name,
                request_signature=request_signature,
                age_s=sent.age_s,
            )
        self.send_body(sent.status, sent.body, sent.kind, {**sent.headers, **signed})
