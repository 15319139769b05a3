"""Migrations of the tables of organizations."""
