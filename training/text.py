"""What the drawn lines say: names, addresses, numbers, dates, labels, sentences, zones, syllables."""

import random
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from bench.cards import names, places

from motcua.papers.lines.alphabet import CHARSET
from training.words import ENGLISH, LABELS, RHYMES, SHORT, STARTS, WORDS

_TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_KNOWN: Final = frozenset(CHARSET[1:])


def syllable(rng: random.Random) -> str:
    """Return a syllable as Vietnamese may write it, in small letters; few of them are words."""
    start, rhyme = rng.choice(STARTS), rng.choice(RHYMES)
    closed = rhyme[-1] in "cpt" or rhyme.endswith("ch")
    tone = rng.choice(_TONES[2:6:3] if closed else _TONES)
    spelt = "".join(c.lower() + tone if c.isupper() else c for c in rhyme)
    return unicodedata.normalize("NFC", start + spelt)


def syllables(rng: random.Random) -> str:
    """Return a few syllables in small, title or capital letters."""
    words = [syllable(rng) for _ in range(rng.randint(1, 5))]
    return _cased(" ".join(words), rng.choice(("title", "upper", "upper", "lower")))


def name(rng: random.Random) -> str:
    """Return a name, mostly in capitals; a third has words that no list of names holds."""
    text = names.full_name(rng, rng.choice(("Nam", "Nữ")))
    if rng.random() < 0.35:
        words = text.split(" ")
        for _ in range(rng.randint(1, 2)):
            words[rng.randrange(len(words))] = syllable(rng).capitalize()
        text = " ".join(words)
    return text.upper() if rng.random() < 0.75 else text


def address(rng: random.Random) -> str:
    """Return an address, or the part of one that fits on a line."""
    place = places.old_place(rng) if rng.random() < 0.5 else places.new_place(rng)
    text = place.text(short=rng.random() < 0.6)
    if rng.random() < 0.5:
        text = f"{places.detail(rng, place)}, {text}"
    if rng.random() < 0.08:
        text = rng.choice(SHORT) + text
    words = text.split(" ")
    if len(words) > 4 and rng.random() < 0.6:
        start = rng.randrange(len(words) - 2)
        words = words[start : start + rng.randint(2, 7)]
    return " ".join(words)


def number(rng: random.Random) -> str:
    """Return what is made of digits: numbers of papers, telephones, amounts, codes."""
    digits = "".join(rng.choice("0123456789") for _ in range(12))
    return rng.choice((
        digits, digits, digits, digits[:9], digits[:9], digits[:10], f"0{digits[:9]}",
        digits[: rng.randint(1, 12)],
        f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}",
        f"0{digits[:3]}.{digits[3:6]}.{digits[6:9]}",
        f"{rng.choice('BCEKMNPQ')}{digits[:7]}", f"Số: {digits}", f"No. {digits[:8]}",
        f"{digits[:3]}/{digits[3:5]}",
        f"{rng.randint(1, 999)}.{digits[:3]}.000 đồng", f"{rng.randint(1, 999)},{digits[0]} m²",
        f"{digits[:4]}/GKS-{rng.choice(('UBND', 'TLKS'))}", f"{digits[:2]}A8.{digits[2:7]}",
        f"{digits[:3]},{digits[3:5]}",
    ))  # fmt: skip


def day(rng: random.Random) -> str:
    """Return a date as papers print it."""
    value = date(1930, 1, 1) + timedelta(days=rng.randrange(40_000))
    mark = rng.choice("///-.")
    plain = value.strftime(f"%d{mark}%m{mark}%Y")
    return rng.choice((
        plain, plain, plain, f"Ngày {value.day:02d} tháng {value.month:02d} năm {value.year}",
        value.strftime("%d / %m / %Y"), value.strftime("%m/%Y"), f"Có giá trị đến: {plain}",
        f"Ngày sinh: {plain}",
        f"Ngày {plain}", value.strftime("%d %b %Y").upper(), f"{plain} - {plain}",
    ))  # fmt: skip


def spaced(rng: random.Random) -> str:
    """Return a date or number with spaces beside its marks, which mere tracking must not be taken for."""
    value = date(1930, 1, 1) + timedelta(days=rng.randrange(40_000))
    mark = rng.choice(("/", "/", "-", "."))
    return rng.choice((
        value.strftime(f"%d {mark} %m {mark} %Y"), value.strftime(f"%d {mark} %m {mark} %Y"),
        value.strftime(f"%m {mark} %Y"), f"{rng.randint(1, 999)} / {rng.randint(1, 99)}",
    ))  # fmt: skip


def label(rng: random.Random) -> str:
    """Return a printed label, sometimes with its value."""
    text = rng.choice(LABELS)
    chance = rng.random()
    if chance < 0.12:
        return f"{text} {rng.choice((name, day, number))(rng)}"
    return text.upper() if chance < 0.2 else text


def sentence(rng: random.Random) -> str:
    """Return words of a certificate or a form with some punctuation."""
    words = [rng.choice(WORDS) if rng.random() < 0.7 else syllable(rng) for _ in range(rng.randint(3, 8))]
    if rng.random() < 0.3:
        words[rng.randrange(len(words))] += rng.choice(",,;:")
    if rng.random() < 0.15:
        at = rng.randrange(len(words))
        words[at] = rng.choice(('"{}"', "({})", "[{}]", "{}/{}", "- {}", "{}%", "{}!", "{}?", "'{}'")).format(
            words[at], rng.choice(words)
        )
    text = " ".join(words) + rng.choice(("", "", ".", ",", ";"))
    return _cased(text, rng.choice(("first", "first", "lower", "upper")))


def english(rng: random.Random) -> str:
    """Return English words."""
    text = " ".join(rng.choice(ENGLISH) for _ in range(rng.randint(1, 5)))
    return _cased(text, rng.choice(("first", "title", "upper", "lower")))


def zone(rng: random.Random) -> str:
    """Return a line of a machine-readable zone, or a part of one."""
    plain = unicodedata.normalize("NFD", names.full_name(rng, "Nam").upper().replace("Đ", "D"))
    letters = "".join(c for c in plain if c.isalpha() or c == " ").replace(" ", "<")
    digits = "".join(rng.choice("0123456789") for _ in range(30))
    line = rng.choice((
        f"IDVNM{digits[:10]}0{digits[10:22]}<<{digits[22]}",
        f"{digits[:7]}M{digits[7:14]}VNM<<<<<<<<<<<{digits[14]}",
        letters.replace("<", "<<", 1).ljust(30, "<"), f"P<VNM{letters.replace('<', '<<', 1)}".ljust(44, "<"),
        f"P{digits[:7]}<{digits[7]}VNM{digits[8:15]}F{digits[15:22]}{digits[22:]}<<<<<{digits[3:5]}",
    ))  # fmt: skip
    return line[: rng.choice((30, 30, 44, 16))]


def anything(rng: random.Random) -> str:
    """Return signs in no order, so that no sign is only read where it is expected."""
    return " ".join("".join(rng.choices(CHARSET[1:], k=rng.randint(1, 7))) for _ in range(rng.randint(1, 3)))


SOURCES: Final[dict[str, Callable[[random.Random], str]]] = {
    "name": name,
    "address": address,
    "number": number,
    "day": day,
    "label": label,
    "sentence": sentence,
    "syllables": syllables,
    "english": english,
    "zone": zone,
    "anything": anything,
    "spaced": spaced,
}
#: What is made of digits: wear and small size cost it most, as no neighbour tells what a sign is.
DIGITS: Final = frozenset({"number", "day", "spaced"})
_SHARE: Final = (24, 11, 31, 17, 4, 3, 5, 1, 1, 1, 2)


def draw(rng: random.Random) -> tuple[str, str]:
    """Return the name of a source and a line of it, in NFC without spaces at its ends."""
    kind = rng.choices(list(SOURCES), _SHARE)[0]
    return kind, clean(SOURCES[kind](rng))


def clean(text: str) -> str:
    """Return the text as the recogniser can say it: NFC, plain quotes, single spaces, known signs only."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'").replace("—", "–")
    return " ".join("".join(c for c in plain if c in _KNOWN).split())


def _cased(text: str, case: str) -> str:
    if case == "title":
        return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    if case == "first":
        return text[:1].upper() + text[1:]
    return text.upper() if case == "upper" else text
