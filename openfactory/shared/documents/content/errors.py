"""What is wrong with a content, and where in it."""

from __future__ import annotations


class ContentError(ValueError):
    """`pointer` is a JSON pointer into the content: `/content/3/attrs/level`."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{message} (at {pointer or 'the document itself'})")
        self.pointer, self.message = pointer, message
