"""Modules: declaration, discovery, selection, mounting, start and stop."""
