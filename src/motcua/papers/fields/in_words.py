"""A name, an address or words from what two recognisers read where they stand, put right from tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from motcua.kernel.vietnamese import nfc, tones_in_place
from motcua.papers.fields import marks, names, well_formed
from motcua.papers.fields.alignment import (
    lost_end,
    lost_letter,
    lost_tone,
    only_adds,
    same_digits,
    same_letters,
    same_marks,
    second_text,
    with_commas,
)
from motcua.papers.fields.matches import FieldMatch
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import rows_of, union
from motcua.papers.text import places, vocabulary
from motcua.papers.text.spelling import is_plausible, is_spelt_name
from motcua.papers.text.values import clean_name, clean_place, joint, worst

#: Letters of ``CÔNG AN``, which alone names no authority.
_POLICE: Final = 6
_LIKE_DIGITS: Final = str.maketrans("oOiIl", "00111")


def authority(name: str, item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue | None:
    """Return an authority that may take two rows; below one that is named on one row stand a rank, a seal."""
    whole = words(name, item, again)
    first = words(name, replace(item, pieces=item.pieces[:1]), again)
    if whole is None or first is None or first.listed:
        return first or whole
    named = sum(c.isalpha() for c in first.value) > _POLICE
    return first if named and not whole.listed else whole


def words(name: str, item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue | None:
    """Return a value in Vietnamese as the second recogniser reads it, piece by piece."""
    texts: list[str] = []
    scores: list[float] = []
    letters: list[tuple[str, float]] = []
    agreed = unopposed = counted = ended = True
    asked = False
    for piece in item.pieces:
        other = again.get(id(piece.line))
        if other is None:
            texts.append(piece.text)
            scores.extend(piece.scores)
            continue
        asked = True
        text, part = second_text(piece, other)
        if name == "identifying_features":
            part = marks.scores_of_meaning(piece, other)
        texts.append(with_commas(piece.text, text))
        scores.extend(part)
        letters += [(c, score) for c, score in zip(text, part, strict=False) if not c.isspace()]
        fast, full = piece.text, texts[-1]
        if name == "identifying_features":
            fast, full = vocabulary.with_digits(fast), vocabulary.with_digits(full)
        same = same_letters(fast, full)
        agreed = agreed and same
        unopposed = unopposed and (same or only_adds(fast, full)) and same_marks(fast, full)
        unopposed = unopposed and not lost_tone(piece.text, text) and not lost_letter(piece, text)
        counted = counted and same_digits(fast, full)
        ended = ended and not lost_end(piece.text, text)
    joined = " ".join(text.strip() for text in texts)
    if name == "issuing_authority":
        # A passport repeats the name in English.
        joined = joined.split("/")[0]
    if name == "identifying_features":
        joined = vocabulary.in_case(joined)
    clean = clean_name(joined) if SHAPES.get(name) == "name" else clean_place(joined)
    if clean is None and SHAPES.get(name, "words") == "words":
        clean = nfc(joined).strip(" .,:;-") or None
    if clean is None:
        return None
    printed = PrintedValue(
        field=name,
        value=clean,
        confidence=joint(scores),
        weakest=worst(scores),
        agreed=agreed and unopposed if asked else None,
        unopposed=asked and unopposed,
        plausible=is_spelt_name(clean) if SHAPES.get(name) == "name" else is_plausible(clean),
        quad=union([piece.quad for piece in item.pieces]),
        whole=ended
        and not item.beside
        and not item.rivals
        and well_formed.is_whole(name, clean, texts, item.pieces),
        corrected=tones_in_place(joined) != nfc(joined),
        counted=counted,
        rows=rows_of([piece.quad for piece in item.pieces]),
    )
    if SHAPES.get(name) == "name":
        return _chosen(printed, item, again)
    behind = item.pieces[0].start > 0 and item.pieces[0].line is item.label
    return _as_listed(_settled(printed, scores, letters, behind=behind), item) if asked else printed


def _chosen(printed: PrintedValue, item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue:
    """Return a name as the likeliest of what the second recogniser finds possible."""
    best = names.choose(item.pieces, again)
    if best is None:
        return printed
    # Not what was read first, whatever decided it: somebody has to look.
    margin = best.margin if best.value == printed.value else min(best.margin, 0.0)
    return replace(
        printed, value=best.value, margin=margin, others=best.others, plausible=is_spelt_name(best.value)
    )


def _settled(
    printed: PrintedValue, scores: Sequence[float], letters: Sequence[tuple[str, float]], *, behind: bool
) -> PrintedValue:
    """Put right what tables and short lists tell for certain; what was put right is marked so."""
    if SHAPES.get(printed.field) == "place":
        address = places.resolve_address(printed.value)
        # Right behind its label on one row an origin of two units has lost no ward.
        short = behind and printed.field == "place_of_origin" and places.is_district(printed.value)
        listed, before = short or (address.known and address.whole), address.text[: address.before]
        return replace(
            printed,
            value=address.text,
            # Names of units need not be spelled as Vietnamese is (``Ia Pnôn``): the table has them.
            plausible=short or (is_plausible(before) if address.known else printed.plausible),
            listed=listed,
            corrected=printed.corrected or address.changed,
            # An address that does not end in units we know may have lost its end, or taken another's.
            whole=printed.whole and (short or address.known),
            # A comma that only one reader saw moves the end by a place or two.
            own=tuple(scores[: address.before + 2]) if address.known and address.before else None,
        )
    entry = vocabulary.match_entry(printed.field, printed.value)
    if entry is None:
        return printed
    if printed.field == "identifying_features":
        return _worded(
            replace(printed, value=entry.text, corrected=printed.corrected or entry.changed), letters
        )
    return replace(
        printed,
        value=entry.text,
        plausible=printed.plausible or entry.letters_right,
        listed=entry.letters_right,
        corrected=printed.corrected or entry.changed,
    )


def _as_listed(printed: PrintedValue, item: FieldMatch) -> PrintedValue:
    """Return an entry of a short list that the first reader has letter by letter as agreed upon.

    The second has it misread (``Tỉn Iành``), but nothing else of the list is like that.
    """
    value, first = printed.value, " ".join(piece.text for piece in item.pieces)
    same = nfc(first).casefold() == nfc(value).casefold()
    if not same or not vocabulary.is_like_no_other(printed.field, value):
        return printed
    return replace(printed, agreed=True, unopposed=True, corrected=False)


def _worded(printed: PrintedValue, letters: Sequence[tuple[str, float]]) -> PrintedValue:
    """Return what is said of marks on the skin; of their usual words alone it is listed but for lengths.

    A word of the list is as sure as its letters on average, what is not is as sure as each.
    """
    printed = replace(printed, plausible=is_plausible(printed.value))
    parts = None if printed.corrected else vocabulary.words_borne_out(printed.value)
    # A digit of a length may have been read as the letter like it.
    at = _alike("".join(letter for letter, _ in letters)).find(_alike("".join(printed.value.split())))
    if parts is None or at < 0:
        return printed
    own: list[float] = []
    for part, known in parts:
        scores = [score for _, score in letters[at : at + len(part)]]
        own += [sum(scores) / len(scores)] if known else scores
        at += len(part)
    return replace(printed, listed=True, own=tuple(own))


def _alike(text: str) -> str:
    """Return a text in small letters in which those like a nought or a one are those digits."""
    return text.lower().translate(_LIKE_DIGITS)
