"""The kinds of paper drawn here and plain types that every part of the generator shares."""

from typing import Literal, get_args

Kind = Literal["cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12", "passport"]
Side = Literal["front", "back"]
Sex = Literal["Nam", "Nữ"]
Difficulty = Literal["easy", "medium", "hard"]

KINDS: tuple[Kind, ...] = get_args(Kind)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
