"""From a dossier to the papers given out for it, each made, signed and kept once."""
