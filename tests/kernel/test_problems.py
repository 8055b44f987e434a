"""A problem keeps what it says through JSON, and records from before a key was added can still be read."""

import json

from motcua.kernel.messages import Bilingual, Problem

WORDS = Bilingual("Bị lóa", "Glare")


def test_all_of_a_problem_survives_json() -> None:
    quad = ((1.0, 2.5), (3.0, 2.0), (3.0, 4.0), (1.0, 4.0))
    problem = Problem("field_not_read", WORDS, "full_name", "look", "glare", 1, quad)
    told = json.loads(json.dumps(problem.to_dict()))
    assert told["region"] == {"image": 1, "quad": [[1.0, 2.5], [3.0, 2.0], [3.0, 4.0], [1.0, 4.0]]}
    assert Problem.from_dict(told) == problem


def test_what_is_not_known_is_left_out() -> None:
    told = Problem("glare", WORDS).to_dict()
    assert set(told) == {"code", "field", "message"}
    assert Problem.from_dict(told) == Problem("glare", WORDS)
