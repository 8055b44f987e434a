"""What anyone can rerun: accuracy and speed. Nothing here is part of the installed package."""
