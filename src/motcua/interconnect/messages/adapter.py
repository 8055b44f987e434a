"""A provider of text messages or e-mail over HTTP; its stand-in documents the protocol at /openapi.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import NeverTakenError, OutgoingText

MESSAGES = "/v1/messages"


@dataclass(slots=True)
class HttpMessages(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.MessagePort`; ``system`` names the provider."""

    system: str = field(kw_only=True)

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
