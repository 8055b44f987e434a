"""The way to an outside system that every adapter shares: signed JSON over HTTP that fails well.

Each request is bounded in time, signed anew at each attempt, carries an idempotency key, is tried again with
jitter where that may help, and is not even sent while the breaker is open. Each answer must be signed for
this very request. Where the other side stands behind an X-Road security server, the address is the
gateway's service address and the headers of the X-Road message protocol for REST go along.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from motcua.interconnect import answers
from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.bounded_http import BoundedHttp
from motcua.interconnect.resilience import Breaker, Policy, call
from motcua.interconnect.types import CheckResult, OutsideCallError

T = TypeVar("T")
KEY_ID = "motcua"
#: Every system says here whether it works.
STATUS = "/v1/status"


@dataclass(slots=True)
class SignedHttp:
    """One outside system; one instance serves all threads of a process.

    ``xroad_client`` is our own identifier in an X-Road instance (``INSTANCE/CLASS/MEMBER/SUBSYSTEM``), empty
    where no gateway stands between. What is signed is the path behind ``address``, which a gateway keeps.
    """

    system: str
    address: str
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    xroad_client: str = ""
    _http: BoundedHttp = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self._http = BoundedHttp(self.system, self.address, self.policy)

    @property
    def breaker(self) -> Breaker:
        """What stops asking for a while."""
        return self._http.breaker

    def ask(
        self,
        method: str,
        path: str,
        data: Mapping[str, Any] | None,
        *,
        key: str,
        read: Callable[[Mapping[str, Any]], T],
    ) -> T:
        """Send one request under the policy and return what ``read`` makes of the answer.

        Args:
            key: the idempotency key; ``-`` for a question that changes nothing.
            read: raises :meth:`wrong` for an answer that the protocol or the law does not allow.

        Raises:
            OutsideCallError: no usable answer; nothing is known about what happened on the other side.
        """
        body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode()
        message_id = str(uuid.uuid4())  # the same at each attempt, so that a gateway's log shows one message

        def once() -> T:
            return read(self._exchange(method, path, body, key, message_id))

        return call(self.policy, self.breaker, once)

    def check(self) -> CheckResult:
        """Ask for the status with one signed request, past the breaker. Never raises for its failures."""
        try:
            answer = self._exchange("GET", STATUS, b"", "-", str(uuid.uuid4()))
            ok, what = answer.get("ok") is True, answers.cleaned(str(answer.get("what", "no word")))
        except OutsideCallError as error:
            ok, what = False, f"{error.kind}: {error.what}"
        return CheckResult(self.system, ok, what, self.address)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def wrong(self, what: str) -> OutsideCallError:
        """Return the error of an answer that is signed and still not what it may be."""
        return OutsideCallError(self.system, "wrong_answer", what)

    def text(self, answer: Mapping[str, Any], name: str, *, most: int = answers.MOST_WORDS) -> str:
        """Return words of the answer, at most so many characters; they may not be missing or blank.

        Raises:
            OutsideCallError: (``wrong_answer``) they are, or cannot be printed or kept.
        """
        return self._taken(answer, name, lambda value: answers.words(value, most=most))

    def day(self, answer: Mapping[str, Any], name: str) -> date:
        """Return a day of the answer, today's at the latest.

        Raises:
            OutsideCallError: (``wrong_answer``) there is none.
        """
        return self._taken(answer, name, answers.day)

    def moment(self, answer: Mapping[str, Any], name: str) -> datetime:
        """Return a moment of the answer, aware, now at the latest.

        Raises:
            OutsideCallError: (``wrong_answer``) there is none.
        """
        return self._taken(answer, name, answers.moment)

    def _taken(self, answer: Mapping[str, Any], name: str, take: Callable[[str], T]) -> T:
        value = answer.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{name} is missing")
        try:
            return take(value)
        except answers.NotUsableError as error:
            raise self.wrong(f"{name} {error}") from error

    def flag(self, answer: Mapping[str, Any], name: str) -> bool:
        """Return a yes or no of the answer.

        Raises:
            OutsideCallError: (``wrong_answer``) there is none.
        """
        value = answer.get(name)
        if not isinstance(value, bool):
            raise self.wrong(f"{name} is missing")
        return value

    def _exchange(self, method: str, path: str, body: bytes, key: str, message_id: str) -> dict[str, Any]:
        """Send one signed request and return the signed JSON object that answers it."""
        # Signed anew at each attempt: the other side refuses a nonce that it has seen.
        headers = signatures.sign_request(
            self.secret, method=method, path=path, body=body, key_id=KEY_ID, idempotency_key=key
        )
        kind = {"Content-Type": "application/json"} if body else {}
        sent = headers | self._xroad(key, message_id) | kind
        status, answer_headers, answer = self._http.send(method, path, body, sent)
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            what = f"answered with status {status}"
            raise OutsideCallError(self.system, "server_error", what, status=status)
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            # Never followed: what we ask names a person, and was signed for this system.
            raise OutsideCallError(self.system, "wrong_answer", "sends us elsewhere", status=status)
        doubt = self._doubt(status, answer_headers, answer, headers["Signature"])
        if status >= HTTPStatus.BAD_REQUEST:
            what = f"answered with status {status}: {_title(answer)}"
            raise OutsideCallError(
                self.system, "refused_by_protocol", what, status=status, signed=doubt is None
            )
        if doubt is not None:
            raise OutsideCallError(self.system, "untrusted", f"answer not believed: {doubt}") from doubt
        try:
            data = answers.read_json(answer)
        except answers.NotUsableError as error:
            raise self.wrong(str(error)) from error
        if not isinstance(data, dict):
            raise self.wrong("the answer is not an object")
        return data

    def _doubt(
        self, status: int, headers: Mapping[str, str], body: bytes, asked: str
    ) -> signatures.SignatureError | None:
        """Return why an answer is not that of the system to this request, None where it is."""
        try:
            signatures.verify_answer(self.secret, headers, status=status, body=body, request_signature=asked)
        except signatures.SignatureError as error:
            return error
        return None

    def _xroad(self, key: str, message_id: str) -> dict[str, str]:
        if not self.xroad_client:
            return {}
        issue = {} if key == "-" else {"X-Road-Issue": key}
        return {"X-Road-Client": self.xroad_client, "X-Road-Id": message_id, **issue}


@dataclass(slots=True)
class SignedAdapter:
    """What adapters of systems with our signed protocol share; a subclass names its system and asks it.

    A subclass for several systems of one kind has ``system`` as a field instead of ``SYSTEM``.

    One instance serves all threads of a process. ``address``, ``secret`` and ``xroad_client`` as in
    :class:`SignedHttp`.
    """

    SYSTEM: ClassVar[str]

    address: str
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    xroad_client: str = ""
    _http: SignedHttp = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self._http = SignedHttp(self.system, self.address, self.secret, self.policy, self.xroad_client)

    @property
    def system(self) -> str:
        """The name under which the system is connected and logged."""
        return self.SYSTEM

    @property
    def breaker(self) -> Breaker:
        """What stops asking for a while."""
        return self._http.breaker

    def check(self) -> CheckResult:
        """Ask for the status with one signed request, past the breaker."""
        return self._http.check()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _title(answer: bytes) -> str:
    data: object
    try:
        data = answers.read_json(answer)
    except answers.NotUsableError:
        data = None
    said = data.get("title") if isinstance(data, dict) else None
    return answers.cleaned(said) if isinstance(said, str) and said else "no reason given"
