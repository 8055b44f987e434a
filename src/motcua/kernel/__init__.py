"""Floor 0: what every room may use and nothing of it knows a framework."""
