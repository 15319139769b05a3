"""Migrations of the tables of projects."""
