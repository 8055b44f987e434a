"""Every outside system's stand-in, each failing now and then, and what they know in the end."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.support.installation import Installation, free_port

#: Served together; tax and time stamps have processes of their own. No page signs anybody in by OIDC yet.
_TOGETHER = (
    "bank", "sms_1", "sms_2", "email_1", "email_2", "population", "business", "post", "portal",
)  # fmt: skip
_PORTS_FROM = 19_600


@dataclass(slots=True)
class Outside:
    """The stand-ins by name, with their ports."""

    ports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose a port for each."""
        for name in ("tax", "tsa", *_TOGETHER):
            self.ports[name] = free_port(max(self.ports.values(), default=_PORTS_FROM) + 1, tries=200)

    def environment(self) -> dict[str, str]:
        """Return the settings that connect an installation to all of them."""
        return {f"MOTCUA_{name.upper()}_URL": self._url(name) for name in self.ports}

    def start(self, installation: Installation) -> None:
        """Start them; they tell the installation what they have to tell."""
        home, start = installation.home, installation.children.start
        tax = ["--port", str(self.ports["tax"]), "--secret-file", str(home / "keys" / "tax.key")]
        kept = ["--state", str(home / "tax-registry.json")]
        start("tax", ["-m", "motcua.interconnect.sandbox.tax", *tax, *kept])
        key = str(home / "signing" / "tsa.p12")
        start(
            "tsa", ["-m", "motcua.interconnect.sandbox.tsa", "--port", str(self.ports["tsa"]), "--key", key]
        )
        told = ["--keys", str(home / "keys"), "--office", installation.base]
        others = [f"{name}={self.ports[name]}" for name in _TOGETHER]
        start("outside", ["-m", "motcua.interconnect.sandbox", *told, *others])
        installation.children.wait_until("stand-ins", self._answer, seconds=120)

    def fail(self, rate: float) -> None:
        """Let each meet an error, slowness, silence, a lost or wrong answer or a repeat at this rate."""
        for name in self.ports:
            answer = httpx.put(self._url(name, "/__control"), json={"mixed_rate": rate}, timeout=60)
            answer.raise_for_status()

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many requests each got, and how many met what."""
        return {name: dict(sorted(self._get(name, "/__control")["counts"].items())) for name in self.ports}

    def pay(self, account: str, amount: int, reference: str) -> None:
        """Let somebody transfer money."""
        body = {"account": account, "amount": amount, "content": f"Nop le phi {reference}"}
        httpx.put(self._url("bank", "/__pay"), json=body, timeout=60).raise_for_status()

    def registered(self, installation: Installation) -> list[str]:
        """Return the owners that the tax system registered, one for each registration."""
        file = installation.home / "tax-registry.json"
        entries = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return [entry["owner"] for entry in entries.values() if entry["act"] == "register"]

    def portal_dossiers(self) -> dict[str, tuple[int, int]]:
        """Return what the national portal was told: code -> state and number of steps."""
        dossiers = self._get("portal", "/__dossiers")["dossiers"]
        return {code: (item["state"], len(item["steps"])) for code, item in dossiers.items()}

    def messages_sent(self) -> int:
        """Return how many messages the providers sent to people."""
        providers = [name for name in self.ports if name.startswith(("sms", "email"))]
        return sum(len(self._get(name, "/__sent")["sent"]) for name in providers)

    def _get(self, name: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(self._url(name, path), timeout=60).json()
        return found

    def _url(self, name: str, path: str = "") -> str:
        return f"http://127.0.0.1:{self.ports[name]}{path}"

    def _answer(self) -> bool:
        try:
            self.counts()
        except httpx.TransportError:
            return False
        return True
