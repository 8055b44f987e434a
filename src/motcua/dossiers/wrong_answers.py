"""Questions to national registers whose answers could not be used, for who looks after the machines.

A register that is away comes back. One that answers wrongly says that it works, and nobody sees that the
office goes without its answers. Kept until it answers the same question rightly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from motcua.dossiers.models import RegisterAnswer
from motcua.interconnect.types import OF_WRONG_ANSWERS, OutsideCallError
from motcua.kernel import clock

#: Stands before the question, so that what is kept here is never taken for its answer.
_MARK: Final = "wrong:"
_LONGEST: Final = 260
#: What nobody asked again since then is no news any more.
_NEWS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WrongAnswers:
    """How many questions a register (``business``, ``population``) answers wrongly, since when, one of them.

    ``what`` says why an answer could not be used, never what it said.
    """

    system: str
    count: int
    since: datetime
    what: str


@contextmanager
def recording(register: RegisterAnswer.Register, question: str) -> Iterator[None]:
    """Note it when a register answers a question wrongly, forget it when it answers rightly; raises on.

    To be used around the call, outside any transaction.
    """
    kept = RegisterAnswer.objects.filter(register=register, key=_key(question))
    try:
        yield
    except OutsideCallError as error:
        if error.kind in OF_WRONG_ANSWERS:
            before = kept.first()
            since = before.record["since"] if before is not None else clock.now().isoformat()
            record: dict[str, Any] = {"since": since, "what": f"{error.kind}: {error.what}"}
            RegisterAnswer.objects.update_or_create(
                register=register,
                key=_key(question),
                defaults={"record": record, "answered_at": clock.now()},
            )
        raise
    kept.delete()


def found() -> list[WrongAnswers]:
    """Return what registers answer wrongly, one entry a register; none where nothing is."""
    told = []
    for register in RegisterAnswer.Register:
        rows = RegisterAnswer.objects.filter(
            register=register, key__startswith=_MARK, answered_at__gt=clock.now() - _NEWS
        )
        records = sorted(rows.values_list("record", flat=True), key=lambda record: str(record["since"]))
        if records:
            first = records[0]
            since = datetime.fromisoformat(first["since"])
            told.append(WrongAnswers(register.value, len(records), since, first["what"]))
    return told


def _key(question: str) -> str:
    return f"{_MARK}{question}"[:_LONGEST]
