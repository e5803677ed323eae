"""Both distributions: built, checked, and used as those who install them will use them."""
