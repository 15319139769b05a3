"""No process outlives the main one: after a `kill -9` of it nothing goes on serving its port."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(death: signal.Signals = signal.SIGTERM) -> None:
    """Get `death` when the parent dies (Linux; elsewhere the service manager must end the group)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(death))
    if os.getppid() == 1:  # it has died before this was said
        os.kill(os.getpid(), death)
