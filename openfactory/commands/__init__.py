"""The command line's own commands; modules bring theirs in `commands.py`."""
