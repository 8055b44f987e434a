"""``motcua read``: photos of a paper to what they say, as text or as JSON (docs/contracts.md)."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from motcua.cli.json_line import as_line
from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.errors import problem
from motcua.papers.types import Reading
from motcua.papers.words import FIELDS, PAPERS, SIDES, UNKNOWN_PAPER, value_words

#: No photo is larger; more is not read into memory (papers.photo says so in its own words).
_MOST_BYTES = 16 * 1024 * 1024

_LOOK = Bilingual("cần xem lại", "needs a look")


@click.command()
@click.argument("images", nargs=-1, type=click.Path(path_type=Path), metavar="FRONT [BACK]")
@click.option("--json", "as_json", is_flag=True, help="In JSON. / Print JSON.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp JSONL, mỗi dòng một giấy tờ. / JSON lines, one paper a line.",
)
@click.option(
    "--explain",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Trang HTML chỉ rõ đọc từ đâu. / HTML page that shows where each value was read.",
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def read(
    images: tuple[Path, ...], batch: Path | None, explain: Path | None, lang: str, *, as_json: bool
) -> None:
    """Đọc ảnh giấy tờ. / Read photos of an identity paper.

    FRONT và BACK là ảnh hai mặt, thứ tự nào cũng được. / FRONT and BACK are photos of the two sides, in
    either order; one photo may show both.
    """
    if batch is not None:
        if images or explain is not None:
            raise click.UsageError("--batch takes no FRONT, BACK or --explain")
        _read_batch(batch)
        return
    if not 1 <= len(images) <= 2:
        raise click.UsageError("Cần một hoặc hai ảnh. / Give one or two photos.")
    if explain is not None and not explain.parent.is_dir():  # said before the reading, which takes a while
        raise click.UsageError(f"--explain: không có thư mục / no such folder: {explain.parent}")
    reading, photos = _read_files(list(images))
    if explain is not None:
        from motcua.cli import read_explain  # noqa: PLC0415 - only when it is asked for

        explain.write_text(read_explain.explain(photos, reading), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(reading.to_contract(), ensure_ascii=False))
    else:
        click.echo("\n".join(_described(reading, lang)))


def _read_files(paths: list[Path]) -> tuple[Reading, list[bytes]]:
    """Read files; one that cannot be opened becomes an empty photo and a problem of its own.

    Returns the reading and the photos it was read from.
    """
    from motcua.papers import reading  # noqa: PLC0415  # models load only when something is read

    images: list[bytes] = []
    missing: set[int] = set()
    for index, path in enumerate(paths):
        try:
            with path.open("rb") as stream:
                images.append(stream.read(_MOST_BYTES))
        except OSError:
            images.append(b"")
            missing.add(index)
    result = reading.read(images)
    return (_with_missing(result, missing) if missing else result), images


def _with_missing(reading: Reading, missing: set[int]) -> Reading:
    """Say of photos whose file was not found just that, and not that they are empty."""
    told = problem("image_missing")
    sides = tuple(
        replace(side, problems=(told,)) if side.image in missing else side for side in reading.sides
    )
    others = [item for item in reading.problems if item.code != "photo_empty"]
    kept = [item for item in reading.problems if item.code == "photo_empty"][len(missing) :]
    return replace(reading, sides=sides, problems=(told, *kept, *others))


def _read_batch(batch: Path) -> None:
    """Print one JSON line for each line of the file, in order; progress goes to standard error."""
    for done, line in enumerate(_lines(batch), start=1):
        click.echo(as_line(_read_line(line, batch.parent)))
        sys.stdout.flush()
        click.echo(f"{done}", err=True)


def _lines(batch: Path) -> Iterator[bytes]:
    """Yield every line that holds something: an empty one is no entry, as JSON Lines readers have it."""
    with batch.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield line


def _read_line(line: bytes, folder: Path) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
        names = entry["images"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise TypeError
        identifier = entry.get("id")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Reading(None, {}, (), (problem("bad_line"),)).to_contract(None)
    try:
        paths = [folder / name for name in names]
        result = _read_files(paths)[0].to_contract()
    except ValueError:  # a NUL byte in a path
        result = Reading(None, {}, (), (problem("image_missing"),)).to_contract()
    except SetupError:
        raise
    except Exception as error:  # noqa: BLE001 - one photo must not cost the thousand after it
        click.echo(as_line(f"{identifier}: {type(error).__name__}: {error}"), err=True)
        result = Reading(None, {}, (), (problem("reading_failed"),)).to_contract()
    return {**result, "id": identifier}


def _described(reading: Reading, lang: str) -> list[str]:
    """Return the reading as lines for a person."""
    lines = [PAPERS.get(reading.paper or "", UNKNOWN_PAPER).in_language(lang)]
    width = max((len(FIELDS[name].in_language(lang)) for name in reading.fields if name in FIELDS), default=0)
    for name, label in FIELDS.items():
        value = reading.fields.get(name)
        if value is None:
            continue
        text = value_words(name, value.value).in_language(lang)
        mark = f"  [{_LOOK.in_language(lang)}]" if value.review else ""
        lines.append(f"  {label.in_language(lang):<{width}}  {text}{mark}")
    lines.extend(f"! {_about(item, lang)}" for item in reading.problems)
    for side in reading.sides:
        for item in side.problems:
            lines.append(f"! {SIDES[side.side].in_language(lang)}: {_about(item, lang)}")  # noqa: PERF401
    return lines


def _about(item: Problem, lang: str) -> str:
    field, message = FIELDS.get(item.field or ""), item.message.in_language(lang)
    label = field.in_language(lang) if field else ""
    # A name that is said in the sentence, also as one of its words, is not said before it.
    return message if label.casefold() in message.casefold() else f"{label}: {message}"
