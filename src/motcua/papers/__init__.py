"""Photos of a paper in, a :class:`~motcua.papers.types.Reading` out. No Django, no database."""
