"""How a stand-in tells the office something: a signed message to its inbox, until that answers."""

import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.wrongness import Spoiled, spoil

#: Seconds between tries, and how many there are.
_PAUSE_S, _TRIES = 1.0, 60


@dataclass(slots=True)
class InboxClient:
    """Sends messages to the office's inbox (empty: nobody is told).

    What is to go ``twice`` goes twice, what is to get ``lost`` is never sent, what is to be ``wrong`` is
    spoiled as answers are (``wrongness.py``); the first message is what ``earlier`` is told again.
    """

    name: str
    secret: bytes
    faults: Faults
    inbox: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)
    #: what was answered: (number of the message, status)
    answers: list[tuple[str, int]] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _first: dict[str, Any] = field(default_factory=dict)

    def tell(self, message_id: str, data: dict[str, Any]) -> None:
        """Send a message under its number from a thread of its own."""
        if not self.inbox:
            return
        faults = self.faults.for_one("told")
        if faults.lost:
            return
        self._first = self._first or data
        sent = spoil(
            faults.wrong, HTTPStatus.OK, data, first=self._first, needed="transfer_id", telling="receipt"
        )
        for _ in range(2 if faults.twice else 1):
            given = (message_id, sent, faults.slow_s)
            thread = threading.Thread(target=self._send, args=given, daemon=True)
            self._threads.append(thread)
            thread.start()

    def wait(self) -> None:
        """Wait until every message under way has arrived or was given up."""
        while self._threads:
            self._threads.pop().join()

    def _send(self, message_id: str, sent: Spoiled, late_s: float) -> None:
        if self.stopping.wait(late_s):
            return
        path = urlsplit(self.inbox).path
        for _ in range(_TRIES):
            headers = signatures.sign_request(
                b"another" if sent.signed == "by_another" else self.secret,
                method="POST",
                path=path,
                body=sent.body,
                key_id=self.name,
                idempotency_key=message_id,
                age_s=sent.age_s,
            )
            if sent.signed == "not":
                headers = {"Idempotency-Key": message_id}
            headers["Content-Type"] = sent.kind
            try:
                answer = httpx.post(
                    self.inbox, content=sent.body, headers=headers, timeout=10, trust_env=False
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                self.answers.append((message_id, answer.status_code))
                return
            if self.stopping.wait(_PAUSE_S):
                return
