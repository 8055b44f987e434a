"""The public post: a label for a result, and where it is on its way."""
