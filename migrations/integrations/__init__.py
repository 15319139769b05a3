"""Migrations of the tables of comments."""
