"""The face store, apart: its own database, role and keys. The main database knows an opaque reference."""
