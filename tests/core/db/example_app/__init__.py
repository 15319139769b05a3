"""An application with tables, for the tests of the database layer."""
