"""The one public function of this room: photos of a paper in, a :class:`Reading` out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from motcua.kernel import clock as time_of_day
from motcua.kernel.inference import side_by_side
from motcua.kernel.messages import Problem
from motcua.papers import checks, mirrored
from motcua.papers.clock import Clock
from motcua.papers.codes import IdentityQr
from motcua.papers.document import Look, look_at, unread
from motcua.papers.errors import problem
from motcua.papers.extract import read_fields
from motcua.papers.fuse import Said, fuse
from motcua.papers.hidden import (
    at_the_frame,
    cut_print,
    goes_on_below,
    has_foreign_print,
    is_burnt_out,
    is_filled,
    room_of,
    with_more,
    with_sure_ends,
)
from motcua.papers.kinds import SPECS, is_twofold
from motcua.papers.kinds.base import SideSpec
from motcua.papers.lines.read import recognise_otherwise, recognise_vietnamese
from motcua.papers.looking import PICTURE_ERRORS, Photos, look_at_all
from motcua.papers.mrz import Format
from motcua.papers.mrz_find import ZoneRead, read_zone
from motcua.papers.quality import TOO_SMALL
from motcua.papers.said import TextSaid
from motcua.papers.seen import Seen
from motcua.papers.sides import LEAST_EVIDENCE, search_code_again
from motcua.papers.text import NO_EXPIRY
from motcua.papers.types import FieldValue, PaperKind, Quad, Reading, Region, Side, SideName

__all__ = ["Reading", "read"]

_log = logging.getLogger(__name__)
#: Without these a reading is of little use; a person is told when they are missing.
_NEEDED = ("personal_number", "full_name", "date_of_birth")
#: Print and code name two people: the code may be another card's.
_FOREIGN = ("sources_disagree", "personal_number")
#: What was taken for one paper are two.
_SEVERAL = "several_papers"
#: How much more of the picture around a name the last look takes in, as a fraction of its line's height.
_WIDER = 0.15
#: A side that speaks so much more for another kind is not of the kind settled (backs may look alike).
_ANOTHER_KIND = 3.2
_ORDER = {name: i for i, name in enumerate(("front", "back"))}


@dataclass(slots=True)
class _Placed:
    """A paper with the side it shows."""

    paper: Seen
    kind: PaperKind
    side: SideName
    spec: SideSpec
    zone: ZoneRead | None = None
    problems: list[Problem] = field(default_factory=list)
    look: Look | None = None

    @property
    def quality(self) -> tuple[Problem, ...]:
        """What spoils the photo of it."""
        return () if self.look is None else self.look.quality

    @property
    def findings(self) -> tuple[Problem, ...]:
        """What an officer should look at, from the looks of the paper."""
        return () if self.look is None else self.look.findings


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
    photos, kind, placed = _seen_and_placed(images, clock)
    problems: list[Problem] = list(photos.failed.values())
    if len(images) > 2:
        problems.append(problem("too_many_images"))
    fields: dict[str, FieldValue] = {}
    if kind is None:
        if photos.papers:
            problems.append(problem("paper_not_recognised"))
    else:
        said = _gather(kind, placed, day, clock)
        fused = fuse(said, kind)
        fields, wrong = checks.check_values(fused.fields, kind, day)
        problems.extend([*fused.problems, *wrong, *_side_problems(kind, placed, photos, twice=twice)])
        backs = {number for number, item in enumerate(placed) if item.side == "back"}
        if len(backs) < len(placed):
            fields = checks.in_doubt(fields, checks.untied(said, kind, backs))
        differ = checks.sides_differ(said)
        foreign = any((item.code, item.field) == _FOREIGN for item in fused.problems)
        if differ and not (foreign and checks.tied(said)):
            problems.append(problem("sides_differ"))
        if differ or foreign or _are_several(placed):
            fields = checks.in_doubt(fields, fields)  # a number of somebody else comes with all of theirs
        problems.extend(_unread(name, placed) for name in _NEEDED if name not in fields)
    sides = _sides(len(images), photos, placed)
    reading = Reading(kind, fields, sides, tuple(problems), clock.total(), photos.reduced)
    reading = mirrored.put_back(reading, photos.mirrored)
    return _sent_twice(reading) if twice else reading


def _seen_and_placed(images: Sequence[bytes], clock: Clock) -> tuple[Photos, PaperKind | None, list[_Placed]]:
    """Look at the photos; again for both sides on each, where two show the same side: some send it twice."""
    photos = look_at_all(images, clock, several=len(images) == 1)
    kind, placed = _place(photos.papers)
    if len(images) == 2 and _is_one_side(kind, placed):
        both = look_at_all(images, clock, several=True)
        again, found = _place(both.papers)
        if again == kind and not _is_one_side(kind, found):
            return both, kind, found
    return photos, kind, placed


def _sent_twice(reading: Reading) -> Reading:
    """Return the reading of one photo as that of two, both of which show what it shows."""
    copies = [
        replace(side, image=1, problems=tuple(replace(each, image=1) for each in side.problems))
        for side in reading.sides
    ]
    sides = sorted((*reading.sides, *copies), key=lambda side: (_ORDER[side.side], side.image))
    larger = dict.fromkeys((0, 1), reading.reduced[0]) if reading.reduced else {}
    return replace(reading, sides=tuple(sides), reduced=larger)


def _place(papers: Sequence[Seen]) -> tuple[PaperKind | None, list[_Placed]]:
    """Decide the kind from all papers together, and which side each of them is."""
    totals = {
        kind: sum(max(paper.scores[kind, side] for side in spec.sides) for paper in papers)
        for kind, spec in SPECS.items()
    }
    if not papers or max(paper.best()[0] for paper in papers) < LEAST_EVIDENCE:
        return None, []
    kind = max(totals, key=totals.__getitem__)
    if totals[kind] < LEAST_EVIDENCE:
        # The photos show papers of different kinds: take the one recognised best.
        key = max(papers, key=lambda paper: paper.best()[0]).best()[1]
        kind = key[0] if key else kind
    placed: list[_Placed] = []
    for paper in papers:
        score, side = max((paper.scores[kind, side], side) for side in SPECS[kind].sides)
        # The other side may have settled the kind; then this one needs less, if nothing else claims it.
        enough = LEAST_EVIDENCE * 0.6 if score == paper.best()[0] or score >= LEAST_EVIDENCE else 1.0
        if score >= enough and paper.best()[0] < score + _ANOTHER_KIND:
            placed.append(_Placed(paper, kind, side, SPECS[kind].sides[side]))
    return kind, placed


def _gather(kind: PaperKind, placed: Sequence[_Placed], day: date, clock: Clock) -> list[Said]:
    """Ask every source on every side what it says."""
    card = kind != "passport"
    coded = side_by_side(lambda item: _codes_say(item, day, clock, card=card), placed)
    said = _numbered(coded)
    settled = {
        item.field: item.value
        for item in said
        if item.sure and not item.letters_only and not _bare_name(item)
    }
    letters = next((item.value for item in said if item.letters_only), "")
    printed = side_by_side(lambda item: _print_says(item, kind, settled, letters, clock), placed)
    return [*said, *_numbered(printed)]


def _numbered(found: Sequence[Sequence[Said]]) -> list[Said]:
    """Return what was said on each paper, with which paper it was."""
    return [replace(each, paper=paper) for paper, said in enumerate(found) for each in said]


def _codes_say(item: _Placed, day: date, clock: Clock, *, card: bool) -> list[Said]:
    """Return what the QR code and the zone of one side say; its quality is judged on the way."""
    said: list[Said] = []
    if is_twofold([line.text for line in item.paper.lines], item.kind, item.side):
        item.problems.append(problem(_SEVERAL))
    with clock.part("quality"):
        item.look = _look(item.paper, item.spec, card=card)
        item.look = item.look and item.look.told(cut_print(item.paper, item.kind, item.side))
    if item.spec.qr:
        search_code_again(item.paper, clock)
        if item.paper.code is None:
            item.problems.append(problem("qr_not_read"))
    if item.paper.code is not None:
        said.extend(_from_code(item.paper, item.paper.code[0]))
    if item.spec.mrz is not None:
        with clock.part("mrz"):
            item.zone = _zone(item.paper, item.spec.mrz, day)
        if item.zone is None or not item.zone.mrz.verified:
            item.problems.append(problem("mrz_not_read"))
        if item.zone is not None:
            said.extend(_from_zone(item.paper, item.zone))
    return said


def _zone(paper: Seen, format_: Format, day: date) -> ZoneRead | None:
    """Return the zone that was read before, or read it with what its lines were read as."""
    if paper.zone is not None and paper.zone.mrz.format == format_:
        return paper.zone.as_of(day)
    return read_zone(paper.card, paper.lines, format_, on=day)


def _print_says(
    item: _Placed, kind: PaperKind, settled: Mapping[str, str], letters: str, clock: Clock
) -> list[Said]:
    """Return what the print of one side says, with a second reading of what no code has settled."""
    with clock.part("text"):
        texts = read_fields(
            item.paper.lines, item.spec, _second_reader(item.paper),
            digits=SPECS[kind].number_digits, sure=settled, letters=letters,
            wider=lambda quads: with_sure_ends(
                recognise_vietnamese(item.paper.card, [with_more(quad) for quad in quads], margin=_WIDER)
            ),
            third=lambda quads: recognise_otherwise(item.paper.card, quads),
        )  # fmt: skip
        foreign = has_foreign_print(item.paper, item.kind, item.side)
        small = any(each.code == TOO_SMALL.code for each in item.quality)
        # The name of an authority is known whole from a part of it.
        hidden = [
            (not (text.listed and text.field == "issuing_authority") and _may_go_on(item, text.quad))
            or (text.field == "full_name" and goes_on_below(item.paper, text.quad))
            for text in texts
        ]
    return [
        _from_text(item.paper, replace(text, whole=text.whole and not gone, foreign=foreign, small=small))
        for text, gone in zip(texts, hidden, strict=True)
    ]


def _may_go_on(item: _Placed, quad: Quad) -> bool:
    """Tell whether a part of a value may be hidden: off the photo, under glare, or under what lies there."""
    paper = item.paper
    thing = None if item.look is None else item.look.over(room_of(paper.card, quad))
    if item.look is not None and thing is not None:
        item.look = item.look.told(thing)
    return thing is not None or at_the_frame(paper, quad) or is_burnt_out(paper.card, quad)


def _second_reader(paper: Seen, margin: float = 0.0) -> Callable[..., list]:  # type: ignore[type-arg]
    return lambda quads: recognise_vietnamese(paper.card, quads, margin=margin)


def _bare_name(item: Said) -> bool:
    """Tell whether a QR code's name is without diacritics, as some are: then print must tell them."""
    return item.field == "full_name" and item.value.isascii()


def _from_code(paper: Seen, code: IdentityQr) -> list[Said]:
    quad = paper.code[1] if paper.code else None
    region = None if quad is None else Region(paper.image, quad)
    values = {
        "personal_number": code.personal_number,
        "previous_number": code.previous_number or "",
        "full_name": code.full_name,
        "date_of_birth": code.date_of_birth.isoformat(),
        "sex": code.sex,
        "place_of_residence": code.residence,
        "date_of_issue": code.date_of_issue.isoformat(),
    }
    return [
        Said(name, value, "qr", 0.998, paper.image, region, sure=True)
        for name, value in values.items()
        if value
    ]


def _from_zone(paper: Seen, zone: ZoneRead) -> list[Said]:
    mrz = zone.mrz
    region = Region(paper.image, paper.on_photo(zone.quad))
    expiry = NO_EXPIRY if mrz.no_expiry else mrz.date_of_expiry.isoformat() if mrz.date_of_expiry else None
    values = {
        "personal_number": mrz.personal_number,
        "date_of_birth": mrz.date_of_birth.isoformat() if mrz.date_of_birth else None,
        "sex": mrz.sex,
        "date_of_expiry": expiry,
        "nationality": "Việt Nam",
    }
    confidence = 0.996 if mrz.verified else 0.5
    said = [
        Said(name, value, "mrz", confidence, paper.image, region, sure=mrz.verified)
        for name, value in values.items()
        if value is not None
    ]
    if mrz.full_name:
        said.append(
            Said(
                "full_name", mrz.full_name, "mrz", mrz.name_confidence, paper.image, region,
                sure=mrz.verified and mrz.name_confidence > 0.5, letters_only=True,
            )
        )  # fmt: skip
    return said


def _from_text(paper: Seen, text: TextSaid) -> Said:
    region = Region(paper.image, paper.on_photo(text.quad))
    return Said(text.field, text.value, "text", text.confidence, paper.image, region, text=text)


def _are_several(placed: Sequence[_Placed]) -> bool:
    """Tell whether two papers were taken for one: the number may be of one, and the name of the other."""
    return any(each.code == _SEVERAL for item in placed for each in item.problems)


def _is_one_side(kind: PaperKind | None, placed: Sequence[_Placed]) -> bool:
    """Tell whether two photos show the same side of a paper of two."""
    shown = {item.side for item in placed}
    return kind is not None and len(placed) > 1 and len(shown) == 1 < len(SPECS[kind].sides)


def _side_problems(
    kind: PaperKind, placed: Sequence[_Placed], photos: Photos, *, twice: bool
) -> list[Problem]:
    """Say which side is missing or was photographed twice."""
    shown = [item.side for item in placed]
    missing = [side for side in SPECS[kind].sides if side not in shown]
    if (twice or len(shown) > len(set(shown))) and missing:
        return [problem("same_side_twice")]
    if photos.failed:
        return []
    return [problem(f"{side}_missing") for side in missing]


def _sides(count: int, photos: Photos, placed: Sequence[_Placed]) -> tuple[Side, ...]:
    """Return one entry for each paper placed, and one for each photo that shows none."""
    entries: list[Side] = []
    for item in placed:
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
            poor = None if seen is None else _look(seen)
            quality = () if poor is None else poor.quality
            told = (*quality, problem("paper_not_recognised"))
            entries.append(Side(guess, index, seen.quad if seen else None, None, told))
    return tuple(sorted(entries, key=lambda entry: (_ORDER[entry.side], entry.image)))


def _look(paper: Seen, spec: SideSpec | None = None, *, card: bool = False) -> Look | None:
    known = spec is not None
    portrait = spec.portrait if spec is not None else None
    try:
        return look_at(
            paper.photo, paper.quad, image=paper.image, portrait=portrait, card=card, recognised=known,
            filled=is_filled(paper, front=portrait is not None),
        )  # fmt: skip
    except PICTURE_ERRORS:
        _log.exception("the looks of a paper could not be measured")
        return None


def _unread(name: str, placed: Sequence[_Placed]) -> Problem:
    """Return that a field could not be read, with why and where if its side shows it."""
    missing = problem("field_not_read", name)
    for item in placed:
        box = dict(item.spec.places).get(name)
        if box is not None and item.look is not None:
            return unread(missing, box, item.look)
    return missing
