"""The example extension's migrations."""
