"""Looking into the record of events."""

from motcua.audit.models import Event


def event_exists(action: str, **data: str) -> bool:
    """Tell whether an event of an action was recorded whose data say all of this."""
    return Event.objects.filter(action=action, data__contains=data).exists()
