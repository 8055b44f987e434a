"""The network in PyTorch must be the packaged one; only where PyTorch is installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")


def test_the_packaged_weights_compute_what_the_packaged_file_computes() -> None:
    from training.model import LineModel  # noqa: PLC0415 - needs PyTorch
    from training.packaged import load_packaged  # noqa: PLC0415

    from motcua.papers.lines.alphabet import CHARSET  # noqa: PLC0415
    from motcua.papers.lines.sessions import PPOCR_RECOGNISER, session  # noqa: PLC0415

    model = LineModel(len(CHARSET))
    load_packaged(model, CHARSET)
    pixels = np.random.default_rng(1).uniform(-1, 1, (2, 3, 48, 160)).astype(np.float32)
    packaged = session(PPOCR_RECOGNISER)
    listed = ["", *packaged.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    known = [index for index, character in enumerate(CHARSET) if character in listed]
    theirs = np.log(packaged.run(None, {"x": pixels})[0][..., [listed.index(CHARSET[i]) for i in known]])
    with torch.inference_mode():
        ours = model.eval()(torch.from_numpy(pixels))[..., known].numpy()
    # Logits are known up to one number a step.
    theirs -= theirs.mean(-1, keepdims=True)
    ours = ours - ours.mean(-1, keepdims=True)
    assert np.abs(ours - theirs).max() < 0.01
