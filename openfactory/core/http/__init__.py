"""HTTP: endpoints and everything that follows from their declarations."""
