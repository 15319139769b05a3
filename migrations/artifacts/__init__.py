"""Migrations of files in folders."""
