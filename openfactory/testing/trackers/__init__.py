"""Servers on loopback that make issues as GitHub and Jira do, and fail as they do."""
