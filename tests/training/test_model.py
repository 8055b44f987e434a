"""The network in PyTorch is the packaged one and comes back from its file; where PyTorch is installed."""

import random
from pathlib import Path

import numpy as np
import pytest

from motcua.kernel import datafiles
from motcua.papers.lines import ctc
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.own import at_height, model_file
from motcua.papers.lines.sessions import PPOCR_RECOGNISER, opened

torch = pytest.importorskip("torch")
PIXELS = np.random.default_rng(1).uniform(-1, 1, (2, 3, 48, 160)).astype(np.float32)


def test_the_packaged_weights_compute_what_the_packaged_file_computes() -> None:
    from training.model import LineModel  # noqa: PLC0415 - needs PyTorch
    from training.packaged import load_packaged  # noqa: PLC0415

    model = LineModel(len(CHARSET))
    load_packaged(model, CHARSET)
    packaged = opened(datafiles.locate(PPOCR_RECOGNISER))  # the product's own session has fewer letters
    listed = ["", *packaged.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    known = [index for index, character in enumerate(CHARSET) if character in listed]
    theirs = np.log(packaged.run(None, {"x": PIXELS})[0][..., [listed.index(CHARSET[i]) for i in known]])
    with torch.inference_mode():
        ours = model.eval()(torch.from_numpy(PIXELS))[..., known].numpy()
    # Logits are known up to one number a step.
    theirs -= theirs.mean(-1, keepdims=True)
    ours = ours - ours.mean(-1, keepdims=True)
    assert np.abs(ours - theirs).max() < 0.01


def test_training_can_go_on_from_the_file_that_ships() -> None:
    """Nine of its blocks are in 8 bits; it is all that is left of a training whose checkpoints are gone."""
    from training.exported import load_exported  # noqa: PLC0415
    from training.model import LineModel  # noqa: PLC0415
    from training.render import line  # noqa: PLC0415

    drawn = [line(random.Random(seed), "train", "easy", kind) for seed, kind in enumerate(("day", "number"))]
    again = LineModel(len(CHARSET)).eval()
    load_exported(again, model_file())
    texts = [made.text for made in drawn]
    pixels = [
        at_height(made.pixels).astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1 for made in drawn
    ]
    ran = [ctc.decode(opened(model_file()).run(None, {"x": x})[0][0], CHARSET).text for x in pixels]
    with torch.inference_mode():
        loaded = [again(torch.from_numpy(x)).softmax(-1).numpy()[0] for x in pixels]
    assert [ctc.decode(chances, CHARSET).text for chances in loaded] == ran == texts


@pytest.mark.filterwarnings("ignore")  # PyTorch's own exporter warns of itself
def test_an_exported_model_reads_the_same_and_can_be_trained_on(tmp_path: Path) -> None:
    from training.export import exported, halved  # noqa: PLC0415
    from training.exported import load_exported  # noqa: PLC0415
    from training.model import LineModel  # noqa: PLC0415

    torch.manual_seed(2)
    model = LineModel(len(CHARSET)).eval()
    for parameter in model.parameters():
        # As after training; equal weights would be written once.
        torch.nn.init.normal_(parameter, std=0.1)
    path = tmp_path / "made.onnx"
    path.write_bytes(halved(exported(model)).SerializeToString())
    again = LineModel(len(CHARSET)).eval()
    load_exported(again, path)
    with torch.inference_mode():
        wanted, loaded = (m(torch.from_numpy(PIXELS)).softmax(-1).numpy() for m in (model, again))
    (ran,) = opened(path).run(None, {"x": PIXELS})
    assert np.abs(ran - wanted).max() < 0.01
    assert np.abs(loaded - wanted).max() < 0.01


@pytest.mark.parametrize("first", [4, 0])
def test_rounding_to_eight_bits_is_felt_and_leaves_the_weights_alone(first: int) -> None:
    """What is exported is the exact weights: a model that kept rounded ones would be rounded twice."""
    from training.model import LineModel  # noqa: PLC0415
    from training.rounded import round_from  # noqa: PLC0415

    torch.manual_seed(3)
    model, rounded = (LineModel(len(CHARSET)) for _ in range(2))
    rounded.load_state_dict(model.state_dict())
    round_from(rounded, first)
    x = torch.rand(2, 3, 48, 96) * 2 - 1
    plain = model(x)
    for _ in range(20):  # ranges are watched first
        assert torch.allclose(rounded(x), plain, atol=0.2)
    seen = rounded(x)
    assert not torch.equal(seen, plain)
    assert torch.allclose(seen, plain, atol=0.2)
    seen.sum().backward()
    assert all(p.grad is not None for p in rounded.parameters())
    assert rounded.state_dict().keys() == model.state_dict().keys()
    assert all(torch.equal(a, b) for a, b in zip(rounded.parameters(), model.parameters(), strict=True))


def test_the_mean_of_two_runs_lies_between_them_and_mixes_no_alphabets() -> None:
    from training.averaged import averaged  # noqa: PLC0415

    one, other = ({"charset": "ab", "mean": {"w": torch.tensor(value)}, "step": step}
                  for value, step in (([1.0, 2.0], 7), ([3.0, 2.0], 5)))  # fmt: skip
    made = averaged([one, other])
    assert made["mean"]["w"].tolist() == [2.0, 2.0]
    assert made["step"] == 7
    with pytest.raises(ValueError, match="alphabets"):
        averaged([one, {**other, "charset": "abc"}])
