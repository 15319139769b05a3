"""Everything that can be done with folders and artifacts."""
