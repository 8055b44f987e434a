"""What is known of a dossier beside its form, by name: how its values came about, and what was added later.

It is kept as JSON in ``Dossier.evidence``, so that what an officer sees stays as it was, whatever models and
rules come later. At filing (``filing.py``) the first of these are frozen; the others come by :func:`note`.

==================== ====================================================================================
``photos``           slot of each photo -> its number in ``people``
``reading``          what was read from the paper; ``selfie``, ``match`` what was seen of the face, compared
``prefilled``        field -> where its value came from; ``confirmed``: looked at by the person
``given``            what others than the photos said: signing in, the population database
``collisions``       what the person had already; ``before``: the business as the office held it
``withheld``         names of answers that the person could not see, so that no paper of theirs prints them
``participants``     the other people of the filing, each with photos and readings of their own
``assurance``        the level of presence at filing
``face_search``      added: looking for the face in the store waits, or could not be done
``double_identity``  added: how many others of the store look like the face filed
``tax_debt``         added: what the tax system says is owed (``outcomes.tax.debt``)
``tax_clearance``    added at approval: what the tax office answered; ``assigned_line``: the main line
``told_outside``     added when other systems are told of an approved dossier about a business
``waits_for``        added while another system gives nothing about the approval (``outcomes.tax.trouble``);
                     ``outside_trouble``: it answers wrongly
``tax_refusal``      added: why the tax system refused; ``taken_back``: why an approval was taken back
==================== ====================================================================================
"""

from typing import Any

from motcua.dossiers.models import Dossier


def note(dossier: Dossier, name: str, record: dict[str, Any]) -> None:
    """Put a record (JSON) into the evidence under a name, in the place of one that is there; not saved."""
    dossier.evidence = {**dossier.evidence, name: record}


def keep(dossier: Dossier, name: str, record: dict[str, Any]) -> None:
    """Do the same and save it; the caller holds the dossier's row (``select_for_update``)."""
    note(dossier, name, record)
    dossier.save(update_fields=["evidence"])
