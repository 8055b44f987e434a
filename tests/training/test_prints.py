"""Prints drawn for teaching the describer of portraits."""

import numpy as np
from tests.faces.pictures import astronaut
from training.portraits.prints import drawn_print

from motcua.faces.services import analyse


def test_a_drawn_print_still_shows_the_face() -> None:
    """Prints in which nobody is found teach nothing; most must pass the product's own way."""
    image = astronaut()
    live = analyse(image)
    assert live.face is not None
    assert live.template is not None
    scores = []
    for seed in range(12):
        printed = drawn_print(image, live.face, np.random.default_rng(seed))
        again = drawn_print(image, live.face, np.random.default_rng(seed))
        assert np.array_equal(printed, again)
        found = analyse(printed, portrait=True)
        scores.append(0.0 if found.template is None else float(found.template @ live.template))
    assert sum(score > 0.4 for score in scores) >= 10
