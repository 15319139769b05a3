"""Migrations of the planner's tables."""
