"""From the lines of a side to what its print says about each field."""
