"""Figures and surfaces computed from columns of cases and assets."""
