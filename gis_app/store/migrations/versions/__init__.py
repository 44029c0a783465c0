"""One file for each revision, oldest first by its number; none is ever edited once released."""
