"""Figures measured beside their peers; `make bench` runs them."""
