"""Measuring the search of the face store."""
