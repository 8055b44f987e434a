"""Household businesses and their people in the office's own books and in national registers."""
