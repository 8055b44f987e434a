"""A worker's hold on a piece of work, kept up while it lives and gone soon after it died."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error, connection

from motcua.dossiers.models import Analysis
from motcua.kernel import clock

#: How long after its last sign of life a worker is taken for dead.
LEASE = timedelta(seconds=15)
_RENEW_SECONDS = LEASE.total_seconds() / 3

log = logging.getLogger(__name__)


@contextmanager
def renewed(analysis_id: int) -> Iterator[None]:
    """Renew the lease from a thread while the block runs, so that slow work is not given out twice."""
    over = threading.Event()
    thread = threading.Thread(target=_renew, args=(analysis_id, over), daemon=True, name="lease")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(analysis_id: int, over: threading.Event) -> None:
    try:
        while not over.wait(_RENEW_SECONDS):
            try:
                Analysis.objects.filter(pk=analysis_id, status=Analysis.Status.RUNNING).update(
                    lease_until=clock.now() + LEASE
                )
            except Error as error:
                # Work done twice changes nothing, so a missed renewal is worth a line and no more.
                log.warning("The lease of analysis %d was not renewed: %s", analysis_id, error)
                connection.close()
    finally:
        connection.close()
