"""E-mail through a mail server (SMTP), for an office that has one and no provider with our protocol.

``smtps://user@host:465`` speaks TLS from the start; ``smtp://user@host:587`` must offer STARTTLS, but for a
server on this machine itself. A message has the same ``Message-ID`` each time it is sent, so that mail
systems and people can tell a second copy.
"""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from motcua.interconnect.resilience import Breaker, Policy, call
from motcua.interconnect.types import (
    CheckResult,
    FailureKind,
    NeverTakenError,
    OutgoingText,
    OutsideCallError,
)
from motcua.kernel import clock

SCHEMES = ("smtp://", "smtps://")
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
#: One try: the outbox tries again, and a lost answer may mean that the message went out.
_ONCE = Policy(attempts=1)
_PERMANENT = 500


@dataclass(slots=True)
class SmtpMessages:
    """Adapter of :class:`motcua.interconnect.ports.MessagePort`; a connection lasts for one message.

    ``secret`` is the password of the user in ``address``; ``sender`` the address that people answer to.
    """

    system: str
    address: str
    secret: bytes
    sender: str
    policy: Policy = _ONCE
    _breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        """Make the breaker; nothing is sent yet."""
        self._breaker = Breaker(self.system, self.policy.breaker_failures, self.policy.breaker_rest_s)

    def send(self, message: OutgoingText) -> str:
        """Hand a message to the mail server and return its ``Message-ID``.

        Raises:
            NeverTakenError: no such receiver, or an address that cannot be one.
            OutsideCallError: not taken now.
        """
        try:
            mail = self._mail(message)
        except ValueError as error:  # such as a line break in a header
            raise NeverTakenError(self.system, "refused_by_protocol", "not a mail address") from error
        return call(self.policy, self._breaker, lambda: self._sent(mail))

    def check(self) -> CheckResult:
        """Sign in to the mail server and out again."""
        try:
            with self._connected() as server:
                server.noop()
            ok, what = True, "the mail server takes our sign-in"
        except (OutsideCallError, smtplib.SMTPException, OSError) as error:
            ok, what = False, error.what if isinstance(error, OutsideCallError) else type(error).__name__
        shown = urlsplit(self.address)
        return CheckResult(self.system, ok, what, f"{shown.scheme}://{shown.hostname}:{shown.port}")

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _mail(self, message: OutgoingText) -> EmailMessage:
        digest = hashlib.sha256(f"{self.system}|{message.key}".encode()).hexdigest()[:32]
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = f"<{digest}@{self.sender.rpartition('@')[2].strip('<> ')}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
        mail.set_content(message.text)
        return mail

    def _sent(self, mail: EmailMessage) -> str:
        # What smtplib says names the receiver, so only codes go into our errors and logs.
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            if code >= _PERMANENT:
                what = f"the receiver is refused ({code})"
                raise NeverTakenError(self.system, "refused_by_protocol", what) from None
            raise self._failed("server_error", f"the receiver cannot be reached now ({code})") from None
        except smtplib.SMTPResponseException as error:
            code = error.smtp_code
            kind: FailureKind = "refused_by_protocol" if code >= _PERMANENT else "server_error"
            raise self._failed(kind, f"the mail server answered {code}") from None
        except (smtplib.SMTPException, OSError) as error:
            # The message may have been taken: only a connection that never stood is certain not to.
            raise self._failed("timeout", type(error).__name__) from None
        return str(mail["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.address)
        host, context = parts.hostname or "", ssl.create_default_context()
        wait = self.policy.answer_s
        try:
            if parts.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, parts.port or 465, timeout=wait, context=context
                )
            else:
                server = smtplib.SMTP(host, parts.port or 587, timeout=wait)
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed("unreachable", type(error).__name__) from error
        try:
            if parts.scheme == "smtp" and host not in _THIS_MACHINE:
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), self.secret.decode())
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            what = f"no sign-in ({type(error).__name__})"  # nothing was sent yet
            raise self._failed("unreachable", what) from error
        return server

    def _failed(self, kind: FailureKind, what: str) -> OutsideCallError:
        return OutsideCallError(self.system, kind, what)
