"""The end of an address beside the tables of units."""

from motcua.papers import places


def test_a_tone_mark_elsewhere_than_in_the_tables_is_for_a_person_to_see() -> None:
    assert not places.settle("Gia Mô, Tân Lạc, Hòa Bình").changed
    read = places.settle("Gia Mô, Tân Lạc, Hoà Bình")
    assert read.changed
    assert read.text == "Gia Mô, Tân Lạc, Hoà Bình"  # as printed, or so it seemed
