"""How a file of an older version becomes one of this version; see `run`."""
