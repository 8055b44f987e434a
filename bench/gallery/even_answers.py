"""How long a wrong second fact takes about an enrolled person and a stranger, with and without the wait.

Run: ``OMP_NUM_THREADS=1 python -m pytest -p no:cacheprovider -q -s bench/gallery/even_answers.py``
"""

import statistics
import time

import pytest
from tests.dossiers.faces.test_by_face import Stage, come, enrol, filed, stage

from motcua.dossiers.faces import by_face, face_facts
from motcua.gallery import services as gallery
from motcua.gallery.types import Assurance
from motcua.kernel import constant_time
from motcua.people import services as people

__all__ = ["stage"]
pytestmark = pytest.mark.django_db(databases=["default", "faces"])
_TRIES = 60


@pytest.mark.parametrize("waits", [False, True])
def test_measure(stage: Stage, monkeypatch: pytest.MonkeyPatch, waits: bool) -> None:
    """Print median, 10th and 90th percentile in milliseconds."""
    dossier = filed()
    enrol(dossier)
    reference = people.face_reference_of(dossier.personal_number)
    assert reference is not None
    if not waits:
        monkeypatch.setattr(constant_time, "_sleep", lambda _seconds: None)
    took: dict[int, list[float]] = {1: [], 9: []}
    for _ in range(_TRIES):
        for stage.person, times in took.items():
            visit = come(Assurance.PASSIVE, device="phone")
            gallery.reset_limit(device="phone")
            face_facts.forgive(reference)
            began = time.perf_counter()
            assert by_face.confirm(visit, device="phone", fact="2/1") is None
            times.append((time.perf_counter() - began) * 1000)
    for person, times in took.items():
        tenths = statistics.quantiles(times, n=10)
        who = "enrolled" if person == 1 else "stranger"
        spread = f"{tenths[0]:.2f} to {tenths[-1]:.2f} ms"
        print(f"waits {waits}, {who}: median {statistics.median(times):.2f}, {spread}")
