"""Views of the officer's pages, one module a page."""
