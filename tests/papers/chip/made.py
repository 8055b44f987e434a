"""Chips of an invented holder, each kind of key made once for the whole run."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from bench.fuzz import chips

from motcua.papers.chip import services
from motcua.papers.chip.authorities import Authorities, parse
from motcua.papers.chip.types import ChipReading

TODAY = date(2026, 11, 25)


@cache
def csca(kind: str = "brainpoolP256r1", **options: object) -> chips.Signer:
    return chips.certify(kind, **options)  # type: ignore[arg-type]


@cache
def signer(kind: str = "brainpoolP256r1", **options: object) -> chips.Signer:
    """A document signer of `csca`."""
    return chips.certify(kind, issuer=csca(), **options)  # type: ignore[arg-type]


@cache
def groups() -> Mapping[int, bytes]:
    return chips.card_groups()


@cache
def good_sod() -> bytes:
    return chips.sod(groups(), signer())


def trusted(*certificates: chips.Signer) -> Authorities:
    return Authorities(tuple(parse(one.certificate)[0] for one in certificates))


def read(
    given: Mapping[int, bytes] | None = None,
    sod: bytes | None = None,
    *,
    authorities: Authorities | None = None,
    on: date = TODAY,
) -> ChipReading:
    """Read a ZIP of the groups (default: the holder's) and EF.SOD (default: none), our CSCA trusted."""
    data = chips.zipped(chips.files(groups() if given is None else given, sod))
    return services.read_chip(data, trusted=trusted(csca()) if authorities is None else authorities, on=on)


def codes(reading: ChipReading) -> list[str]:
    return [item.code for item in reading.problems]


def believed(reading: ChipReading) -> dict[str, str]:
    """What would be taken over without anybody having a look."""
    return {name: value.value for name, value in reading.fields.items() if not value.review}
