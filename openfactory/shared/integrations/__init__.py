"""Integrations: other services that a project is connected to, one of each kind."""
