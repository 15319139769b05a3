"""Notifications: what a user should know of, until they have read it."""
