"""The part that stand-ins share: a signed JSON service on loopback whose faults can be switched on."""

import json
import random
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from motcua.interconnect import message_signatures as signatures

_MAX_BODY_BYTES = 256 * 1024
_CONTROL = "/__control"


@dataclass(slots=True)
class Faults:
    """What goes wrong from now on. Set with ``PUT /__control``, cleared with ``DELETE /__control``.

    ``slow_s`` delays each answer; ``error_rate`` is the share answered with status 500; ``wrong`` spoils
    the answer in one way; ``down`` drops connections; ``twice`` does each request a second time and sends
    each message of its own twice, as a network may. A stand-in may have more of its own.
    """

    slow_s: float = 0.0
    error_rate: float = 0.0
    wrong: Literal["", "not_json", "missing_field", "wrong_value", "signature"] = ""
    down: bool = False
    twice: bool = False

    def change(self, data: Any) -> None:
        """Set the switches that are named.

        Raises:
            ValueError: no such switch, or a value of another type.
        """
        kinds = {item.name: type(getattr(self, item.name)) for item in fields(self)}
        if not isinstance(data, dict):
            raise ValueError("not an object of switches")  # noqa: TRY004 - one error for all bad input
        for name, value in data.items():
            kind = kinds.get(name)
            if kind is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)  # noqa: PLW2901
            if kind is None or type(value) is not kind:
                raise ValueError(f"not a switch, or not a value for it: {name}")
            setattr(self, name, value)

    def clear(self) -> None:
        """Let nothing go wrong."""
        for item in fields(self):
            setattr(self, item.name, item.default)

    def to_dict(self) -> dict[str, Any]:
        """Return all switches."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


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
    text ``wrong_value`` turns round. ``controls`` are addresses without a signature, such as ``/__pay``.
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


def make_server(stand_in: StandIn, port: int) -> ThreadingHTTPServer:
    """Bind the stand-in to 127.0.0.1; with ``port`` 0 the system chooses one (``server_address[1]``)."""

    class Handler(_Handler):
        stand_in_ = stand_in

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(BaseHTTPRequestHandler):
    stand_in_: StandIn
    protocol_version = "HTTP/1.1"
    # A half-sent request must not hold its thread for ever.
    timeout = 30

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - names given by http.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: requests carry personal numbers."""

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
        self._answer(Answer(HTTPStatus.OK, faults.to_dict()))

    def _protocol(self, path: str, body: bytes) -> None:
        stand_in, faults = self.stand_in_, self.stand_in_.faults
        if faults.down:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if faults.slow_s:
            stand_in.stopping.wait(faults.slow_s)
        if random.random() < faults.error_rate:  # noqa: S311 - chance, not a secret
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
        answer = stand_in.handle(self.command, path, headers["Idempotency-Key"], body)
        if faults.twice:
            answer = stand_in.handle(self.command, path, headers["Idempotency-Key"], body)
        self._answer(answer, request_signature=headers["Signature"])

    def _answer(self, answer: Answer, request_signature: str | None = None) -> None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        wrong, signed = self.stand_in_.faults.wrong, {}
        if request_signature is not None:
            body = self._spoil(wrong, body)
            secret = b"another" if wrong == "signature" else self.stand_in_.secret
            signed = signatures.sign_answer(
                secret,
                status=answer.status,
                body=body,
                key_id=self.stand_in_.name,
                request_signature=request_signature,
            )
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in signed.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:  # the client gave up waiting, as it should when this side is slow
            self.close_connection = True

    def _spoil(self, wrong: str, body: bytes) -> bytes:
        if wrong == "not_json":
            return "<html>Bảo trì</html>".encode()
        data, stand_in = json.loads(body), self.stand_in_
        if wrong == "missing_field":
            data.pop(stand_in.needed, None)
        elif wrong == "wrong_value" and isinstance(data.get(stand_in.telling), str):
            data[stand_in.telling] = data[stand_in.telling][::-1]
        return json.dumps(data, ensure_ascii=False).encode()
