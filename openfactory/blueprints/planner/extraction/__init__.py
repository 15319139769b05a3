"""Work orders out of blueprints: what a text proposes, by rules alone. Nothing here reads or writes a database."""
