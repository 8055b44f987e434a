"""Presence: heads and pictures of heads before a camera, drawn from photos, to measure and to test with."""
