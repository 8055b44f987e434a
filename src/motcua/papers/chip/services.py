"""The way in: a chip file to a `ChipReading`, and a chip compared with photos of the same paper."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from motcua.kernel import clock
from motcua.kernel.messages import Problem
from motcua.papers.checks import check_values
from motcua.papers.chip import container, groups, portrait, tlv
from motcua.papers.chip.authorities import Authorities, load
from motcua.papers.chip.compare import compare
from motcua.papers.chip.errors import problem
from motcua.papers.chip.fields import Values, fuse
from motcua.papers.chip.types import ChipReading
from motcua.papers.chip.verify import Facts, verify
from motcua.papers.kinds import SPECS
from motcua.papers.types import PaperKind

__all__ = ["Authorities", "ChipReading", "authorities", "compare", "read_chip"]

#: Files may be padded to the size the app asked the chip for.
_PADDING: Final = b"\x00\xff"


def authorities(folder: Path) -> Authorities:
    """Read the CSCA certificates of a folder, to be given to :func:`read_chip`.

    Raises:
        SetupError: the folder is missing, or a file in it is no certificate.
    """
    return load(folder)


def read_chip(data: bytes, *, trusted: Authorities | None = None, on: date | None = None) -> ChipReading:
    """Read a chip file (ZIP or JSON, docs/chip.md).

    Args:
        data: the file as uploaded; nothing of it is trusted.
        trusted: CSCA certificates; without them integrity is checked, not origin.
        on: the day for which validity is judged; today in Vietnam by default.

    Raises:
        ChipFileError: the file is none, is over the limits or holds nothing of a chip. Whatever is wrong
            with the chip's data in it is in the reading's ``verification`` and ``problems``.
    """
    return _read(container.unpack(data), trusted, on)


def _read(files: Mapping[str, bytes], trusted: Authorities | None, on: date | None) -> ChipReading:
    day = on or clock.today()
    problems: list[Problem] = []
    given = _groups(files, problems)
    values = Values()
    group1 = group13 = None
    try:
        if 1 in given:
            group1 = groups.read_group1(given[1], on=day)
        elif not problems:
            problems.append(problem("chip_group_missing"))
    except ValueError:
        _damaged(problems)
    try:
        group13 = groups.read_group13(given[13]) if 13 in given else None
    except ValueError:
        _damaged(problems)
    values = fuse(group1, group13)
    facts = Facts(on=day, issuing_state=group1.issuing_state if group1 else None, issued_on=values.issued_on)
    checked = verify(files.get("SOD"), given, trusted or Authorities(), facts)
    verification = checked.verification
    if verification.outcome != "origin_proved":
        problems.append(problem("chip_not_verified", message=verification.message))
    if checked.expired_since:
        problems.append(problem("chip_certificate_expired"))
    face = _face(given.get(2), problems)
    zone = group1.zone if group1 else None
    paper: PaperKind | None = "passport" if zone is not None and zone.format == "td3" else None
    fields, wrong = check_values(values.judged(verification), paper or _card(values.issued_on), day)
    return ChipReading(
        paper=paper,
        document_number=zone.document_number if zone else None,
        issuing_state=group1.issuing_state if group1 else None,
        fields=fields,
        family=values.family,
        other=values.other,
        portrait=face,
        verification=verification,
        problems=(*problems, *values.problems, *wrong),
    )


def _card(issued_on: date | None) -> PaperKind:
    """Return which of the two cards with a chip was given out on a day: the chip itself does not say."""
    first, _ = SPECS["can_cuoc"].issued
    return "cccd_chip" if issued_on and first and issued_on < first else "can_cuoc"


def _groups(files: Mapping[str, bytes], problems: list[Problem]) -> dict[int, bytes]:
    """Return the data groups' files, each cut to what its own length says."""
    found: dict[int, bytes] = {}
    for number, tag in groups.TAGS.items():
        data = files.get(f"DG{number}")
        if data is None:
            continue
        try:
            element = tlv.first(data, tag)
            if data[len(element.raw) :].strip(_PADDING):
                raise tlv.TlvError("something follows")
            found[number] = element.raw
        except tlv.TlvError:
            # Still compared with the signed hash: a damaged group is not to be passed over in silence.
            found[number] = data
            _damaged(problems)
    return found


def _damaged(problems: list[Problem]) -> None:
    told = problem("chip_group_damaged")
    if told not in problems:
        problems.append(told)


def _face(raw: bytes | None, problems: list[Problem]) -> bytes | None:
    if raw is None:
        return None
    try:
        return portrait.as_jpeg(groups.read_group2(raw))
    except (ValueError, portrait.PortraitError):
        problems.append(problem("chip_portrait_unreadable"))
        return None
