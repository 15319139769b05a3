"""Reading the text of files."""
