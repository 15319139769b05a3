"""Full-text search in a project: one table of entries, written in the transaction of the change."""
