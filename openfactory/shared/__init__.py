"""Product nouns that several modules use."""
