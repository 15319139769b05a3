"""From frames to messages that wait to be read."""

from __future__ import annotations

from collections import deque

from websockets.frames import Frame, Opcode

Message = str | bytes


class Inbox:
    """Puts a message's pieces together; text must be UTF-8."""

    __slots__ = ("_opcode", "_pieces", "_unread")

    def __init__(self) -> None:
        self._unread: deque[Message] | None = None
        self._pieces: list[bytes] | None = None
        self._opcode = Opcode.TEXT

    def __len__(self) -> int:
        return len(self._unread or ())

    def add(self, frame: Frame) -> bool:
        """Take a data frame; whether a message is whole with it. UnicodeDecodeError where it is no text."""
        if frame.opcode is not Opcode.CONT:
            self._opcode, self._pieces = frame.opcode, []
        if self._pieces is None:
            return False
        if frame.data:  # pieces of nothing take nothing
            self._pieces.append(bytes(frame.data))
        if not frame.fin:
            return False
        data, self._pieces = b"".join(self._pieces), None
        self._unread = self._unread or deque()
        self._unread.append(data.decode() if self._opcode is Opcode.TEXT else data)
        return True

    def take(self) -> Message:
        """The next message; IndexError where there is none."""
        if not self._unread:
            raise IndexError("nothing has come")
        message = self._unread.popleft()
        if not self._unread:
            self._unread = None  # thousands are idle
        return message
