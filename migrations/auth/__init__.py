"""Migrations of the tables of auth."""
