"""How long it takes from photo to filled form, and how much of the form is left to type."""
