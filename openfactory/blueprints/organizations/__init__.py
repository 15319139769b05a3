"""Organizations: members, invitations, API keys, templates, the audit trail and usage."""
