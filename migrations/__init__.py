"""Migrations of the built-in tables, one package for each set of tables; one set of files for both databases."""
