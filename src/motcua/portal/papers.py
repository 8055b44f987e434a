"""The papers the office gave out for a dossier, for whoever may see the dossier."""

from dataclasses import dataclass

from django.http import HttpResponse

from motcua.dossiers.models import Dossier
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual


@dataclass(frozen=True, slots=True)
class Paper:
    """One PDF: ``pk`` in addresses, ``name`` in words."""

    pk: int
    name: Bilingual
    kind: str


def papers_of(dossier: Dossier) -> list[Paper]:
    """Return the papers, the oldest first."""
    del dossier
    return []


def download(dossier: Dossier, paper: int) -> HttpResponse:
    """Return one paper of this dossier as a download.

    Raises:
        NotFoundError: the dossier has no such paper.
    """
    raise NotFoundError(dossier=dossier.code, paper=paper)
