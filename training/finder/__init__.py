"""The network that shows where on a photo papers lie: what it learns from, what it is, how it is trained."""
