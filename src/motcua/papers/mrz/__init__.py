"""Machine-readable zones: composed, parsed, found on a side, read cell by cell with their check digits."""
