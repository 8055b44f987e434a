"""A model to read like: a slim or rounded one learns faster from what another finds than from texts alone."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.exported import load_exported
from training.model import LineModel


@dataclass(frozen=True, slots=True)
class Teacher:
    """A model that does not learn any more."""

    model: LineModel

    @classmethod
    def of(cls, path: Path) -> "Teacher":
        """Return the one of an exported file, whose weights should be exact.

        Raises:
            ValueError: the file is no recogniser of ours.
        """
        model = load_exported(path).eval().requires_grad_(requires_grad=False)
        return cls(model.to(memory_format=torch.channels_last))

    def apart(self, batch: Batch, chances: Tensor, steps: Tensor) -> Tensor:
        """Return how far ``chances`` (steps x lines x classes, logarithms) are from the teacher's, in all.

        That is the divergence of Kullback and Leibler (Hinton et al. 2015, "Distilling the Knowledge in a
        Neural Network"). Each line counts by how likely the teacher finds its text: nobody learns its
        errors. ``steps`` has the length of each line's output.
        """
        with torch.no_grad():
            logits = self.model(batch.pixels.contiguous(memory_format=torch.channels_last))
            wanted = functional.log_softmax(logits.float(), -1).transpose(0, 1)
            losses = functional.ctc_loss(wanted, batch.targets, steps, batch.lengths, reduction="none")
        each = functional.kl_div(chances, wanted, reduction="none", log_target=True).sum((0, 2))
        return (each * torch.exp(-losses)).sum()
