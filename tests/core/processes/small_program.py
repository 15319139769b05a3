"""`small_program.py PORT DATA [word…]` serves the small application; the words choose what goes wrong.

Spawned processes import their main module again, so that this one imports nothing.
"""

if __name__ == "__main__":
    import sys

    from small_application import main

    main(*sys.argv[1:])
