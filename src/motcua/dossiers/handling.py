"""Who of the office looks after which dossier.

A handler is a promise within the office: dossiers that nobody looks after are found at once, and each officer
finds their own. It gives and takes no right; a colleague goes on when the handler is ill.
"""

from collections.abc import Collection

from django.db import transaction

from motcua.accounts import selectors as accounts
from motcua.audit import services as audit
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, State
from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual

#: As long as something is left to do with it.
MAY_BE_HANDLED = OPEN | {State.DECIDED}


class NoSuchHandlerError(InvalidInputError):
    """The account is closed, another office's, or does not work on dossiers."""

    code = "no_such_handler"
    default_message = Bilingual(
        vi="Người được chọn hiện không xử lý hồ sơ của cơ quan. Hãy chọn người khác.",
        en="The person chosen does not work on this office's dossiers now. Please choose another.",
    )


@transaction.atomic
def assign(dossier_ids: Collection[int], *, office: str, to: str, actor: str) -> int:
    """Give an office's dossiers to one officer, or with an empty ``to`` to nobody; returns how many changed.

    What has ended and what is another office's stays as it is.

    Raises:
        NoSuchHandlerError: ``to`` is no officer who works on this office's dossiers.
    """
    if to and to not in {user.get_username() for user in accounts.colleagues(office)}:
        raise NoSuchHandlerError(to=to, office=office)
    # By key: two who give out overlapping lists wait for each other and do not lock each other up.
    found = Dossier.objects.select_for_update(no_key=True).filter(
        pk__in=dossier_ids, office=office, state__in=MAY_BE_HANDLED
    )
    changed = [dossier for dossier in found.order_by("pk") if dossier.handler != to]
    for dossier in changed:
        audit.record(
            actor=actor,
            action="dossier.assigned",
            subject=f"dossier:{dossier.code}",
            to=to,
            before=dossier.handler,
        )
    Dossier.objects.filter(pk__in=[dossier.pk for dossier in changed]).update(handler=to)
    return len(changed)
