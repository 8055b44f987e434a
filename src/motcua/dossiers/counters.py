"""Numbers given out one after the other."""

from motcua.dossiers.models import Counter


def next_number(key: str) -> int:
    """Return the next number under ``key``: no gap and no double, as part of the caller's transaction."""
    counter, _ = Counter.objects.select_for_update().get_or_create(key=key)
    counter.value += 1
    counter.save()
    return counter.value
