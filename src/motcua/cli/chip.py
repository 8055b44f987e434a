"""``motcua chip``: a file that a phone app read from a chip, as JSON (docs/chip.md)."""

import json
from pathlib import Path
from typing import Any

import click

from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Problem
from motcua.papers.chip import services
from motcua.papers.chip.container import MAX_BYTES
from motcua.papers.chip.types import ChipReading
from motcua.papers.types import Reading

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def chip() -> None:
    """Dữ liệu chip của giấy tờ. / What a paper's chip says."""


@chip.command()
@click.argument("file", type=_FILE)
@click.option(
    "--csca",
    type=click.Path(path_type=Path),
    help="Thư mục chứng thư gốc CSCA. / Folder of CSCA certificates; without it nobody's signature is known.",
)
@click.option(
    "--photo",
    "photos",
    type=_FILE,
    multiple=True,
    help="Ảnh giấy tờ để đối chiếu, một hoặc hai lần. / Photo of the paper to compare with, once or twice.",
)
@click.option(
    "--portrait",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Ghi ảnh chân dung ra tệp JPEG. / Write the portrait to a JPEG file.",
)
def read(file: Path, csca: Path | None, photos: tuple[Path, ...], portrait: Path | None) -> None:
    """Đọc tệp dữ liệu chip. / Read a chip file: ZIP or JSON with EF_SOD, DG1, DG2, DG13.

    Prints one JSON object. Hashes are always checked; whose signature it is only against --csca. The public
    lists hold no CSCA for the Vietnamese identity card: it must come from the authority that issues the card.
    """
    if len(photos) > 2:
        raise click.UsageError("Nhiều nhất hai ảnh. / At most two photos.")
    trusted = services.authorities(csca) if csca is not None else None
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    try:
        reading = services.read_chip(data, trusted=trusted)
    except MotcuaError as error:
        click.echo(json.dumps(_unread(error), ensure_ascii=False))
        return
    answer = reading.to_contract()
    if photos:
        answer["photos"] = _compared(photos, reading)
    if portrait is not None and reading.portrait is not None:
        portrait.write_bytes(reading.portrait)
    click.echo(json.dumps(answer, ensure_ascii=False))


def _unread(error: MotcuaError) -> dict[str, Any]:
    """Return the answer for a file that is no chip file: the same keys, and why."""
    problem = Problem(error.code, error.message).to_dict()
    empty = dict.fromkeys(("paper", "document_number", "issuing_state", "portrait_bytes", "verification"))
    return {**empty, "fields": {}, "family": [], "other": {}, "problems": [problem]}


def _compared(photos: tuple[Path, ...], chip: ChipReading) -> dict[str, Any]:
    """Read the photos and return what chip and photos say alike, and the problems where they differ."""
    from motcua.papers.reading import read as read_photos  # noqa: PLC0415  # models load only for photos

    reading: Reading = read_photos([path.read_bytes() for path in photos])
    problems = services.compare(reading, chip)
    differ = {item.field for item in problems}
    both = [name for name in reading.fields if name in chip.fields]
    return {
        "paper": reading.paper,
        "agree": [name for name in both if name not in differ],
        "problems": [item.to_dict() for item in (*problems, *reading.problems)],
    }
