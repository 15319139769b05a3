"""HTTP to other servers, guarded: nothing private is reached unless the settings allow it."""

from openfactory.core.outgoing.client import check_url, outgoing_client
from openfactory.core.outgoing.errors import AnswerTooLarge, OutgoingRefused

__all__ = ["AnswerTooLarge", "OutgoingRefused", "check_url", "outgoing_client"]
