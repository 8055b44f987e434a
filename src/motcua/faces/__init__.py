"""Photo to face to template, and comparing two of them. No Django, no database."""
