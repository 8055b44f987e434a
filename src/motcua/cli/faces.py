"""``motcua faces``: compare two photos, or ask for the weak passive liveness signal, singly or by file."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from motcua.cli.json_line import as_line
from motcua.faces import services
from motcua.faces.decode import MAX_BYTES, ImageTooLargeError
from motcua.faces.types import FaceAnalysis, FaceQuality
from motcua.kernel.errors import InvalidInputError, MotcuaError
from motcua.kernel.messages import Bilingual, Problem

Line = dict[str, Any]


class MissingPhotoError(InvalidInputError):
    """A named photo is not there or may not be read."""

    code = "image_missing"
    default_message = Bilingual(
        vi="Không tìm thấy tệp ảnh. Hãy kiểm tra lại đường dẫn.",
        en="The photo file is not there. Check its path.",
    )


class BadLineError(InvalidInputError):
    """A line of a batch file is not what it must be."""

    code = "line_invalid"
    default_message = Bilingual(
        vi="Dòng này không đúng dạng JSON cần có.", en="This line is not the JSON object that is expected."
    )


class FailedError(MotcuaError):
    """A fault of the program at one line of a batch file."""

    code = "analysis_failed"
    default_message = Bilingual(
        vi="Chương trình gặp lỗi ở dòng này. Có thể gửi lại ảnh.",
        en="The program failed at this line. The photos may be sent again.",
    )


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImageTooLargeError(path=str(path))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingPhotoError(path=str(path)) from error


@contextmanager
def _explained() -> Iterator[None]:
    """End with a message instead of a traceback where the installation itself is at fault."""
    try:
        yield
    except MotcuaError as error:
        message = f"{error.message.vi} / {error.message.en} {error.details or ''}"
        raise click.ClickException(message.rstrip()) from error


def _problem(error: MotcuaError) -> Problem:
    return Problem(error.code, error.message)


def _analyse(path: Path, *, portrait: bool) -> FaceAnalysis:
    """Analyse a file; what cannot be opened becomes an analysis without a face that says why."""
    try:
        return services.analyse(_load(path), portrait=portrait)
    except InvalidInputError as error:
        return FaceAnalysis(None, FaceQuality(0.0, (_problem(error),)))


def _quality(quality: FaceQuality) -> Line:
    return {"score": quality.score, "problems": [problem.to_dict() for problem in quality.problems]}


def _compare(a: Path, b: Path, *, portrait: bool) -> Line:
    first, second = _analyse(a, portrait=portrait), _analyse(b, portrait=False)
    result = services.compare_analyses(first, second, a_is_portrait=portrait)
    comparable = first.template is not None and second.template is not None
    return {
        "score": round(result.score, 4) if comparable else None,
        "same": result.same,
        "quality": {"a": _quality(result.quality[0]), "b": _quality(result.quality[1])},
    }


def _liveness(path: Path) -> Line:
    try:
        result = services.liveness(_load(path))
    except InvalidInputError as error:
        return {"score": None, "live": None, "problems": [_problem(error).to_dict()]}
    return {
        "score": None if result.live is None and result.score == 0 else round(result.score, 4),
        "live": result.live,
        "problems": [problem.to_dict() for problem in result.problems],
    }


def _batch(file: Path, empty: Line, work: Callable[[Line, Path], Line]) -> None:
    """Write one JSON line for each line of ``file``, in order; progress goes to stderr."""
    for number, line in enumerate(_lines(file), start=1):
        identifier: Any = None
        try:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise BadLineError(line=number) from error
            if not isinstance(entry, dict):
                raise BadLineError(line=number)
            identifier = entry.get("id")
            result = {"id": identifier, **work(entry, file.parent)}
        except InvalidInputError as error:
            result = {"id": identifier, **empty, "problems": [_problem(error).to_dict()]}
        except MotcuaError:  # the installation's, so that every line would meet it
            raise
        except Exception as error:  # noqa: BLE001 - one photo must not cost the thousand after it
            click.echo(as_line(f"{identifier}: {type(error).__name__}: {error}"), err=True)
            result = {"id": identifier, **empty, "problems": [_problem(FailedError()).to_dict()]}
        click.echo(as_line(result))
        sys.stdout.flush()
        click.echo(f"\r{number}", nl=False, err=True)
    click.echo("", err=True)


def _lines(file: Path) -> Iterator[str]:
    with file.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield line.decode("utf-8-sig", errors="replace")


def _path(entry: Line, name: str, folder: Path) -> Path:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise BadLineError(missing=name)
    return folder / value


@click.group()
def faces() -> None:
    """So khớp khuôn mặt trên ảnh. / Compare faces in photos."""


@faces.command()
@click.argument("photos", nargs=-1, type=click.Path(path_type=Path), metavar="A B")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Each line {"id", "a", "b"}; one line {"id", "score", "same", "quality"} out for each.',
)
@click.option("--portrait", is_flag=True, help="A is the printed portrait of a paper.")
def compare(photos: tuple[Path, ...], batch: Path | None, portrait: bool) -> None:
    """Hai ảnh có cùng một người không? / Do two photos show one person?

    The score is a cosine in [-1, 1]; "same" is null where a photo shows no usable face.
    """
    if batch is not None and not photos:

        def work(entry: Line, folder: Path) -> Line:
            a, b = _path(entry, "a", folder), _path(entry, "b", folder)
            return _compare(a, b, portrait=portrait)

        with _explained():
            _batch(batch, {"score": None, "same": None, "quality": None}, work)
    elif batch is None and len(photos) == 2:
        with _explained():
            click.echo(json.dumps(_compare(*photos, portrait=portrait), ensure_ascii=False, indent=2))
    else:
        raise click.UsageError("Cần hai ảnh A B, hoặc --batch FILE. / Give two photos A B, or --batch FILE.")


@faces.command()
@click.argument("photos", nargs=-1, type=click.Path(path_type=Path), metavar="IMAGE")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Each line {"id", "image"}; one line {"id", "score", "live"} out for each.',
)
def liveness(photos: tuple[Path, ...], batch: Path | None) -> None:
    """Ảnh chụp người thật? Chỉ là dấu hiệu yếu. / Taken of a live person? A weak signal only.

    It looks for traces of a screen or a print in one photo. A good print or screen passes unseen: never let
    it decide alone. "live" is false with a clear trace, else null: that no trace shows proves nothing.
    """
    if batch is not None and not photos:
        with _explained():
            _batch(
                batch,
                {"score": None, "live": None},
                lambda entry, folder: _liveness(_path(entry, "image", folder)),
            )
    elif batch is None and len(photos) == 1:
        with _explained():
            click.echo(json.dumps(_liveness(photos[0]), ensure_ascii=False, indent=2))
    else:
        raise click.UsageError("Cần một ảnh, hoặc --batch FILE. / Give one photo, or --batch FILE.")
