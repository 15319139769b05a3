"""Shapes that artifacts take and give."""
