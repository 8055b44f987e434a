"""The national business registry: who already has a household business anywhere in the country."""
