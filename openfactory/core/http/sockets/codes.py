"""Why a WebSocket was closed, so that a client knows what to do. 4400 to 4499 are HTTP's status plus 4000."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """A close code of ours, with its `meaning` and what a client should do (`advice`)."""

    meaning: str
    advice: str

    def __new__(cls, code: int, meaning: str, advice: str) -> CloseCode:
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.advice = meaning, advice
        return member

    NORMAL = 1000, "there is nothing more to say", "nothing"
    PROTOCOL_ERROR = 1002, "what came is no WebSocket", "mend the client"
    INVALID_DATA = 1007, "a text message is not UTF-8", "mend the client"
    TOO_BIG = 1009, "a message is larger than the server takes", "mend the client"
    INTERNAL_ERROR = 1011, "the server has failed; its log says why", "connect again after a pause that grows"
    RESTART = 1012, "the server process stops or restarts", "connect again now, after up to a second at random"
    TRY_AGAIN_LATER = 1013, "the server or its database cannot do it now", "connect again after a pause that grows"
    REFUSED = 4400, "the route has refused what was sent", "mend the client"
    SIGN_IN_AGAIN = 4401, "the credential has ended: signed out, revoked or expired", "get another credential first"
    NO_RIGHT = 4403, "a right that the connection was for is gone", "do not come back for it; reload what is shown"
    GONE = 4404, "what the connection was for is gone", "do not come back for it; reload what is shown"
    TOO_SLOW = 4408, "no answer to heartbeats, or what was sent was not read", "connect again now, after your cursor"
    CONFLICT = 4409, "the present state does not allow it", "look at the state, and decide"
    TOO_MANY = 4429, "too many messages", "connect again after a minute, and send less"


def code_of(status: int) -> CloseCode:
    """The code for a refusal with an HTTP status."""
    if status >= 500:
        return CloseCode.TRY_AGAIN_LATER if status == 503 else CloseCode.INTERNAL_ERROR
    return _OF_STATUS.get(status, CloseCode.REFUSED)


_OF_STATUS = {code - 4000: code for code in CloseCode if code > 4000}
