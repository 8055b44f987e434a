"""What a dossier owes, and what came in for it."""
