"""Jobs as members of a project see them: listed, cancelled, tried again."""
