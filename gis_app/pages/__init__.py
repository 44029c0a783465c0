"""HTML views, one file per workspace."""
