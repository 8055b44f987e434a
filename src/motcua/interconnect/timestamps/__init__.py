"""The time-stamping authority: a signed word of when a signature existed (RFC 3161)."""
