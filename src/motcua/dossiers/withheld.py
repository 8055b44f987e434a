"""What a citizen's papers and pages may tell of a dossier: what the filer gave, or was allowed to see."""

from typing import Any

from motcua.dossiers.models import Dossier


def names(dossier: Dossier) -> frozenset[str]:
    """Return the answers that the office added from its register and that were not open at filing.

    Of dossiers filed before this was noted, all that the filer did not give.
    """
    noted = dossier.evidence.get("withheld")
    if noted is not None:
        return frozenset(noted)
    before = dossier.evidence.get("before") or {}
    if not before:
        return frozenset()
    return frozenset(before) - set(dossier.draft.answers) - set(dossier.draft.prefilled)


def open_answers(dossier: Dossier) -> dict[str, Any]:
    """Return the answers without those withheld from whoever filed."""
    hidden = names(dossier)
    return {name: value for name, value in dossier.answers.items() if name not in hidden}


def never_given(dossier: Dossier) -> frozenset[str]:
    """Return the answers that the office's register had and the filing did not: not the filer's to see.

    Unlike :func:`names` it does not forget an answer that was corrected since: what stood before stays theirs
    who put it there.
    """
    before = dossier.evidence.get("before") or {}
    return frozenset(before) - set(dossier.draft.answers) - set(dossier.draft.prefilled)
