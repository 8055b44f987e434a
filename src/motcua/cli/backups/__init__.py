"""What backup and restore are made of: the file, the dumps, and what other commands must heed."""
