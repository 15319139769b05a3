"""The modules of the product, each a package that is mounted under its own prefix."""
