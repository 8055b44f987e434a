"""The one public function of this room: photos of a paper in, a :class:`Reading` out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from motcua.kernel import clock as time_of_day
from motcua.kernel.messages import Problem
from motcua.papers import checks
from motcua.papers.clock import Clock
from motcua.papers.errors import problem, same_side_twice
from motcua.papers.fuse import fuse
from motcua.papers.kinds import SPECS
from motcua.papers.sides import mirrored
from motcua.papers.sides.all_photos import Photos, read_photos
from motcua.papers.sides.classification import (
    ClassifiedSide,
    are_several,
    classify_sides,
    inspect_side,
    show_same_side,
)
from motcua.papers.sources import collect_values
from motcua.papers.types import FieldValue, PaperKind, Reading, Side, SideName
from motcua.papers.unread_values import unread_values

__all__ = ["Reading", "read"]

#: Print and code name two people: the code may be another card's.
_FOREIGN = ("sources_disagree", "personal_number")
_ORDER = {name: i for i, name in enumerate(("front", "back"))}


def read(images: Sequence[bytes], *, on: date | None = None) -> Reading:
    """Read one identity paper from photos of it.

    Args:
        images: one or two encoded photos (JPEG, PNG, HEIC, WebP …) of the paper's sides in any order and
            rotation; one photo may show both sides.
        on: the day for which validity is judged; today in Vietnam by default.

    Returns:
        A reading. It never raises for what is on or in a photo: an unusable one has its problem in
        ``problems`` and in the entry of its side.

    Raises:
        SetupError: a model file is missing or not the pinned one.
    """
    day = on or time_of_day.today()
    clock = Clock()
    if not images:
        return Reading(None, {}, (), (problem("no_image"),), clock.total())
    twice = len(images) == 2 and images[0] == images[1] != b""
    if twice:
        images = images[:1]
    photos, kind, classified = _read_and_classified(images, clock)
    problems: list[Problem] = list(photos.failed.values())
    if len(images) > 2:
        problems.append(problem("too_many_images"))
    fields: dict[str, FieldValue] = {}
    if kind is None:
        if photos.papers:
            problems.append(problem("paper_not_recognised"))
    else:
        source_values = collect_values(kind, classified, day, clock)
        fused = fuse(source_values, kind)
        fields, wrong = checks.check_values(fused.fields, kind, day)
        problems.extend([*fused.problems, *wrong, *_side_problems(kind, classified, photos, twice=twice)])
        backs = {number for number, item in enumerate(classified) if item.side == "back"}
        if len(backs) < len(classified):
            fields = checks.marked_for_review(fields, checks.unlinked_back_fields(source_values, kind, backs))
        differ = checks.sides_differ(source_values)
        foreign = any((item.code, item.field) == _FOREIGN for item in fused.problems)
        if differ and not (foreign and checks.share_number(source_values)):
            problems.append(problem("sides_differ"))
        if differ or foreign or are_several(classified):
            fields = checks.marked_for_review(
                fields, fields
            )  # a number of somebody else comes with all of theirs
        if any("sex" in item.spec.fields for item in classified):
            fields = checks.with_sex_of_number(fields)
        with clock.part("quality"):
            problems.extend(unread_values(fields, classified))
        _report_objects(classified, fields)
    sides = _sides(len(images), photos, classified)
    reading = Reading(kind, fields, sides, tuple(problems), clock.total(), photos.reduced)
    reading = mirrored.mirror_back(reading, photos.mirrored)
    return _sent_twice(reading) if twice else reading


def _read_and_classified(
    images: Sequence[bytes], clock: Clock
) -> tuple[Photos, PaperKind | None, list[ClassifiedSide]]:
    """Look at the photos; again for both sides on each, where two show the same side: some send it twice."""
    photos = read_photos(images, clock, several=len(images) == 1)
    kind, classified = classify_sides(photos.papers)
    if len(images) == 2 and show_same_side(kind, classified):
        both = read_photos(images, clock, several=True)
        again, found = classify_sides(both.papers)
        if again == kind and not show_same_side(kind, found):
            return both, kind, found
    return photos, kind, classified


def _sent_twice(reading: Reading) -> Reading:
    """Return the reading of one photo as that of two, both of which show what it shows."""
    copies = [
        replace(side, image=1, problems=tuple(replace(each, image=1) for each in side.problems))
        for side in reading.sides
    ]
    sides = sorted((*reading.sides, *copies), key=lambda side: (_ORDER[side.side], side.image))
    larger = dict.fromkeys((0, 1), reading.reduced[0]) if reading.reduced else {}
    return replace(reading, sides=tuple(sides), reduced=larger)


def _side_problems(
    kind: PaperKind, classified: Sequence[ClassifiedSide], photos: Photos, *, twice: bool
) -> list[Problem]:
    """Say which side is missing or was photographed twice."""
    shown = [item.side for item in classified]
    missing = [side for side in SPECS[kind].sides if side not in shown]
    if (twice or len(shown) > len(set(shown))) and missing:
        return [same_side_twice(missing[0])]
    if photos.failed:
        return []
    return [problem(f"{side}_missing") for side in missing]


def _sides(count: int, photos: Photos, classified: Sequence[ClassifiedSide]) -> tuple[Side, ...]:
    """Return one entry for each paper placed, and one for each photo that shows none."""
    entries: list[Side] = []
    for item in classified:
        paper = item.paper
        portrait = None if item.spec.portrait is None else paper.box_on_photo(item.spec.portrait)
        entries.append(
            Side(
                item.side, paper.image, paper.quad, portrait, (*item.quality, *item.findings, *item.problems)
            )
        )
    used = {entry.image for entry in entries}
    for index in range(count):
        if index in used:
            continue
        taken = {entry.side for entry in entries}
        guess: SideName = "front" if index == 0 else "back"
        if guess in taken:
            guess = "back" if guess == "front" else "front"
        seen = next((paper for paper in photos.papers if paper.image == index), None)
        wrong = photos.failed.get(index)
        if wrong is not None:
            entries.append(Side(guess, index, None, None, (wrong,)))
        else:
            poor = None if seen is None else inspect_side(seen)
            quality = () if poor is None else poor.quality
            told = (*quality, problem("paper_not_recognised"))
            entries.append(Side(guess, index, seen.quad if seen else None, None, told))
    return tuple(sorted(entries, key=lambda entry: (_ORDER[entry.side], entry.image)))


def _report_objects(classified: Sequence[ClassifiedSide], fields: Mapping[str, FieldValue]) -> None:
    """Tell what lies on a side of which a value was not read, or asks for a look."""
    for item in classified:
        asked = (name not in fields or fields[name].review for name in item.spec.fields)
        if item.inspection is not None and any(asked):
            item.inspection = item.inspection.with_obstacle(next(iter(item.inspection.laid_on), None))
