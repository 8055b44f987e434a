"""Before filing: a draft, its photos and what is read from them, who files, and what others say of them."""
