"""Grouping lines of like width, so that little is spent on padding."""

from collections.abc import Sequence


def by_width(widths: Sequence[int], *, largest: int = 8, waste: float = 0.2) -> list[list[int]]:
    """Group indices into batches of at most ``largest`` lines.

    Lines are taken from the narrowest up; a batch is closed when its narrowest line would be padded by more
    than ``waste`` of the widest one's width.
    """
    order = sorted(range(len(widths)), key=lambda i: widths[i])
    batches: list[list[int]] = []
    for i in order:
        if batches and len(batches[-1]) < largest and widths[batches[-1][0]] >= (1 - waste) * widths[i]:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
