"""Notes in projects: a module of openfactory."""
