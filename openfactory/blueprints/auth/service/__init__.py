"""Everything that can be done with accounts and sessions."""
