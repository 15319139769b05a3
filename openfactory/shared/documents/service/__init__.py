"""Everything that can be done with documents."""
