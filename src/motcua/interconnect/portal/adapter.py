"""The national portal over HTTP with signed messages; its stand-in documents the protocol."""

from collections.abc import Mapping
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import PortalDossier, PortalStep
from motcua.kernel import ids
from motcua.kernel.errors import InvalidInputError

NUMBERS = "/v1/numbers"
DOSSIERS = "/v1/dossiers"


class HttpPortal(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.PortalPort`; one instance serves a whole process."""

    SYSTEM = "portal"
    __slots__ = ()

    def number(self, office: str, key: str) -> str:
        """Return a dossier code that the portal gives out; the same key gets the same one.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> str:
            try:
                code = ids.parse_dossier_code(self._http.text(answer, "code"))
            except InvalidInputError as error:
                raise self._http.wrong("the code is no dossier code") from error
            if code.office != office:
                raise self._http.wrong("the code is another office's")
            return str(code)

        return self._http.ask("POST", NUMBERS, {"office": office}, key=key, read=read)

    def submit(self, dossier: PortalDossier) -> str:
        """Tell of a dossier; returns the portal's receipt. Telling again changes nothing.

        Raises:
            OutsideCallError: no usable answer.
        """
        return self._http.ask("POST", DOSSIERS, _whole(dossier), key=dossier.code, read=self._receipt)

    def amend(self, dossier: PortalDossier, order: int) -> str:
        """Tell what a dossier says after its person corrected it; returns the receipt. A late one is nothing.

        Raises:
            OutsideCallError: no usable answer, or the dossier is not known there yet.
        """
        path, key = f"{DOSSIERS}/{dossier.code}/amendments", f"{dossier.code}/{order}"
        data = {**_whole(dossier), "order": order}
        return self._http.ask("POST", path, data, key=key, read=self._receipt)

    def progress(self, step: PortalStep) -> str:
        """Tell of a move and the state after it; returns the portal's receipt. A late one changes nothing.

        Raises:
            OutsideCallError: no usable answer, or the dossier is not known there yet.
        """
        data = {
            "order": step.order,
            "state": step.state,
            "at": step.at.isoformat(),
            "unit": step.unit,
            "what": step.what,
            "due_on": step.due_on.isoformat(),
        }
        key = f"{step.code}/{step.order}"
        return self._http.ask("POST", f"{DOSSIERS}/{step.code}/steps", data, key=key, read=self._receipt)

    def _receipt(self, answer: Mapping[str, Any]) -> str:
        return self._http.text(answer, "receipt")[:96]


def _whole(dossier: PortalDossier) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "procedure_code": dossier.procedure_code,
        "office": dossier.office,
        "channel": dossier.channel,
        "applicant_kind": dossier.applicant_kind,
        "applicant_name": dossier.applicant_name,
        "personal_number": dossier.personal_number,
        "submitted_at": dossier.submitted_at.isoformat(),
        "due_on": dossier.due_on.isoformat(),
        "papers": [{"name": name, "sha256": digest} for name, digest in dossier.papers],
    }
