"""WebSockets: declared like endpoints, sent to without waiting, closed with codes that tell what to do."""
