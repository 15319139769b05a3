"""Migrations of the tables of notes."""
