"""Migrations of the table of what can be found."""
