"""The business of a case, as pure values."""
