"""Everything that can be done with feedback."""
