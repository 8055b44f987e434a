"""E-mail through a mail server: it arrives as written, and what fails is told without naming anybody."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django import Settings

from motcua.interconnect import services
from motcua.interconnect.messages.smtp import SmtpMessages
from motcua.interconnect.resilience import Policy
from motcua.interconnect.types import NeverTakenError, OutgoingText, OutsideCallError

controllers = pytest.importorskip("aiosmtpd.controller")
TO = "nguyet@example.vn"
HELLO = OutgoingText("k-1", TO, "Hồ sơ H29.26.740-261124-0001 đã có kết quả.\n", "Hồ sơ đã có kết quả")
QUICK = Policy(connect_s=0.5, answer_s=1.0, attempts=1, breaker_failures=99)


class Post:
    """What the mail server took; ``answers`` are what it says instead of taking."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, SmtpMessages]]:
    post = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = controllers.Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    yield (
        post,
        SmtpMessages("email_1", f"smtp://127.0.0.1:{port}", b"", "Một cửa <mot-cua@example.vn>", QUICK),
    )
    server.stop()


def test_a_message_arrives_as_written_and_a_second_copy_is_known(post: tuple[Post, SmtpMessages]) -> None:
    office, port = post
    receipt = port.send(HELLO)
    assert port.send(HELLO) == receipt, "the same Message-ID"
    first = office.taken[0]
    assert (first["To"], first["Subject"]) == (TO, "Hồ sơ đã có kết quả")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == receipt
    assert receipt.endswith("@example.vn>")
    assert len(receipt) <= 96, "as long as the outbox keeps"
    assert first.get_content().replace("\r\n", "\n") == HELLO.text
    assert port.check().ok


@pytest.mark.parametrize(
    ("answers", "kind", "never"),
    [
        ({"RCPT": "550 no such user"}, "refused_by_protocol", True),
        ({"RCPT": "451 later"}, "server_error", False),
        ({"DATA": "554 not wanted"}, "refused_by_protocol", False),
        ({"DATA": "421 closing"}, "server_error", False),
    ],
)
def test_what_is_not_taken_is_told_by_its_kind_and_names_nobody(
    post: tuple[Post, SmtpMessages], answers: dict[str, str], kind: str, never: bool
) -> None:
    post[0].answers = answers
    with pytest.raises(OutsideCallError) as caught:
        post[1].send(HELLO)
    assert caught.value.kind == kind
    assert isinstance(caught.value, NeverTakenError) is never
    assert TO not in str(caught.value)


def test_a_line_break_in_an_address_or_subject_forges_no_header(post: tuple[Post, SmtpMessages]) -> None:
    for forged in (
        OutgoingText("k-2", "a@example.vn\nBcc: b@example.vn", "x", "y"),
        OutgoingText("k-3", TO, "x", "y\r\nBcc: b@example.vn"),
    ):
        with pytest.raises(NeverTakenError):
            post[1].send(forged)
    assert post[0].taken == []


def test_a_server_that_is_away_is_passed_over_at_once() -> None:
    port = SmtpMessages("email_1", "smtp://127.0.0.1:9", b"", "a@example.vn", QUICK)
    with pytest.raises(OutsideCallError) as caught:
        port.send(HELLO)
    assert caught.value.kind == "unreachable", "certainly not sent: the other provider may be asked"
    assert not port.check().ok


def test_a_password_is_never_sent_in_the_clear(
    post: tuple[Post, SmtpMessages], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server elsewhere that offers no STARTTLS gets neither password nor message."""
    from motcua.interconnect.messages import smtp  # noqa: PLC0415

    monkeypatch.setattr(smtp, "_THIS_MACHINE", frozenset())
    port = SmtpMessages(
        "email_1", post[1].address.replace("smtp://", "smtp://office@"), b"secret", "a@b.vn", QUICK
    )
    with pytest.raises(OutsideCallError) as caught:
        port.send(HELLO)
    assert caught.value.kind == "unreachable"
    assert "secret" not in str(caught.value)
    assert post[0].taken == []
    assert "office" not in port.check().address


def test_the_address_chooses_the_adapter(settings: Settings) -> None:
    settings.OUTSIDE = {
        **settings.OUTSIDE,
        "email_1": ("smtp://127.0.0.1:9", b""),
        "email_2": ("http://127.0.0.1:9", b"x" * 32),
    }
    first, second = services.providers("email")
    assert isinstance(first, SmtpMessages)
    assert not isinstance(second, SmtpMessages)
    services.close_all()
