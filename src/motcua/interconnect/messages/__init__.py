"""Text messages and e-mail: providers, one after the other, and their word that it arrived."""
