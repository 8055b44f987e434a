"""The tax system: what it is told of a household business, and what it says is owed."""
