"""Shapes that the planner takes and gives."""
