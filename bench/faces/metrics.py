"""Error rates of a set of genuine and impostor scores (ISO/IEC 19795-1 terms)."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def score_at_far(impostors: Scores, rate: float) -> float:
    """Return the lowest threshold whose false accept rate (score >= threshold) is at most ``rate``."""
    allowed = int(np.floor(rate * len(impostors)))
    if allowed >= len(impostors):
        return float(impostors.min())
    ordered = np.sort(impostors)[::-1]
    return float(np.nextafter(ordered[allowed], np.inf))


def true_accept_rate(genuine: Scores, threshold: float) -> float:
    """Return the share of genuine scores at or above a threshold."""
    return float(np.mean(genuine >= threshold))


def equal_error_rate(genuine: Scores, impostors: Scores) -> float:
    """Return the error rate at the threshold where false accepts and false rejects are equal."""
    thresholds = np.quantile(genuine, np.linspace(0, 0.2, 2001))
    ordered = np.sort(impostors)
    far = 1 - np.searchsorted(ordered, thresholds, side="left") / len(ordered)
    frr = np.searchsorted(np.sort(genuine), thresholds, side="left") / len(genuine)
    at = int(np.argmin(np.abs(far - frr)))
    return float((far[at] + frr[at]) / 2)


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    if trials == 0:
        return (0.0, 1.0)
    z, share = 1.96, successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    return (float(max(middle - half, 0)), float(min(middle + half, 1)))
