"""The network in PyTorch is the packaged one and comes back from its file; where PyTorch is installed."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import datafiles
from motcua.papers.lines import ctc
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.own import at_height, model_file
from motcua.papers.lines.sessions import PPOCR_RECOGNISER, opened

torch = pytest.importorskip("torch")
PIXELS = np.random.default_rng(1).uniform(-1, 1, (2, 3, 48, 160)).astype(np.float32)


def test_the_packaged_weights_compute_what_the_packaged_file_computes() -> None:
    from training.packaged import load_packaged  # noqa: PLC0415 - needs PyTorch

    model = load_packaged(CHARSET)
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
    """Its blocks are in 8 bits; it is all that is left of a training whose checkpoints are gone."""
    from training.exported import load_exported  # noqa: PLC0415
    from training.render import line  # noqa: PLC0415

    drawn = [line(random.Random(seed), "train", "easy", kind) for seed, kind in enumerate(("day", "number"))]
    again = load_exported(model_file()).eval()
    texts = [made.text for made in drawn]
    pixels = [
        at_height(made.pixels).astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1 for made in drawn
    ]
    ran = [ctc.decode(opened(model_file()).run(None, {"x": x})[0][0], CHARSET).text for x in pixels]
    with torch.inference_mode():
        loaded = [again(torch.from_numpy(x)).softmax(-1).numpy()[0] for x in pixels]
    assert [ctc.decode(chances, CHARSET).text for chances in loaded] == ran == texts


@pytest.mark.filterwarnings("ignore")  # PyTorch's own exporter warns of itself
@pytest.mark.parametrize("slim", [True, False])
def test_an_exported_model_reads_the_same_and_can_be_trained_on(tmp_path: Path, slim: bool) -> None:
    from training.export import exported, halved  # noqa: PLC0415
    from training.exported import load_exported  # noqa: PLC0415
    from training.model import LineModel  # noqa: PLC0415

    torch.manual_seed(2)
    model = LineModel(len(CHARSET), slim=slim).eval()
    for parameter in model.parameters():
        # As after training; equal weights would be written once.
        torch.nn.init.normal_(parameter, std=0.1)
    path = tmp_path / "made.onnx"
    path.write_bytes(halved(exported(model)).SerializeToString())
    again = load_exported(path).eval()
    assert again.slim == slim
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


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=30), st.floats(0.01, 0.1), st.integers(-255, 0))
def test_rounding_in_training_is_what_the_exported_file_will_do(
    values: list[float], width: float, low: int
) -> None:
    """A model that learned with other steps than its file computes with would be rounded unlearned."""
    from training.rounded import Rounding  # noqa: PLC0415

    x, other = (torch.tensor(values, requires_grad=True) for _ in range(2))
    ours = Rounding.apply(x, width, low, low + 255)
    theirs = torch.fake_quantize_per_tensor_affine(other, width, -low, 0, 255)
    # A value between two steps may go to either.
    assert (ours - theirs).abs().max() <= width * 1.001
    assert torch.allclose(ours / width, (ours / width).round(), atol=1e-3)
    ours.sum().backward()
    inside = (x.detach() / width > low - 0.49) & (x.detach() / width < low + 255.49)
    outside = (x.detach() / width < low - 0.51) | (x.detach() / width > low + 255.51)
    assert x.grad is not None
    assert (x.grad[inside] == 1).all()
    assert (x.grad[outside] == 0).all()


def test_a_teacher_is_followed_where_it_reads_what_is_written() -> None:
    """Its errors would be learned with the rest."""
    from training.batches import batch, resized  # noqa: PLC0415
    from training.exported import load_exported  # noqa: PLC0415
    from training.render import line  # noqa: PLC0415
    from training.teacher import Teacher  # noqa: PLC0415

    drawn = [line(random.Random(seed), "train", "easy", "number") for seed in range(3)]
    pixels = [resized(made.pixels) for made in drawn]
    read, misread = (
        batch(list(zip(pixels, texts, strict=True)))
        for texts in ([made.text for made in drawn], ["Nguyễn Văn A"] * 3)
    )
    teacher = Teacher.of(model_file())
    same = load_exported(model_file()).eval()
    other = load_exported(model_file()).eval()
    torch.nn.init.normal_(other.head.weight, std=0.1)
    steps = torch.full((3,), read.pixels.shape[3] // 8)
    with torch.inference_mode():
        like, unlike = (m(read.pixels).log_softmax(-1).transpose(0, 1) for m in (same, other))
        assert float(teacher.apart(read, like, steps)) < 1e-3
        assert float(teacher.apart(read, unlike, steps)) > 10
        assert float(teacher.apart(misread, unlike, steps)) < 1e-3


def test_a_slim_model_gives_nearly_what_the_packaged_network_gave() -> None:
    """Without its blocks being fitted it gives something else, and training would begin from noise."""
    from training.model import LineModel  # noqa: PLC0415
    from training.packaged import load_packaged  # noqa: PLC0415
    from training.slimmed import drawn, slimmed  # noqa: PLC0415

    *seen, unseen = drawn(16, seed=5)
    model = load_packaged(CHARSET).eval()
    slim = slimmed(model, seen)
    assert slim.slim
    assert sum(p.numel() for p in slim.parameters()) < 0.95 * sum(p.numel() for p in model.parameters())
    cut_only = LineModel(len(CHARSET)).eval()
    fitting = {
        name: value
        for name, value in model.state_dict().items()
        if value.shape == cut_only.state_dict()[name].shape
    }
    cut_only.load_state_dict(fitting, strict=False)
    with torch.inference_mode():
        wanted, fitted, unfitted = (m.blocks(m.stem(unseen)) for m in (model, slim, cut_only))
    scale = (wanted - wanted.mean((0, 2, 3), keepdim=True)).square().mean()
    assert (fitted - wanted).square().mean() < 0.35 * scale
    assert (unfitted - wanted).square().mean() > 3 * (fitted - wanted).square().mean()


def test_the_mean_of_two_runs_lies_between_them_and_mixes_no_alphabets() -> None:
    from training.averaged import averaged  # noqa: PLC0415

    one, other = ({"charset": "ab", "mean": {"w": torch.tensor(value)}, "step": step}
                  for value, step in (([1.0, 2.0], 7), ([3.0, 2.0], 5)))  # fmt: skip
    made = averaged([one, other])
    assert made["mean"]["w"].tolist() == [2.0, 2.0]
    assert made["step"] == 7
    with pytest.raises(ValueError, match="alphabets"):
        averaged([one, {**other, "charset": "abc"}])


def test_part_of_the_way_back_lies_between_and_leads_to_no_other_network() -> None:
    from training.averaged import part_of_the_way  # noqa: PLC0415

    learned = {"charset": "ab", "mean": {"w": torch.tensor([1.0, 2.0])}, "step": 7}
    began = {"w": torch.tensor([0.0, 4.0])}
    assert part_of_the_way(learned, began, 0.25)["mean"]["w"].tolist() == [0.25, 3.5]
    assert part_of_the_way(learned, began, 1.0)["mean"]["w"].tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="did not begin there"):
        part_of_the_way(learned, {"w": torch.zeros(3)}, 0.5)
