"""How well line recognisers read lines from typefaces and grounds that no training saw."""
