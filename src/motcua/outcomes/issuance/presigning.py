"""Signing before the transaction that gives a paper out, so that a slow key holds no row others wait for.

What a certificate says is known for sure only with the register's rows locked: its number, the business after
the change, the certificate it replaces. So the transaction runs as far as that, is taken back, the paper is
signed, and the transaction runs again; it takes the signed paper only if that still says what holds, to the
letter. Until then nothing is kept: a worker that dies leaves the dossier approved, to be carried out again,
and what it signed is nowhere. Each paper given out is the one of the transaction that granted it.
"""

import logging
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from django.db import transaction

from motcua.dossiers.models import Dossier
from motcua.kernel.ids import new_token
from motcua.outcomes import paper_data

log = logging.getLogger(__name__)
#: How often what holds may change under a signature before the next is made with the rows held.
_MOST: Final = 3
_T = TypeVar("_T")


class NotSignedYetError(Exception):
    """A transaction needs this paper signed; it is to be taken back and run again."""

    def __init__(self, data: Hashable, make: Callable[[], bytes]) -> None:
        super().__init__(type(data).__name__)
        self.data, self.make = data, make


class Presigning:
    """The papers signed for one piece of work; ``token`` is the one of the paper it gives out."""

    def __init__(self, *, rows_may_wait: bool = False) -> None:
        self.token = new_token()
        self._signed: dict[Hashable, bytes] = {}
        self._left = 0 if rows_may_wait else _MOST

    def signed(self, data: Hashable, render: Callable[[Any], bytes], dossier: Dossier) -> bytes:
        """Return the paper that says this, signed.

        Raises:
            NotSignedYetError: not yet; see :meth:`run`.
            PaperNotMadeError, SigningError, SetupError, OutsideSystemError: it could not be made or signed.
        """

        def make(*, lasting: bool = True) -> bytes:
            return paper_data.sign_paper(render(data), dossier, lasting=lasting)

        if data not in self._signed:
            if self._left > 0:
                raise NotSignedYetError(data, make)
            self._signed[data] = make(lasting=False)  # rows wait: no more is asked than a signature needs
        return self._signed[data]

    def run(self, work: Callable[[], _T]) -> _T:
        """Run ``work`` in a transaction, again after each paper it lacked was signed outside of it.

        Raises:
            PaperNotMadeError, SigningError, SetupError, OutsideSystemError: as :meth:`signed`.
        """
        while True:
            try:
                with transaction.atomic():
                    return work()
            except NotSignedYetError as wanted:
                self._left -= 1
                self._signed[wanted.data] = wanted.make()
                if self._left == 0:
                    log.warning("what a paper says changes faster than it is signed: %s", wanted)
