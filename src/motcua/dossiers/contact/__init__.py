"""What the citizen and the office tell each other: messages, notices, ratings."""
