"""Whether other agencies' systems answer, and answer rightly."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from motcua.cli.checkup.findings import Finding, good, note
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual

PART: Final = Bilingual("Hệ thống ngoài", "Outside systems")
ANSWERS: Final = Bilingual("Câu trả lời của hệ thống ngoài", "Answers of outside systems")
#: Of what an outside system did, how many messages met it.
_TROUBLES: Final = {
    "answers_wrongly": "{} messages wait because it answers wrongly",
    "never_taken": "{} messages were refused for good or given up",
    "not_understood": "{} messages from it had no effect",
}
_FIXES: Final = {
    "answers_wrongly": "none is used, and it is asked again: tell who runs it; see the log of motcua worker",
    "never_taken": "tell it by hand, or who runs it; the row is in interconnect_outboxmessage",
    "not_understood": "ask who runs it what it meant; the row is in interconnect_inboxmessage",
}
#: A register that answers wrongly stops nobody, so that nobody asks why.
_UNANSWERED: Final = "none is used, and it is asked again; dossiers go on without: tell who runs it"


def outside() -> list[Finding]:
    """The other agencies' systems answer; without one dossiers wait there, nothing is lost."""
    from motcua.interconnect import services as interconnect  # noqa: PLC0415 - needs Django's settings

    findings = []
    for answer in interconnect.check_all():
        part = Bilingual(f"Hệ thống ngoài: {answer.system}", f"Outside system: {answer.system}")
        if answer.ok:
            findings += good(part, answer.what)
        else:
            findings += note(part, answer.what, _of_system(answer.system))
    if unused := interconnect.not_connected():
        findings += good(PART, f"not connected, and not used: {', '.join(unused)}")
    return findings


def answers() -> list[Finding]:
    """What systems answered and told could be used, which they cannot say themselves."""
    from motcua.dossiers import wrong_answers  # noqa: PLC0415 - needs Django's settings
    from motcua.interconnect import selectors as interconnect  # noqa: PLC0415 - the same
    from motcua.outcomes.tax import trouble  # noqa: PLC0415 - the same

    findings = []
    if (waiting := trouble.count_waiting()) is not None:
        since = f"{waiting[1]:%Y-%m-%d %H:%M}"
        seen = f"{waiting[0]} approved dossiers wait for an answer that can be used since {since}"
        findings += note(ANSWERS, seen, _FIXES["answers_wrongly"])
    for told in wrong_answers.found():
        part = Bilingual(f"Hệ thống ngoài: {told.system}", f"Outside system: {told.system}")
        since = f"{told.since.astimezone(clock.VIETNAM):%Y-%m-%d %H:%M}"
        seen = f"{told.count} questions about people are answered wrongly since {since}, {told.what}"
        findings += note(part, seen, _UNANSWERED)
    for found in interconnect.troubles():
        part = Bilingual(f"Hệ thống ngoài: {found.system}", f"Outside system: {found.system}")
        since = f"{found.since.astimezone(clock.VIETNAM):%Y-%m-%d %H:%M}"
        seen = f"{_TROUBLES[found.kind].format(found.count)} since {since}, {found.what}"
        findings += note(part, seen, _FIXES[found.kind])
    return findings or good(ANSWERS, "nothing waits for a right one, and all that came made sense")


def _of_system(name: str) -> str:
    """Say what to do about an outside system that does not answer, or not as it should."""
    variable = f"MOTCUA_{'TSA' if name == 'timestamps' else name.upper()}"
    secret = "" if name == "timestamps" else f" and {variable}_SECRET"
    if urlsplit(settings.OUTSIDE.get(name, ("", b""))[0]).scheme.startswith("smtp"):
        secret = f" and {variable}_PASSWORD_FILE"
    return (
        f"ask whether it runs and whether this machine may reach it; check {variable}_URL{secret}; "
        "what is owed waits and is tried again"
    )
