"""How the result comes to the person."""
