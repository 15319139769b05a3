"""Documents: one engine for every kind of text that people and agents write together."""
