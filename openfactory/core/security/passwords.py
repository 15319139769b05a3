"""Passwords: which are good enough, and how they are hashed and verified (Argon2id)."""

from __future__ import annotations

import asyncio
import os
import runpy
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import Distribution
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")

MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 128

# OWASP Password Storage Cheat Sheet, Argon2id, m=19456 (19 MiB), t=2, p=1: as strong as its other choices and
# easy on memory. RFC 9106's second choice would take 64 MiB and four threads for each sign-in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)

# A well-formed hash that no password has: its digest is not the output of any run. It costs what a real one
# costs, or an unknown account could be told from a known one by the time an answer takes.
_NOBODYS_HASH: Final = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    "$bm9ib2R5bm9ib2R5bm9ibw$bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8"
)

# Two at a time in each process: 38 MiB at most, and a burst of sign-ins leaves cores to everything else.
_CONCURRENT: Final = min(2, os.cpu_count() or 1)


class WeakPassword(ValueError):
    """This password may not be chosen. `reason` can be shown to the person, `code` is stable."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


async def hash_password(password: str) -> str:
    """The Argon2id hash to store, with its parameters and a random salt inside."""
    return await _in_thread(lambda: _hasher.hash(_encoded(password)))


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed.

    Give None where there is no account, or one without a password: the answer is False after the same work.
    """
    return await _in_thread(lambda: _matches(password_hash or _NOBODYS_HASH, _encoded(password)))


def needs_rehash(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's: hash again at the next good sign-in."""
    return _hasher.check_needs_rehash(password_hash)


def check_password_strength(password: str, *, email: str, name: str) -> None:
    """Raise WeakPassword for one that is too short or long, well known, or its owner's e-mail or name.

    There are no rules about digits or signs: NIST SP 800-63B, section 5.1.1.2, advises against them.
    """
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"The password needs at least {MIN_LENGTH} characters", "too_short")
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"The password may have at most {MAX_LENGTH} characters", "too_long")
    folded = _normalised(password).casefold()
    if folded in _common_passwords():
        raise WeakPassword("The password is among the most common ones; choose another", "common")
    if folded in {_normalised(known).casefold() for known in (email, email.partition("@")[0], name)}:
        raise WeakPassword("The password may not be your e-mail address or your name", "personal")


def _normalised(password: str) -> str:
    # NIST SP 800-63B (revision 3), section 5.1.1.2, wants NFKC or NFKD for Unicode passwords: the same keys
    # give other code points on another keyboard or system, and their owner would be locked out.
    return unicodedata.normalize("NFKC", password)


def _encoded(password: str) -> bytes:
    # A lone surrogate is legal in JSON and has no UTF-8 form; it must be a wrong password, not a failure.
    return _normalised(password).encode("utf-8", "surrogatepass")


def _matches(password_hash: str, password: bytes) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CONCURRENT, thread_name_prefix="password")


# A forked child has the pool's object without its threads: work given to it would wait for ever.
os.register_at_fork(after_in_child=_threads.cache_clear)


@cache
def _common_passwords() -> frozenset[str]:
    """The passwords of zxcvbn's frequency list (30,000) that are long enough to be chosen here."""
    # The file alone: importing the package also builds dictionaries of names and words, tens of megabytes.
    file = Distribution.from_name("zxcvbn").locate_file("zxcvbn/frequency_lists.py")
    passwords: list[str] = runpy.run_path(str(file))["FREQUENCY_LISTS"]["passwords"]
    return frozenset(word for word in passwords if len(word) >= MIN_LENGTH)
