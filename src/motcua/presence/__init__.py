"""Challenges to show oneself before the camera, what came of them, and who an officer has met."""
