"""Signatures of the office: its key, PAdES, time stamps, validation, proof for years (ETSI EN 319 142-1)."""
