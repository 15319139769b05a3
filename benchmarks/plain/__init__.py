"""The yardstick: the same routes on Sanic alone, written by hand."""
