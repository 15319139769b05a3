"""Requirements and acceptance criteria inside documents: found by reading them, and recognised when they change."""
