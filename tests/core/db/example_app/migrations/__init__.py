"""The example application's migrations."""
