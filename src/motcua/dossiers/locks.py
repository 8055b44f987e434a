"""Holding a dossier, so that what is decided on it is decided on what it is now."""

from motcua.dossiers.models import Dossier
from motcua.kernel.errors import NotFoundError


def lock_dossier(dossier_id: int) -> Dossier:
    """Return a dossier under its row's lock until the caller's transaction ends.

    Rows that refer to it (papers, photos, messages) can still be written: its key is not locked.

    Raises:
        NotFoundError: no such dossier.
    """
    found = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    if found is None:
        raise NotFoundError(dossier=dossier_id)
    return found
