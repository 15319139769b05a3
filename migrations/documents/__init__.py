"""Migrations of the tables of documents."""
