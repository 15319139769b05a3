"""No process outlives the main one: after a `kill -9` of it nothing goes on serving its port."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from multiprocessing import parent_process

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Be killed when the process that has started this one ends (Linux; elsewhere it must end the group)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    parent = parent_process()
    # It may have died before that was said. Its number is compared, since 1 is a living parent in a container.
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)
