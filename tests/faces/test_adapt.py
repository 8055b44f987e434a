"""Other weights for printed portraits: the right file, in the right places, and to some use."""

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import pytest
from bench.faces.degrade import printed_portrait
from numpy.typing import NDArray
from onnx import numpy_helper
from tests.faces.pictures import astronaut

from motcua.faces import adapt, models
from motcua.faces.embed import embed
from motcua.faces.fold import fold
from motcua.faces.services import analyse
from motcua.kernel.datafiles import locate
from motcua.kernel.errors import SetupError


def _sface() -> bytes:
    return fold(locate(models.SFACE).read_bytes())


def _weights(model: bytes) -> dict[str, NDArray[np.float32]]:
    graph = onnx.load_from_string(model).graph
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}


def test_only_the_weights_of_the_file_change() -> None:
    """Weights put into another layer would describe everybody wrongly, and alike."""
    learnt = adapt.read_weights(models.portrait_weights_file())
    before, after = _weights(_sface()), _weights(adapt.with_weights(_sface(), learnt))
    assert before.keys() == after.keys()
    changed = {name for name, weight in before.items() if not np.array_equal(weight, after[name])}
    assert changed
    assert changed <= learnt.keys()
    assert all(before[name].shape == after[name].shape for name in changed)
    assert sum(before[name].size for name in changed) < 0.01 * sum(weight.size for weight in before.values())


@pytest.mark.parametrize(
    "learnt",
    [{"another_network": np.zeros(32, np.float16)}, {"conv_1_batchnorm_gamma": np.zeros(31, np.float16)}],
)
def test_weights_of_another_network_are_refused(learnt: adapt.Weights) -> None:
    with pytest.raises(ValueError, match="the network has no"):
        adapt.with_weights(_sface(), learnt)


def test_a_changed_file_describes_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "portraits.npz"
    np.savez(file, conv_1_batchnorm_gamma=np.zeros(32, np.float16))
    monkeypatch.setattr(models, "_PORTRAITS", file)
    with pytest.raises(SetupError):
        models.portrait_session()


def test_a_print_is_described_more_like_its_person_than_by_sface() -> None:
    """What the file is for; somebody whose photo taught it nothing, printed six times."""
    image = astronaut()
    live = analyse(image)
    assert live.face is not None
    assert live.template is not None
    gains = []
    for seed in range(6):
        printed = printed_portrait(image, live.face, np.random.default_rng(seed))
        portrait = analyse(printed, portrait=True)
        assert portrait.face is not None
        assert portrait.template is not None
        gains.append(float((portrait.template - embed(printed, portrait.face)) @ live.template))
    assert np.mean(gains) > 0.01
    assert min(gains) > -0.02


def test_the_thresholds_were_measured_with_these_weights() -> None:
    """Other weights score otherwise: a threshold measured with the last ones lets other strangers pass."""
    text = files("motcua.faces").joinpath("data", "calibration.json").read_text(encoding="utf-8")
    assert json.loads(text)["portraits"] == f"portraits.npz, SHA-256 {models.PORTRAITS_SHA256}"


def test_live_faces_keep_their_templates() -> None:
    """Everybody in the face store was described by SFace itself."""
    live = analyse(astronaut())
    assert live.face is not None
    assert live.template is not None
    assert np.array_equal(live.template, embed(astronaut(), live.face))
    assert not np.array_equal(live.template, embed(astronaut(), live.face, printed=True))
