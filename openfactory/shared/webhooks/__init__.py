"""Webhooks: a project's events, sent signed to other servers, and tried again until they have arrived."""
