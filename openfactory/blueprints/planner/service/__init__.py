"""Everything that can be done with phases and work orders."""
