"""The tax system over HTTP with signed messages; its stand-in documents the protocol at /openapi.json."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from motcua.interconnect.resilience import Breaker, Policy
from motcua.interconnect.signed_http import SignedHttp
from motcua.interconnect.types import CheckResult, TaxRegistrationAnswer, TaxRegistrationRequest

SYSTEM = "tax"
REGISTRATIONS = "/v1/household-registrations"


@dataclass(slots=True)
class HttpTax:
    """Adapter of :class:`motcua.interconnect.ports.TaxPort`; one instance serves all threads of a process."""

    address: str
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    xroad_client: str = ""
    _http: SignedHttp = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self._http = SignedHttp(SYSTEM, self.address, self.secret, self.policy, self.xroad_client)

    @property
    def breaker(self) -> Breaker:
        """What stops asking for a while."""
        return self._http.breaker

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        """Ask for the household's registration.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> TaxRegistrationAnswer:
            return self._read(answer, request)

        return self._http.ask("POST", REGISTRATIONS, _as_json(request), key=request.dossier_code, read=read)

    def check(self) -> CheckResult:
        """Ask for the status with one signed request, past the breaker."""
        return self._http.check()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _read(self, answer: Mapping[str, Any], request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        http = self._http
        accepted, reference = http.flag(answer, "accepted"), http.text(answer, "reference")
        if not accepted:
            return TaxRegistrationAnswer(False, reference, reason=http.text(answer, "reason"))
        # Law 108/2025/QH15, Article 11.1: a household's tax code is its owner's personal number. Any other
        # code on a certificate would be wrong in law, so it is not taken over.
        if answer.get("tax_code") != request.personal_number:
            raise http.wrong("the tax code is not the owner's personal number")
        return TaxRegistrationAnswer(
            True, reference, tax_code=request.personal_number, tax_office=http.text(answer, "tax_office")
        )


def _as_json(request: TaxRegistrationRequest) -> dict[str, Any]:
    data = asdict(request)
    data["date_of_birth"] = request.date_of_birth.isoformat()
    data["start_date"] = request.start_date.isoformat()
    return data
