"""The national public service portal: it is told of each dossier, its progress and its state."""
