"""The describer of portraits in PyTorch is SFace, and what it learns comes out whole; with PyTorch only."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from bench.faces.crossfit import half_of
from numpy.typing import NDArray

from motcua.faces import adapt
from motcua.faces.fold import fold
from motcua.faces.models import SFACE
from motcua.kernel.datafiles import locate

torch = pytest.importorskip("torch")
PIXELS = np.random.default_rng(1).uniform(0, 255, (1, 3, 112, 112)).astype(np.float32)


def _by_file(model: bytes) -> NDArray[np.float32]:
    found = np.asarray(onnxruntime.InferenceSession(model).run(None, {"data": PIXELS})[0][0], np.float32)
    return np.asarray(found / np.linalg.norm(found), np.float32)


def test_what_was_learnt_comes_back_from_its_file(tmp_path: Path) -> None:
    """A weight under another's name would describe everybody wrongly once exported."""
    from training.portraits.network import Describer  # noqa: PLC0415 - needs PyTorch

    network, sface = Describer(), fold(locate(SFACE).read_bytes())
    with torch.inference_mode():
        assert np.abs(network(torch.from_numpy(PIXELS)).numpy()[0] - _by_file(sface)).max() < 1e-3
    with torch.no_grad():
        for weight in network.learning():
            weight.add_(0.05 * torch.randn_like(weight))
    network.save(tmp_path / "learnt.npz")
    with torch.inference_mode():
        ours = network(torch.from_numpy(PIXELS)).numpy()[0]
    assert np.abs(ours - _by_file(sface)).max() > 0.05
    learnt = adapt.read_weights(tmp_path / "learnt.npz")
    assert np.abs(ours - _by_file(adapt.with_weights(sface, learnt))).max() < 5e-3
    assert sum(weight.size for weight in learnt.values()) < 0.01 * 9_642_880


def test_a_half_learns_from_its_own_people_only(tmp_path: Path) -> None:
    """Else a measurement on the other half would measure what was learnt by heart."""
    from training.portraits.train import read  # noqa: PLC0415 - needs PyTorch

    people = np.array([f"person {number}" for number in range(12)])
    prints = np.zeros((24, 112, 112, 3), np.uint8)
    photos = np.repeat(np.arange(12), 2)
    file = tmp_path / "faces.npz"
    np.savez(file, people=people, faces=prints[:12], templates=np.eye(12, 128), prints=prints, photos=photos)
    halves = [read(file, half).photo for half in (0, 1)]
    assert [{half_of(people[row]) for row in rows} for rows in halves] == [{0}, {1}]
    assert sorted(np.concatenate(halves)) == list(photos)
