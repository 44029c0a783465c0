"""The pure part of an import: column mapping, row checks, and what would change."""
