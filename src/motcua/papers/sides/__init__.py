"""From the photos sent to the sides of papers on them: upright, their lines read, kind and side known."""
