"""The tax registration system."""
