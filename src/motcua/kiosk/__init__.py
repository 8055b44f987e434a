"""The machine in the hall that takes dossiers in and gives results out around the clock."""
