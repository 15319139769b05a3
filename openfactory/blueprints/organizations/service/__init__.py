"""Everything that can be done with organizations, one noun a file."""
