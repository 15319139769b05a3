"""Migrations of the tables of core."""
