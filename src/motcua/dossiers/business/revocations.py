"""Certificates that the office took back, as they stand today."""

from django.db.models import OuterRef, Subquery

from motcua.dossiers.models import Dossier, Transition


def is_certificate_revoked(dossier: Dossier) -> bool:
    """Tell whether the office took back the certificate this dossier gave and has not cancelled that."""
    last = dossier.transitions.filter(move__in=("revoke", "restore")).last()
    return last is not None and last.move == "revoke"


def with_revoked_certificate(office: str) -> set[int]:
    """Return the keys of an office's dossiers whose certificate it took back, as they stand today."""
    moves = Transition.objects.filter(dossier=OuterRef("pk"), move__in=("revoke", "restore"))
    last = Subquery(moves.order_by("-pk").values("move")[:1])
    found = Dossier.objects.filter(office=office, transitions__move="revoke").annotate(last=last)
    return set(found.filter(last="revoke").values_list("pk", flat=True))
