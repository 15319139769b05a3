"""The Refinery: requirements of a product, in documents."""
