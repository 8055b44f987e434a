"""What a count of errors says about their rate."""

import math


def upper(wrong: int, total: int, confidence: float = 0.95) -> float:
    """Return the one-sided upper confidence bound of a rate (Clopper and Pearson 1934).

    The largest rate at which ``wrong`` or fewer errors in ``total`` independent trials are not yet less
    likely than ``1 - confidence``; for no error about ``3 / total`` at 95 % (the rule of three).
    1 for no trial.
    """
    if total == 0 or wrong >= total:
        return 1.0
    low, high = wrong / total, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(wrong, total, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(wrong: int, total: int, rate: float) -> float:
    """Return the probability of at most ``wrong`` errors."""
    logs = (
        math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        + k * math.log(rate) + (total - k) * math.log1p(-rate)
        for k in range(wrong + 1)
    )  # fmt: skip
    return sum(math.exp(value) for value in logs)
