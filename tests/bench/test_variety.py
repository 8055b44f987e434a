"""The held-out half is what our figures for strangers' photos rest on: if it leaks into the half that is
tuned on, or changes from run to run, every one of them is wrong."""

import sys
from dataclasses import replace
from functools import cache

import pytest
from bench.cards.kinds import KINDS
from bench.papers import split, variety
from bench.papers.conditions import photos
from bench.papers.variety_card import VariedCard, draw

from motcua.papers.photo import decode
from motcua.papers.types import IDENTITY_FIELDS

TABLES = {
    "typefaces": split.FACES,
    "label inks": split.LABEL_INKS,
    "value inks": split.VALUE_INKS,
    "backgrounds": split.SHADES,
}


@pytest.mark.parametrize("name", TABLES)
def test_nothing_held_out_can_be_tuned_on(name: str) -> None:
    table = TABLES[name]
    assert not set(table["train"]) & set(table["heldout"])


def test_held_out_draws_meet_every_condition_and_train_draws_only_their_own() -> None:
    assert set(split.conditions("heldout")) == set(split.BY_NAME)
    assert {split.BY_NAME[name].split for name in split.conditions("train")} == {"train"}


def test_the_command_one_tunes_with_refuses_what_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["variety", "--conditions", "plain,screen"])
    with pytest.raises(SystemExit):
        variety.main()


@pytest.mark.parametrize("kind", KINDS)
def test_both_halves_draw_every_kind_in_their_own_way(kind: str) -> None:
    """Also without any of the optional fonts: then another one stands in."""
    drawn = {half: draw(kind, 12, half) for half in ("train", "heldout")}  # type: ignore[arg-type]
    for card in drawn.values():
        assert set(card.truth) <= set(IDENTITY_FIELDS)
        assert len(card.sides) == (1 if kind == "passport" else 2)
    assert drawn["train"].sides[0].tobytes() != drawn["heldout"].sides[0].tobytes()


@pytest.mark.parametrize("condition", sorted(split.BY_NAME))
def test_every_condition_gives_photos_that_open(condition: str) -> None:
    card = replace(_front(), sides=_front().sides[:1])
    (shot,) = photos(card, condition, 3, "heldout")
    assert decode(shot).shape[2] == 3


def test_a_run_can_be_repeated_and_another_seed_is_another_photo() -> None:
    """Photos that differ each time would make two runs of the comparison incomparable."""
    shots = photos(_front(), "crop", 3, "heldout")
    assert photos(_front(), "crop", 3, "heldout") == shots
    assert photos(_front(), "crop", 4, "heldout") != shots


@cache
def _front() -> VariedCard:
    return draw("cccd_chip", 3, "heldout")
