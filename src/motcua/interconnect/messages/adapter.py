"""A provider of text messages or e-mail over HTTP; its stand-in documents the protocol at /openapi.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.interconnect.resilience import Policy
from motcua.interconnect.signed_http import SignedHttp
from motcua.interconnect.types import CheckResult, NeverTakenError, OutgoingText

MESSAGES = "/v1/messages"


@dataclass(slots=True)
class HttpMessages:
    """Adapter of :class:`motcua.interconnect.ports.MessagePort`; one instance serves a whole process."""

    system: str
    address: str
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    xroad_client: str = ""
    _http: SignedHttp = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self._http = SignedHttp(self.system, self.address, self.secret, self.policy, self.xroad_client)

    def send(self, message: OutgoingText) -> str:
        """Hand a message over and return the provider's number for it.

        Raises:
            NeverTakenError: this provider will never take it, such as for a number that does not exist.
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> str:
            if self._http.flag(answer, "accepted"):
                return self._http.text(answer, "receipt")[:96]
            what = self._http.text(answer, "reason")
            raise NeverTakenError(self.system, "refused_by_protocol", what[:200])

        data = {"to": message.to, "subject": message.subject, "text": message.text}
        return self._http.ask("POST", MESSAGES, data, key=message.key, read=read)

    def check(self) -> CheckResult:
        """Ask for the status with one signed request, past the breaker."""
        return self._http.check()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
