"""One function for each thing a user can do: permission, one transaction, history."""
