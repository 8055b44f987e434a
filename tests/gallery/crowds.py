"""A store full of invented people, and what a search through everything finds in it."""

import uuid

import numpy as np
from tests.gallery.invented import unit

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery.locks import using_keys
from motcua.gallery.models import Person, Sitting
from motcua.gallery.search.port import FaceSearch, Hit, best_of_each
from motcua.kernel import clock

KEY = "k"


class Crowd:
    """People whose templates lie as those of a face model do: few strong directions, many weak ones.

    Takes of one person score about 0.6, strangers about 0 with a standard deviation of 0.13.
    """

    def __init__(self, seed: int = 3) -> None:
        self._rng = np.random.default_rng(seed)
        strength = np.exp(-np.arange(128) / 40)
        turn = np.linalg.qr(self._rng.standard_normal((128, 128)))[0]
        self._shape = strength[:, None] * turn

    def faces(self, count: int) -> np.ndarray:
        return np.stack([unit(row) for row in self._rng.standard_normal((count, 128)) @ self._shape])

    def again(self, faces: np.ndarray) -> np.ndarray:
        return np.stack([unit(row) for row in 0.8 * faces + 0.6 * self.faces(len(faces))])


def add(crowd: Crowd, faces: np.ndarray, takes: int = 2, version: str = TEMPLATE_VERSION) -> list[Person]:
    now = clock.now()
    people = Person.objects.bulk_create(
        [
            Person(
                reference=uuid.uuid4(),
                consent_wording="test",
                consent_given_at=now,
                enrolled_at=now,
                keep_until=now,
            )
            for _ in faces
        ]
    )
    for _ in range(takes):
        Sitting.objects.bulk_create(
            [
                Sitting(
                    person=person,
                    template=template.tolist(),
                    template_key=KEY,
                    model=version,
                    quality=1,
                    assurance="active",
                    frames=3,
                    taken_at=now,
                )
                for person, template in zip(people, crowd.again(faces), strict=True)
            ]
        )
    return people


def by_everything(probe: Template) -> list[Hit]:
    rows = list(Sitting.objects.order_by("pk"))
    scores = np.array([row.template for row in rows], np.float32) @ probe
    return best_of_each([row.person_id for row in rows], scores)[:2]


def ask(search: FaceSearch, probe: Template, people: int = 2) -> list[Hit]:
    with using_keys():
        return search.nearest(probe, people=people, template_key=KEY)


def same(found: list[Hit], expected: list[Hit]) -> bool:
    return [hit.person for hit in found] == [hit.person for hit in expected] and np.allclose(
        [hit.score for hit in found], [hit.score for hit in expected], atol=1e-5
    )
