"""Shapes that the validator takes and gives."""
