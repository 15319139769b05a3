"""What any API server would need: HTTP, access, rows, events, settings, processes."""
