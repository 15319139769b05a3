"""Users, organizations and memberships: who there is, and who belongs where."""
