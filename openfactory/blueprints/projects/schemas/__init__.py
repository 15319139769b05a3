"""Shapes that projects take and give."""
