"""Dossiers found by one's face, and one person under two numbers: what the face store says, decided upon."""
