"""Migrations of the validator's tables."""
