"""What ``motcua demo`` runs: its own installation, its processes, one invented person and their way."""
