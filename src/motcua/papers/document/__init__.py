"""What can be seen of the paper itself: what hides parts of it, and signs that it is no ordinary card.

::

    seen = inspect_appearance(photo, quad, image=0, portrait=spec.portrait)
    seen.quality      # what spoils the photo, each with its place
    seen.findings     # what an officer should look at; nothing here refuses anything
    unreadable_field(problem, box, seen)   # why a field could not be read, and where

What each finding can show and cannot is in docs/document-checks.md, with its rates.
"""

from motcua.papers.document.inspection import Inspection, inspect_appearance, unreadable_field

__all__ = ["Inspection", "inspect_appearance", "unreadable_field"]
