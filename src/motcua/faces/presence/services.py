"""What other rooms call: judge a sequence of frames."""

from motcua.faces.presence.judging import judge

__all__ = ["judge"]
