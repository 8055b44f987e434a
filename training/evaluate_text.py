"""Counting what differs between two texts."""


def distance(a: str, b: str) -> int:
    """Return the number of characters to put in, leave out or change (Levenshtein 1966)."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]
