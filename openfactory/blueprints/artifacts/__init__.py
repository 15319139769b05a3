"""Artifacts: files of a project, in folders, with the text that is in them."""
