"""Shapes that organizations take and give."""
