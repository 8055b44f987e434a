"""Ports for programs that will listen only later: two demonstrations must not choose the same ones."""

import socket
from types import TracebackType
from typing import Final, Self

import click

from motcua.cli.serve import port_is_free

_TRIES: Final = 60


class Ports:
    """Ports of this machine that are ours until the end of the ``with``.

    Between the choice of a port and the first breath of what listens there half a minute may pass, in which
    it looks free to everybody. Each is therefore claimed by a name that only one process can have (a socket
    of Linux's abstract namespace, which goes when its process does); other programs do not know of it.
    """

    def __init__(self) -> None:
        """Nothing is claimed yet."""
        self._claims: list[socket.socket] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for claim in self._claims:
            claim.close()

    def take(self, preferred: int) -> int:
        """Return ``preferred`` or the first port above it that is free and that nobody has claimed.

        Raises:
            click.ClickException: none of many is.
        """
        for port in range(preferred, min(preferred + _TRIES, 65536)):
            claim = _claimed(port)
            if claim is None:
                continue
            if port_is_free("127.0.0.1", port):
                self._claims.append(claim)
                return port
            claim.close()
        raise click.ClickException(
            f"Không còn cổng trống từ {preferred}. / "
            f"No free port from {preferred} to {preferred + _TRIES - 1}."
        )


def _claimed(port: int) -> socket.socket | None:
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0motcua-port-{port}")
    except OSError:
        claim.close()
        return None
    return claim
